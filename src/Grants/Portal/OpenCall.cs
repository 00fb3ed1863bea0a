namespace Grants.Portal;

/// <summary>A call for proposals as the home page lists it.</summary>
/// <param name="Title">The call's name.</param>
/// <param name="Summary">One or two sentences: what it pays for and who may apply.</param>
/// <param name="Href">The call's page.</param>
/// <param name="ClosesAt">The deadline, UTC.</param>
/// <param name="Zone">The call's time zone.</param>
/// <param name="CeilingMinor">The largest grant, in minor units.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Places">The countries, in plain words.</param>
public sealed record OpenCall(string Title, string Summary, string Href, DateTime ClosesAt, TimeZoneInfo Zone, long CeilingMinor, string Currency, string Places);
