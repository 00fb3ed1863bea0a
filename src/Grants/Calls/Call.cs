using Grants.Data;
using Grants.Lifecycle;

namespace Grants.Calls;

/// <summary>The programme's three pathways; every grant belongs to at least one.</summary>
[Flags]
public enum Pathways
{
    /// <summary>None chosen yet.</summary>
    None = 0,

    /// <summary>Enhancing regional-level capacity.</summary>
    RegionalCapacity = 1,

    /// <summary>Enhancing national-level capacity.</summary>
    NationalCapacity = 2,

    /// <summary>Developing inclusive public policy and dialogue.</summary>
    InclusivePolicy = 4,
}

/// <summary>What a new call consists of, as a grant manager types it.</summary>
internal sealed record CallTerms(
    string Reference,
    string Title,
    string Summary,
    string? Country,
    Pathways Pathways,
    string Currency,
    long FloorMinor,
    long CeilingMinor,
    long TotalMinor,
    int GrantMonths,
    string TimeZone,
    DateTime OpensAt,
    DateTime DeadlineAt,
    DateTime DecisionsBy,
    int ReviewersPerApplication);

/// <summary>A call for proposals. Once published its terms, questions and rubric are frozen: they were promised.</summary>
internal sealed class Call : StagedAggregate
{
    private readonly List<Question> _questions = [];
    private readonly List<Criterion> _rubric = [];

    private Call()
    {
    }

    public Call(CallTerms terms, IEnumerable<Question> questions, IEnumerable<Criterion> rubric, DateTime now)
    {
        (Reference, Title, Summary, Country, Pathways) = (terms.Reference, terms.Title, terms.Summary, terms.Country, terms.Pathways);
        (Currency, FloorMinor, CeilingMinor, TotalMinor, GrantMonths) = (terms.Currency, terms.FloorMinor, terms.CeilingMinor, terms.TotalMinor, terms.GrantMonths);
        (TimeZone, OpensAt, DeadlineAt, DecisionsBy) = (terms.TimeZone, terms.OpensAt, terms.DeadlineAt, terms.DecisionsBy);
        ReviewersPerApplication = terms.ReviewersPerApplication;
        CreatedAt = now;
        _questions.AddRange(questions);
        _rubric.AddRange(rubric);
        Begin(Act.DraftCall, now);
    }

    /// <summary>Short and unique, such as 'CT-2021-1': part of every application's number.</summary>
    public string Reference { get; private set; } = "";

    public string Title { get; private set; } = "";

    public string Summary { get; private set; } = "";

    /// <summary>ISO 3166 alpha-2; null when the call is regional.</summary>
    public string? Country { get; private set; }

    public Pathways Pathways { get; private set; }

    /// <summary>ISO 4217 code of every amount of the call.</summary>
    public string Currency { get; private set; } = "AUD";

    /// <summary>Smallest award, in minor units.</summary>
    public long FloorMinor { get; private set; }

    /// <summary>Largest award, in minor units.</summary>
    public long CeilingMinor { get; private set; }

    /// <summary>Money in the call, in minor units.</summary>
    public long TotalMinor { get; private set; }

    public int GrantMonths { get; private set; }

    /// <summary>IANA name of the zone in which the call states its times.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary><see cref="TimeZone"/>.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>An instant (UTC) on the call's clock.</summary>
    public DateTime InZone(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, Zone);

    public DateTime OpensAt { get; private set; }

    public DateTime DeadlineAt { get; private set; }

    public DateTime DecisionsBy { get; private set; }

