using Grants.Applications;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Destruction;

/// <summary>Why something must go. Codes only: what it says is written nowhere.</summary>
public enum DestructionReason
{
    /// <summary>A survivor is named.</summary>
    NamesSurvivor,

    /// <summary>A survivor can be recognised by what is told.</summary>
    DescribesSurvivor,

    /// <summary>A way to contact or to find a survivor, or a shelter.</summary>
    ContactOrPlace,
}

/// <summary>How far an order is.</summary>
public enum DestructionState
{
    /// <summary>Somebody has asked.</summary>
    Requested,

    /// <summary>A second person has agreed, and it is destroyed.</summary>
    Confirmed,

    /// <summary>A second person has not agreed: nothing was destroyed.</summary>
    Refused,
}

/// <summary>
/// The order to destroy what could identify a survivor, everywhere: one person asks, another one who is authorised decides. It holds ids and codes only, and
/// is kept beside the database as well, so that it can be carried out again after a restore.
/// </summary>
internal sealed class DestructionOrder : Aggregate
{
    private DestructionOrder()
    {
    }

    private DestructionOrder(Guid subjectId, Guid organisationId, DestructionReason reason, Guid personId, DateTime now) =>
        (SubjectId, OrganisationId, Reason, RequestedBy, RequestedAt) = (subjectId, organisationId, reason, personId, now);

    /// <summary>The application, or whatever else the document belongs to.</summary>
    public Guid SubjectId { get; private init; }

    /// <summary>Whose it is.</summary>
    public Guid OrganisationId { get; private init; }

    /// <summary>The question whose answer it is; null for a document.</summary>
    public string? QuestionCode { get; private init; }

    /// <summary>The one text of the answer; null for all that it has had until <see cref="DecidedAt"/>.</summary>
    public Guid? TextId { get; private init; }

    /// <summary>The document; null for an answer.</summary>
    public Guid? DocumentId { get; private init; }

    public DestructionReason Reason { get; private init; }

    public DestructionState State { get; private set; }

    public Guid RequestedBy { get; private init; }

    public DateTime RequestedAt { get; private init; }

    public Guid? DecidedBy { get; private set; }

    /// <summary>When the second person decided (UTC).</summary>
    public DateTime? DecidedAt { get; private set; }

    /// <summary>When the order was kept outside the database (UTC); null until then.</summary>
    public DateTime? RecordedAt { get; set; }

    /// <summary>Texts of an answer.</summary>
    public static DestructionOrder OfAnswer(Guid applicationId, Guid organisationId, string questionCode, Guid? textId, DestructionReason reason, Guid personId, DateTime now) =>
        new(applicationId, organisationId, reason, personId, now) { QuestionCode = questionCode, TextId = textId };

    /// <summary>A document.</summary>
    public static DestructionOrder OfDocument(Guid documentId, Guid subjectId, Guid organisationId, DestructionReason reason, Guid personId, DateTime now) =>
        new(subjectId, organisationId, reason, personId, now) { DocumentId = documentId };

    /// <summary>The second person's decision.</summary>
    public Outcome Decide(bool confirmed, Guid personId, DateTime now)
    {
        if (State != DestructionState.Requested) return Refusal.WrongStage(T("This has been decided already."));
        if (personId == RequestedBy) return Refusal.Forbidden(T("You have asked for this yourself. Somebody else must decide."));
        (State, DecidedBy, DecidedAt) = (confirmed ? DestructionState.Confirmed : DestructionState.Refused, personId, now);
        return Outcome.Done;
    }
}

/// <summary>The reasons as people read them.</summary>
internal static class DestructionWords
{
    public static string Of(DestructionReason reason) => reason switch
    {
        DestructionReason.NamesSurvivor => T("It names a survivor"),
        DestructionReason.DescribesSurvivor => T("It describes a survivor so that somebody could recognise them"),
        DestructionReason.ContactOrPlace => T("It tells how to contact or find a survivor, or where a shelter is"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };

    public static string Of(DestructionState state) => state switch
    {
        DestructionState.Requested => T("Waits for a decision"),
        DestructionState.Confirmed => T("Destroyed"),
        DestructionState.Refused => T("Not destroyed"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state."),
    };

    /// <summary>What an order is about, without a word of it.</summary>
    /// <param name="question">What the question asks; null for a document.</param>
    /// <param name="textId">The one text; null for all.</param>
    public static string Subject(string? question, Guid? textId) =>
        question is null ? T("A document") : textId is null ? T($"Every text of the answer to “{question}”") : T($"One text of the answer to “{question}”");

    /// <summary>What questions ask or have asked, by application and code: nobody reads codes. Of an application that is gone only they are left.</summary>
    public static async Task<Func<Guid, string, string>> QuestionsAsync(GrantsDb db, IReadOnlyCollection<Guid> applicationIds, CancellationToken cancellationToken)
    {
        var callIds = await db.Applications.Where(application => applicationIds.Contains(application.Id)).Select(application => new { application.Id, application.CallId })
            .ToDictionaryAsync(application => application.Id, application => application.CallId, cancellationToken);
        var asked = await ApplicationTexts.FormerAsync(db, [.. callIds.Values.Distinct()], cancellationToken);
        return (applicationId, code) => asked[callIds.GetValueOrDefault(applicationId)].FirstOrDefault(question => question.Code == code)?.Text ?? code;
    }
}
