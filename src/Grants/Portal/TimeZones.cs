namespace Grants.Portal;

/// <summary>The time zones in which the programme's people work.</summary>
internal static class TimeZones
{
    private static readonly string[] Ids =
    [
        "Asia/Phnom_Penh", "Asia/Vientiane", "Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Manila", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Kuala_Lumpur", "Asia/Singapore",
        "Asia/Brunei", "Asia/Yangon", "Australia/Sydney", "UTC",
    ];

    /// <summary>The zones as choices of a form, named for their cities.</summary>
    public static IEnumerable<Choice> Choices => Ids.Select(zone => new Choice(zone, Name(zone)));

    /// <summary>Whether the zone can be chosen.</summary>
    public static bool IsKnown(string? zone) => zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId;

    /// <summary>The zone's city.</summary>
    public static string Name(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');
}
