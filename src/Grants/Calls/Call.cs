using Grants.Data;
using Grants.Lifecycle;

namespace Grants.Calls;

/// <summary>The programme's three pathways; every grant belongs to at least one.</summary>
[Flags]
internal enum Pathways
{
    None = 0,
    RegionalCapacity = 1,
    NationalCapacity = 2,
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

    public DateTime OpensAt { get; private set; }

    public DateTime DeadlineAt { get; private set; }

    public DateTime DecisionsBy { get; private set; }

    public int ReviewersPerApplication { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>How many applications have been given a number.</summary>
    public int Numbered { get; private set; }

    public IReadOnlyList<Question> Questions => _questions;

    public IReadOnlyList<Criterion> Rubric => _rubric;

    /// <summary>Makes the call public and freezes it.</summary>
    public Outcome Publish(DateTime now) => Move(Act.PublishCall, now);

    public Outcome Open(DateTime now) => Move(Act.OpenCall, now);

    public Outcome Close(DateTime now) => Move(Act.CloseCall, now);

    /// <summary>The number of a newly submitted application: the call's reference and a running number.</summary>
    public string NextNumber() => $"{Reference}-{++Numbered:D3}";
}

/// <summary>What kind of answer a question takes.</summary>
internal enum QuestionKind
{
    ShortText,
    LongText,
    Number,
    YesNo,

    /// <summary>A condition of eligibility, answered yes or no; the call's answer is yes.</summary>
    Eligibility,

    /// <summary>A document; the answer is the attached file.</summary>
    File,
}

/// <summary>One question of a call's form.</summary>
internal sealed class Question
{
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
