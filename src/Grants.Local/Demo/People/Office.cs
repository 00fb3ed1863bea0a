namespace Grants.Local.Demo.People;

/// <summary>One organisation's two people, each at their own browser.</summary>
/// <param name="Acronym">Which organisation.</param>
/// <param name="Lead">Submits, accepts, certifies.</param>
/// <param name="Contributor">Writes and uploads.</param>
internal sealed record Office(string Acronym, DemoClient Lead, DemoClient Contributor);
