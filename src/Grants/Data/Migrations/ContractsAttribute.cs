namespace Grants.Data.Migrations;

/// <summary>
/// Lets a migration take something away: it stands on the class, once for each thing. Only what no release in use reads or writes any more may go (decision 9).
/// </summary>
/// <param name="what">What is taken away, in the words with which the rules' test refuses it.</param>
/// <param name="why">Since which release nothing uses it.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class ContractsAttribute(string what, string why) : Attribute
{
    /// <summary>What is taken away.</summary>
    public string What { get; } = what;

    /// <summary>Since which release nothing uses it.</summary>
    public string Why { get; } = why;
}
