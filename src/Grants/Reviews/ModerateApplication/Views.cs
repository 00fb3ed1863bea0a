using Grants.Lifecycle;

namespace Grants.Reviews.ModerateApplication;

/// <summary>An application with all its score sheets side by side. Scores and the spread are in hundredths of a percent, amounts in minor units.</summary>
public sealed record ModerationView(
    Guid ApplicationId, int Version, Guid CallId, string Number, string Title, string Organisation, string? Country, string Currency, Stage Stage, long RequestedMinor,
    int? Score, int Spread, bool SpreadIsWide, long FloorMinor, long CeilingMinor, long RemainingMinor,
    int? Rank, string? Reasons, string? Feedback, Guid? AwardId, Stage? AwardStage, string? AwardReasons,
    IReadOnlyList<CriterionView> Criteria, IReadOnlyList<SheetView> Sheets, IReadOnlyList<CandidateView> Candidates)
{
    /// <summary>Whether it is a concept note: no award comes of it, but an invitation to the full proposal.</summary>
    public bool IsConceptNote { get; init; }

    /// <summary>Of a concept note: the calls for full proposals that follow its call.</summary>
    public IReadOnlyList<Calls.NextCall> NextCalls { get; init; } = [];
}

/// <summary>One criterion of the rubric.</summary>
public sealed record CriterionView(Guid Id, string Title, int Weight, int MaxScore);

/// <summary>One reviewer's sheet; its scores and comments only once it is submitted.</summary>
public sealed record SheetView(Guid AssignmentId, string Reviewer, string State, string? Declared, DateTime DueAt, DateTime? SubmittedAt, int? Score, IReadOnlyList<ScoreView> Scores, string Overall);

/// <summary>One score.</summary>
public sealed record ScoreView(Guid Id, Guid CriterionId, int Value, string Comment);

/// <summary>A reviewer who could be given a place.</summary>
public sealed record CandidateView(Guid Id, string Name);
