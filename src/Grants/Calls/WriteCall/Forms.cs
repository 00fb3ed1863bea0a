using Grants.Portal;

namespace Grants.Calls.WriteCall;

#pragma warning disable CS1591 // Fields of the forms, named as the call names them.
/// <summary>The page 'What the call is for' as it was typed.</summary>
public sealed class AboutForm
{
    public int Version { get; init; }

    public string? Reference { get; init; }

    public string? Title { get; init; }

    public string? Summary { get; init; }

    public string? Objectives { get; init; }

    public string? Eligibility { get; init; }

    public string[]? Countries { get; init; }

    public string[]? Pathways { get; init; }

    public string[]? ProjectAreas { get; init; }

    internal static AboutForm Of(Call call) => new()
    {
        Version = call.Version,
        Reference = call.Reference,
        Title = call.Title,
        Summary = call.Summary,
        Objectives = call.Objectives,
        Eligibility = call.Eligibility,
        Countries = [.. call.Countries],
        Pathways = [.. Enum.GetValues<Pathways>().Where(one => one != 0 && call.Pathways.HasFlag(one)).Select(one => one.ToString())],
        ProjectAreas = [.. Enum.GetValues<ProjectAreas>().Where(one => one != 0 && call.ProjectAreas.HasFlag(one)).Select(one => one.ToString())],
    };

    internal CallAbout Read() => new(
        Reference ?? "", Title ?? "", Summary ?? "", Objectives ?? "", Eligibility ?? "", Countries ?? [], Flags<Pathways>(Pathways, (all, one) => all | one), Flags<ProjectAreas>(ProjectAreas, (all, one) => all | one));

    private static TFlags Flags<TFlags>(string[]? chosen, Func<TFlags, TFlags, TFlags> add)
        where TFlags : struct, Enum => (chosen ?? []).Select(one => Enum.TryParse<TFlags>(one, out var flag) && Enum.IsDefined(flag) ? flag : default).Aggregate(default, add);
}

/// <summary>The page 'Money' as it was typed.</summary>
public sealed class MoneyForm
{
    public int Version { get; init; }

    public string? Currency { get; init; }

    public string? FloorMinor { get; init; }

    public string? CeilingMinor { get; init; }

    public string? TotalMinor { get; init; }

    public string? GrantMonths { get; init; }

    internal static MoneyForm Of(Call call) => new()
    {
        Version = call.Version,
        Currency = call.Currency,
        FloorMinor = PortalText.TypedMoney(call.FloorMinor, call.Currency),
        CeilingMinor = PortalText.TypedMoney(call.CeilingMinor, call.Currency),
        TotalMinor = PortalText.TypedMoney(call.TotalMinor, call.Currency),
        GrantMonths = FormattableString.Invariant($"{call.GrantMonths}"),
    };

    internal CallMoney Read(FieldErrors errors)
    {
        var currency = Data.Texts.Clean(Currency).ToUpperInvariant();
        var (floor, ceiling, total) = (Money(FloorMinor, nameof(FloorMinor)), Money(CeilingMinor, nameof(CeilingMinor)), Money(TotalMinor, nameof(TotalMinor)));
        if (!PortalText.TryParseCount(GrantMonths, out var months)) errors.Add(nameof(GrantMonths), T("Say in figures how many months a grant lasts"));
        return new CallMoney(currency, floor, ceiling, total, months);

        long Money(string? typed, string field)
        {
            if (!PortalText.TryParseMoney(typed, currency, out var minor)) errors.Add(field, T("Enter the amount in figures, such as 50,000 or 50,000.50"));
            return minor;
        }
    }
}

/// <summary>The page 'Timetable' as it was typed: times on the clock of <see cref="TimeZone"/>.</summary>
public sealed class TimetableForm
{
    public int Version { get; init; }

    public string? TimeZone { get; init; }

    public TypedDate? OpensAt { get; init; }

    public string? OpensTime { get; init; }

    public TypedDate? QuestionsCloseAt { get; init; }

    public string? QuestionsTime { get; init; }

    public TypedDate? DeadlineAt { get; init; }

    public string? DeadlineTime { get; init; }

    public TypedDate? DecisionsBy { get; init; }

    public string? DecisionsTime { get; init; }

    internal static TimetableForm Of(Call call)
    {
        var (opens, opensTime) = TypedInstant.Of(call.OpensAt, call.Zone);
        var (questions, questionsTime) = TypedInstant.Of(call.QuestionsCloseAt, call.Zone);
        var (deadline, deadlineTime) = TypedInstant.Of(call.DeadlineAt, call.Zone);
        var (decisions, decisionsTime) = TypedInstant.Of(call.DecisionsBy, call.Zone);
        return new TimetableForm
        {
            Version = call.Version,
            TimeZone = call.TimeZone,
            OpensAt = opens,
            OpensTime = opensTime,
            QuestionsCloseAt = questions,
            QuestionsTime = questionsTime,
            DeadlineAt = deadline,
            DeadlineTime = deadlineTime,
            DecisionsBy = decisions,
            DecisionsTime = decisionsTime,
        };
    }

    internal CallTimetable Read(FieldErrors errors)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "", out var zone))
        {
            errors.Add(nameof(TimeZone), T("Choose the time zone"));
            zone = TimeZoneInfo.Utc;
        }

        return new CallTimetable(
            TimeZone ?? "",
            TypedInstant.Read((OpensAt, nameof(OpensAt)), (OpensTime, nameof(OpensTime)), zone, errors, T("Opening")),
            TypedInstant.Read((QuestionsCloseAt, nameof(QuestionsCloseAt)), (QuestionsTime, nameof(QuestionsTime)), zone, errors, T("End of questions")),
            TypedInstant.Read((DeadlineAt, nameof(DeadlineAt)), (DeadlineTime, nameof(DeadlineTime)), zone, errors, T("Deadline")),
            TypedInstant.Read((DecisionsBy, nameof(DecisionsBy)), (DecisionsTime, nameof(DecisionsTime)), zone, errors, T("Decisions")));
    }
}

/// <summary>The page 'Contacts' as it was typed.</summary>
public sealed class ContactsForm
{
    public int Version { get; init; }

    public string? Contacts { get; init; }

    internal static ContactsForm Of(Call call) => new() { Version = call.Version, Contacts = call.Contacts };
}

/// <summary>The page 'Reviewers' as it was typed.</summary>
public sealed class ReviewersForm
{
    public int Version { get; init; }

    public string? ReviewersPerApplication { get; init; }

    internal static ReviewersForm Of(Call call) => new() { Version = call.Version, ReviewersPerApplication = FormattableString.Invariant($"{call.ReviewersPerApplication}") };

    internal int Read(FieldErrors errors)
    {
        if (!PortalText.TryParseCount(ReviewersPerApplication, out var reviewers)) errors.Add(nameof(ReviewersPerApplication), T("Say in figures how many reviewers score each application"));
        return reviewers;
    }
}
#pragma warning restore CS1591