    public int ReviewersPerApplication { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public IReadOnlyList<Question> Questions => _questions;

    public IReadOnlyList<Criterion> Rubric => _rubric;

    /// <summary>
    /// When the closing runs: after the deadline by longer than any request lives (Azure ends one after 230 seconds), so that none that arrived in time and
    /// still waits for the database is overtaken. For applicants the deadline decides, not this.
    /// </summary>
    public DateTime ClosesAt => DeadlineAt + ClosingGrace;

    private static readonly TimeSpan ClosingGrace = TimeSpan.FromMinutes(4);

    /// <summary>
    /// Whether an application may be started or edited now, by the clock alone: the activities that open and close the call may run a little later.
    /// </summary>
    public bool TakesApplications(DateTime now) => Stage is Stage.CallPublished or Stage.CallOpen && OpensAt <= now && now <= DeadlineAt;

    /// <summary>What must be corrected before the call can be kept: form field name to message; empty when it is in order.</summary>
    public IReadOnlyDictionary<string, string> Problems()
    {
        var problems = new Dictionary<string, string>();
        Require(Reference.Length > 0 && Reference.Length <= 40 && Reference.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'), nameof(Reference),
            "Enter a reference of letters, digits and hyphens, such as CT-2021-1");
        Require(Title.Length is > 0 and <= 300, nameof(Title), "Enter a title of up to 300 characters");
        Require(Summary.Length is > 0 and <= 4000, nameof(Summary), "Enter a summary of up to 4,000 characters");
        Require(Pathways != Pathways.None, nameof(Pathways), "Choose at least one pathway");
        Require(Currency == Awards.Award.LimitCurrency, nameof(Currency), $"Enter {Awards.Award.LimitCurrency}: the delegates' financial limits are in it, and no other award could be approved");
        Require(FloorMinor > 0, nameof(CallTerms.FloorMinor), "The smallest grant must be more than nothing");
        Require(FloorMinor <= CeilingMinor, nameof(CallTerms.CeilingMinor), "The largest grant cannot be less than the smallest");
        Require(CeilingMinor <= TotalMinor, nameof(CallTerms.TotalMinor), "The money in the call cannot be less than the largest grant");
        Require(GrantMonths is >= 1 and <= 60, nameof(GrantMonths), "A grant lasts from 1 to 60 months");
        Require(ReviewersPerApplication is >= 1 and <= 9, nameof(ReviewersPerApplication), "Each application needs from 1 to 9 reviewers");
        Require(TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _), nameof(TimeZone), "Choose a time zone by its name, such as Asia/Bangkok");
        Require(OpensAt < DeadlineAt, nameof(DeadlineAt), "The deadline must be after the opening");
        Require(DeadlineAt < DecisionsBy, nameof(DecisionsBy), "Decisions can only be promised for after the deadline");
        Require(_questions.Count > 0, nameof(Questions), "Ask at least one question");
        Require(_questions.All(question => Question.IsCode(question.Code)), nameof(Questions), "A question's code has lower-case letters, digits and hyphens, and is not a word that the form itself uses");
        Require(_questions.DistinctBy(question => question.Code).Count() == _questions.Count, nameof(Questions), "Give each question a code of its own");
        Require(_questions.All(question => question.Text.Length is > 0 and <= 400 && question.Help is not { Length: > 2000 } && question.MaxCharacters is >= 0 and <= Question.MostCharacters), nameof(Questions),
            $"A question has from 1 to 400 characters, its help up to 2,000, and its answer up to {Question.MostCharacters:N0}");
        Require(_rubric.All(criterion => criterion.Title.Length is > 0 and <= 200 && criterion.Guidance.Length <= 2000 && criterion.MaxScore is >= 1 and <= 100), nameof(Rubric),
            "A criterion has a title of up to 200 characters, guidance of up to 2,000, and a highest score from 1 to 100");
        Require(_rubric.Sum(criterion => criterion.Weight) == 100, nameof(Rubric), $"The weights must sum to 100; they sum to {_rubric.Sum(criterion => criterion.Weight)}");
        Require(_rubric.All(criterion => criterion.Weight > 0), nameof(Rubric), "Each weight must be more than nothing");
        return problems;

        void Require(bool holds, string field, string message)
        {
            if (!holds) problems.TryAdd(field, message);
        }
    }

    /// <summary>Makes the call public and freezes it. Refused while something is out of order, and when the deadline has passed.</summary>
    public Outcome Publish(DateTime now)
    {
        if (Problems() is { Count: > 0 } problems) return Refusal.Invalid(problems);
        if (DeadlineAt <= now) return Refusal.Invalid(nameof(DeadlineAt), "The deadline has already passed: nobody could apply");
        return Move(Act.PublishCall, now);
    }

    public Outcome Open(DateTime now) => Move(Act.OpenCall, now);

    public Outcome Close(DateTime now) => Move(Act.CloseCall, now);

    /// <summary>Ends the call. Refused while an application waits for its outcome.</summary>
    /// <param name="undecided">How many applications are still being screened, reviewed or moderated.</param>
    /// <param name="now">UTC.</param>
    public Outcome Decide(int undecided, DateTime now)
    {
        if (Stage == Stage.CallClosed && undecided > 0)
            return Refusal.WrongStage($"{undecided} of the call's applications {(undecided == 1 ? "has" : "have")} no outcome yet. Decide on {(undecided == 1 ? "it" : "them")} first.");
        return Move(Act.DecideCall, now);
    }
}

/// <summary>What kind of answer a question takes.</summary>
public enum QuestionKind
{
    /// <summary>A line.</summary>
    ShortText,

    /// <summary>A text.</summary>
    LongText,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>A condition of eligibility, answered yes or no; the call's answer is yes.</summary>
    Eligibility,

    /// <summary>A document; the answer is the attached file.</summary>
    File,
}

/// <summary>One question of a call's form.</summary>
internal sealed class Question
{
    /// <summary>The most characters of any answer, whatever the question says.</summary>
    public const int MostCharacters = 10_000;

    // Names of the form's own fields.
    private static readonly string[] Reserved = ["version", "title", "country", "budget", "amount"];

    /// <summary>Whether a text can be a question's code: it names the answer's field on the form.</summary>
    public static bool IsCode(string text) =>
        text.Length is > 0 and <= 60 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && !Reserved.Contains(text);

    private Question()
    {
    }

    public Question(int order, string code, QuestionKind kind, string text, string? help = null, bool required = true, int maxCharacters = 0) =>
        (Order, Code, Kind, Text, Help, Required, MaxCharacters) = (order, code, kind, text, help, required, maxCharacters);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid CallId { get; private init; }

    public int Order { get; private init; }

    /// <summary>Stable within the call: answers refer to it.</summary>
    public string Code { get; private init; } = "";

    public QuestionKind Kind { get; private init; }

    public string Text { get; private init; } = "";

    public string? Help { get; private init; }

    public bool Required { get; private init; }

    /// <summary>The most characters, as a reader counts them; 0 for no limit of the question's own.</summary>
    public int MaxCharacters { get; private init; }
}

/// <summary>One weighted criterion of a call's rubric, scored from 0 to <see cref="MaxScore"/>.</summary>
internal sealed class Criterion
{
    private Criterion()
    {
    }

    public Criterion(int order, string title, string guidance, int weight, int maxScore = 5) =>
        (Order, Title, Guidance, Weight, MaxScore) = (order, title, guidance, weight, maxScore);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid CallId { get; private init; }

    public int Order { get; private init; }

    public string Title { get; private init; } = "";

    public string Guidance { get; private init; } = "";

    /// <summary>Percent; the weights of a rubric sum to 100.</summary>
    public int Weight { get; private init; }

    public int MaxScore { get; private init; }
}
