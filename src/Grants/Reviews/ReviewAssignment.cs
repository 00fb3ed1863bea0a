using Grants.Data;
using Grants.Forms;

namespace Grants.Reviews;

/// <summary>What ties a reviewer to an applicant, as the reviewer declares it.</summary>
internal enum ConflictKind
{
    /// <summary>No conflict of interest: the reviewer may read and score.</summary>
    None,

    /// <summary>Works, has worked or is about to work for the organisation.</summary>
    Employment,

    /// <summary>Family or another close tie to somebody there.</summary>
    Family,

    /// <summary>Money, property or a contract.</summary>
    Financial,

    /// <summary>Sits on its board or advises it.</summary>
    AdvisoryRole,

    /// <summary>Anything else that a fair person would want to know; the note says what.</summary>
    Other,
}

/// <summary>How far one reviewer has come with one application.</summary>
internal enum ReviewState
{
    /// <summary>Asked; has not declared yet and sees only whose application it is.</summary>
    Assigned,

    /// <summary>Declared no conflict: reads and scores.</summary>
    Scoring,

    /// <summary>The score sheet is submitted and frozen.</summary>
    Submitted,

    /// <summary>Declared a conflict: the application stays closed to this person for good.</summary>
    Conflicted,

    /// <summary>A grant manager gave the place to somebody else.</summary>
    Replaced,
}

/// <summary>One reviewer's work on one application in one round: the declaration of interest, then the score sheet.</summary>
internal sealed class ReviewAssignment : Aggregate
{
    /// <summary>The most characters of a comment, as a reader counts them.</summary>
    public const int MostCharacters = 3_000;

    /// <summary>The most UTF-16 units that are kept of a comment.</summary>
    public const int MostStored = 16_000;

    /// <summary>The most UTF-16 units that are kept of a declaration's note.</summary>
    public const int MostOfDeclaration = 2_000;

    private readonly List<CriterionScore> _scores = [];

    private ReviewAssignment()
    {
    }

    public ReviewAssignment(Guid applicationId, int round, Guid reviewerId, DateTime dueAt, DateTime now) =>
        (ApplicationId, Round, ReviewerId, DueAt, AssignedAt) = (applicationId, round, reviewerId, dueAt, now);

    public Guid ApplicationId { get; private init; }

    public int Round { get; private init; }

    public Guid ReviewerId { get; private init; }

    public DateTime AssignedAt { get; private init; }

    /// <summary>When the score sheet is due (UTC).</summary>
    public DateTime DueAt { get; private init; }

    public ReviewState State { get; private set; } = ReviewState.Assigned;

    /// <summary>What was declared; null until the reviewer has declared.</summary>
    public ConflictKind? Declared { get; private set; }

    public string? DeclarationNote { get; private set; }

    public DateTime? DeclaredAt { get; private set; }

    public IReadOnlyList<CriterionScore> Scores => _scores;

    /// <summary>The comment on the application as a whole.</summary>
    public string Overall { get; private set; } = "";

    public DateTime? SubmittedAt { get; private set; }

    /// <summary>Whether the place counts: neither a conflict nor a replacement has freed it.</summary>
    public bool HoldsPlace => State is ReviewState.Assigned or ReviewState.Scoring or ReviewState.Submitted;

    /// <summary>Records what ties the reviewer to the applicant. No conflict opens the application; any other kind closes it for good.</summary>
    public Outcome Declare(ConflictKind kind, string? note, DateTime now)
    {
        if (State != ReviewState.Assigned) return Refusal.WrongStage(T("Your declaration is recorded already. If something has changed, write to the grant managers."));
        if (kind == ConflictKind.Other && string.IsNullOrEmpty(note)) return Refusal.Invalid("Note", T("Say in one or two sentences what the conflict is"));
        if (note?.Length > MostOfDeclaration) return Refusal.Invalid("Note", T("Say it in fewer words"));
        (Declared, DeclarationNote, DeclaredAt) = (kind, note, now);
        State = kind == ConflictKind.None ? ReviewState.Scoring : ReviewState.Conflicted;
        return Outcome.Done;
    }

