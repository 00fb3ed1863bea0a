using System.Globalization;
using Grants.Portal;

namespace Grants.Calls.CreateCall;

#pragma warning disable CS1591 // Fields of the form, named as CallTerms names them.
/// <summary>The form as it was typed: amounts and dates as people write them, times on the clock of <see cref="TimeZone"/>.</summary>
public sealed class Form
{
    public string? Reference { get; init; }

    public string? Title { get; init; }

    public string? Summary { get; init; }

    public string? Country { get; init; }

    public string[]? Pathways { get; init; }

    public string? Currency { get; init; }

    public string? FloorMinor { get; init; }

    public string? CeilingMinor { get; init; }

    public string? TotalMinor { get; init; }

    public string? GrantMonths { get; init; }

    public string? TimeZone { get; init; }

    public TypedDate? OpensAt { get; init; }

    public string? OpensTime { get; init; }

    public TypedDate? DeadlineAt { get; init; }

    public string? DeadlineTime { get; init; }

    public TypedDate? DecisionsBy { get; init; }

    public string? ReviewersPerApplication { get; init; }

    public string? Questions { get; init; }

    public string? Rubric { get; init; }
#pragma warning restore CS1591

    /// <summary>A new form, with the programme's usual terms.</summary>
    public static Form Blank => new()
    {
        Currency = "AUD",
        GrantMonths = "24",
        TimeZone = "Asia/Bangkok",
        OpensTime = "09:00",
        DeadlineTime = "17:00",
        ReviewersPerApplication = "3",
        Questions = DefaultForm.Text(DefaultForm.Questions()),
        Rubric = DefaultForm.Text(DefaultForm.Rubric()),
    };

    /// <summary>Reads what was typed; what cannot be read is said in <paramref name="errors"/>.</summary>
    internal (CallTerms Terms, List<Question> Questions, List<Criterion> Rubric) Read(FieldErrors errors)
    {
        var currency = Data.Texts.Clean(Currency).ToUpperInvariant();
        if (Country != Countries.Regional && !Countries.IsKnown(Country ?? "")) errors.Add(nameof(Country), "Choose a country, or regional");
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "", out var found) ? found : TimeZoneInfo.Utc;
        if (DefaultForm.TryRead(Questions ?? "", out List<Question> questions) is { } wrongQuestion) errors.Add(nameof(Questions), wrongQuestion);
        if (DefaultForm.TryRead(Rubric ?? "", out List<Criterion> rubric) is { } wrongCriterion) errors.Add(nameof(Rubric), wrongCriterion);
        var terms = new CallTerms(
            Reference ?? "", Title ?? "", Summary ?? "", Country == Countries.Regional ? null : Country,
            (Pathways ?? []).Aggregate(Calls.Pathways.None, (all, one) => Enum.TryParse<Pathways>(one, out var pathway) ? all | pathway : all),
            currency, Money(FloorMinor, nameof(FloorMinor), "the smallest grant"), Money(CeilingMinor, nameof(CeilingMinor), "the largest grant"), Money(TotalMinor, nameof(TotalMinor), "the money in the call"),
            Count(GrantMonths, nameof(GrantMonths), "how many months a grant lasts"), TimeZone ?? "",
            Instant(OpensAt, OpensTime, nameof(OpensAt), "on which the call opens"), Instant(DeadlineAt, DeadlineTime, nameof(DeadlineAt), "of the deadline"), Instant(DecisionsBy, "23:59", nameof(DecisionsBy), "by which decisions are promised"),
            Count(ReviewersPerApplication, nameof(ReviewersPerApplication), "how many reviewers read each application"));
        return (terms, questions, rubric);

        long Money(string? typed, string field, string what)
        {
            if (!PortalText.TryParseMoney(typed, currency, out var minor)) errors.Add(field, $"Enter {what} in figures, such as 50,000");
            return minor;
        }

        int Count(string? typed, string field, string what)
        {
            if (!PortalText.TryParseCount(typed, out var count)) errors.Add(field, $"Say in figures {what}");
            return count;
        }

        DateTime Instant(TypedDate? typed, string? time, string field, string what)
        {
            if (typed is null || !typed.TryParse(out var date))
            {
                errors.Add(field, $"Enter the day {what}: day, month and year");
                return DateTime.UnixEpoch;
            }

            if (!TimeOnly.TryParseExact(time?.Trim(), "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
            {
                errors.Add(field, "Enter the time of day as hours and minutes, such as 17:00");
                return DateTime.UnixEpoch;
            }

            var local = date.ToDateTime(clock);
            if (!zone.IsInvalidTime(local)) return TimeZoneInfo.ConvertTimeToUtc(local, zone);
            errors.Add(field, "The clocks of this time zone skip that time: choose another");
            return DateTime.UnixEpoch;
        }
    }
}
