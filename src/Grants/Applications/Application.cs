using Grants.Data;
using Grants.Lifecycle;

namespace Grants.Applications;

/// <summary>One organisation's application to one call: one per organisation and call.</summary>
internal sealed class Application : StagedAggregate
{
    private readonly List<Answer> _answers = [];
    private readonly List<ProposedBudgetLine> _budget = [];

    private Application()
    {
    }

    public Application(Guid callId, Guid organisationId, string currency, DateTime now)
    {
        (CallId, OrganisationId, Currency, CreatedAt) = (callId, organisationId, currency, now);
        Begin(Act.StartApplication, now);
    }

    public Guid CallId { get; private init; }

    public Guid OrganisationId { get; private init; }

    /// <summary>Given on submission, such as 'CT-2021-1-007'; null for a draft.</summary>
    public string? Number { get; private set; }

    public string Title { get; private set; } = "";

    /// <summary>ISO 3166 alpha-2 of the country of work; null for regional work.</summary>
    public string? Country { get; private set; }

    public string Currency { get; private init; } = "AUD";

    public DateTime CreatedAt { get; private init; }

    /// <summary>When the person pressed submit, by the server's clock (UTC).</summary>
    public DateTime? SubmittedAt { get; private set; }

    /// <summary>Who screens or moderates decided last, and why, in words for the applicant.</summary>
    public string? DecisionReasons { get; private set; }

    /// <summary>What the applicant could do better, from the reviewers' comments.</summary>
    public string? Feedback { get; private set; }

    /// <summary>The weighted mean of the counted score sheets, in hundredths of a percent (0 to 10,000), once all are in.</summary>
    public int? Score { get; private set; }

    /// <summary>The place in the ranking of the call, from 1, once ranked.</summary>
    public int? Rank { get; private set; }

    /// <summary>The round of review; a new round has its own orchestration and assignments.</summary>
    public int ReviewRound { get; private set; } = 1;

    public IReadOnlyList<Answer> Answers => _answers;

    public IReadOnlyList<ProposedBudgetLine> Budget => _budget;

    /// <summary>The requested amount in minor units: the sum of the budget.</summary>
    public long RequestedMinor => _budget.Sum(line => line.AmountMinor);
}

/// <summary>The answer to one question of the call's form.</summary>
internal sealed class Answer
{
    private Answer()
    {
    }

    public Answer(string questionCode, string text, Guid personId, DateTime now) =>
        (QuestionCode, Text, ChangedBy, ChangedAt) = (questionCode, text, personId, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid ApplicationId { get; private init; }

    public string QuestionCode { get; private init; } = "";

    public string Text { get; private set; } = "";

    public Guid ChangedBy { get; private set; }

    public DateTime ChangedAt { get; private set; }
}

/// <summary>One line of the proposed budget.</summary>
internal sealed class ProposedBudgetLine
{
    private ProposedBudgetLine()
    {
    }

    public ProposedBudgetLine(int order, string description, long amountMinor) => (Order, Description, AmountMinor) = (order, description, amountMinor);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid ApplicationId { get; private init; }

    public int Order { get; private init; }

    public string Description { get; private init; } = "";

    public long AmountMinor { get; private init; }
}
