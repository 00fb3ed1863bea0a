namespace Grants.Calls;

/// <summary>What a new draft starts from: the programme's usual terms. A manager looks at each part before the call can be published.</summary>
internal static class CallDefaults
{
    /// <summary>How many reviewers score each application.</summary>
    public const int Reviewers = 3;

    private const string Zone = "Asia/Bangkok";

    /// <summary>The usual size and length of a grant.</summary>
    public static CallMoney Money { get; } = new("AUD", 50_000_00, 400_000_00, 1_600_000_00, 24);

    /// <summary>How many days' notice organisations have of a call.</summary>
    private const int Notice = 28;

    /// <summary>Opens in four weeks for six weeks, with questions until ten days before the deadline; decisions within three months.</summary>
    public static CallTimetable Timetable(DateTime now) => From(DateOnly.FromDateTime(now).AddDays(Notice));

    /// <summary>The usual timetable for full proposals: it begins a week after the concept notes are decided, or a week from now where they should have been by now.</summary>
    public static CallTimetable TimetableAfter(Call concepts, DateTime now) => From(DateOnly.FromDateTime(concepts.DecisionsBy > now ? concepts.DecisionsBy : now).AddDays(7));

    private static CallTimetable From(DateOnly opens)
    {
        return new CallTimetable(Zone, At(opens, 9), At(opens.AddDays(32), 17), At(opens.AddDays(42), 17), At(opens.AddDays(42 + 90), 17));

        // This zone has no daylight saving: every time of day is there, once.
        static DateTime At(DateOnly day, int hour) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(new TimeOnly(hour, 0)), TimeZoneInfo.FindSystemTimeZoneById(Zone));
    }
}