    /// <summary>Keeps a draft of the score sheet. What is missing may still be missing; what is there must fit the rubric.</summary>
    public Outcome Save(Rubric rubric, IReadOnlyList<ScoreLine> lines, string overall)
    {
        if (State == ReviewState.Submitted) return Refusal.WrongStage(T("This score sheet is submitted and can no longer be changed."));
        if (State != ReviewState.Scoring) return Refusal.Forbidden(T("Declare first whether you have a conflict of interest."));
        var errors = new Dictionary<string, string>();
        for (var i = 0; i < lines.Count; i++)
        {
            var criterion = rubric.Find(lines[i].CriterionId);
            if (criterion is null || lines.Take(i).Any(line => line.CriterionId == lines[i].CriterionId)) return Refusal.Invalid("Scores", T("The score sheet does not fit the rubric of this call"));
            if (lines[i].Value is { } value && (value < rubric.Lowest || value > rubric.Highest)) errors[$"Scores[{i}].Value"] = T($"Give {criterion.Title} a score from {rubric.Lowest} to {rubric.Highest}");
            if (IsTooLong(lines[i].Comment)) errors[$"Scores[{i}].Comment"] = T($"Shorten the comment on {criterion.Title} to {MostCharacters:N0} characters");
        }

        if (IsTooLong(overall)) errors["Overall"] = T($"Shorten the overall comment to {MostCharacters:N0} characters");
        if (errors.Count > 0) return Refusal.Invalid(errors);

        foreach (var line in lines)
        {
            if (_scores.FirstOrDefault(score => score.CriterionId == line.CriterionId) is { } score) score.Change(line.Value, line.Comment);
            else _scores.Add(new CriterionScore(line.CriterionId, line.Value, line.Comment));
        }

        Overall = overall;
        return Outcome.Done;
    }

    // A character as a reader counts it can be long: the column has its own limit.
    private static bool IsTooLong(string text) => text.Length > MostStored || Portal.PortalText.Length(text) > MostCharacters;

    /// <summary>One line of the sheet as it is kept.</summary>
    public ScoreLine LineOf(Guid criterionId) =>
        _scores.FirstOrDefault(score => score.CriterionId == criterionId) is { } score ? new ScoreLine(criterionId, score.Value, score.Comment) : new ScoreLine(criterionId, null, "");

    /// <summary>Freezes the score sheet: every criterion has a score and a comment, and there is an overall comment.</summary>
    public Outcome Submit(Rubric rubric, DateTime now)
    {
        if (State != ReviewState.Scoring) return Refusal.WrongStage(T("This score sheet can no longer be changed."));
        var errors = new Dictionary<string, string>();
        foreach (var (i, criterion) in rubric.Criteria.Index())
        {
            var score = _scores.FirstOrDefault(s => s.CriterionId == criterion.Id);
            if (score?.Value is null) errors[$"Scores[{i}].Value"] = T($"Give {criterion.Title} a score from {rubric.Lowest} to {rubric.Highest}");
            if (string.IsNullOrEmpty(score?.Comment)) errors[$"Scores[{i}].Comment"] = T($"Say why you gave {criterion.Title} this score");
        }

        if (Overall.Length == 0) errors["Overall"] = T("Write an overall comment");
        if (errors.Count > 0) return Refusal.Invalid(errors);
        (State, SubmittedAt) = (ReviewState.Submitted, now);
        return Outcome.Done;
    }

    /// <summary>Gives the place up for another reviewer. A submitted sheet stays: it counts.</summary>
    public Outcome Replace()
    {
        if (State is not (ReviewState.Assigned or ReviewState.Scoring)) return Refusal.WrongStage(T("This reviewer's place is not open: the score sheet is in, or the place has been freed already."));
        State = ReviewState.Replaced;
        return Outcome.Done;
    }
}

/// <summary>One line of a score sheet as it is typed.</summary>
/// <param name="CriterionId">The criterion of the call's rubric.</param>
/// <param name="Value">A score of the rubric's scale; null while not yet scored.</param>
/// <param name="Comment">Why.</param>
internal sealed record ScoreLine(Guid CriterionId, int? Value, string Comment);

/// <summary>The score of one criterion on one score sheet.</summary>
internal sealed class CriterionScore
{
    private CriterionScore()
    {
    }

    public CriterionScore(Guid criterionId, int? value, string comment) => (CriterionId, Value, Comment) = (criterionId, value, comment);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid AssignmentId { get; private init; }

    public Guid CriterionId { get; private init; }

    public int? Value { get; private set; }

    public string Comment { get; private set; } = "";

    public void Change(int? value, string comment) => (Value, Comment) = (value, comment);
}
