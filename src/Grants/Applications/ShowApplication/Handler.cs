using System.Text.Json.Nodes;
using Grants.Accounts;
using Grants.Calls;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ShowApplication;

/// <summary>An application as programs see it. What the organisation has not been told yet is left out when its own people ask.</summary>
internal sealed record ApplicationView(
    Guid Id, int Version, Stage Stage, DateTime StageSince, Guid CallId, string CallReference, Guid OrganisationId, string Organisation, string? Number, string Title,
    string? Country, string Currency, DateTime CreatedAt, DateTime? SubmittedAt, long RequestedMinor, IReadOnlyDictionary<string, JsonNode> Answers, IReadOnlyDictionary<string, int> AnswerVersions, IReadOnlyList<FiledLine> Budget,
    IReadOnlyList<FiledDocument> Documents, int FormNumber, IReadOnlyList<FormChange> FormChanges, int ReviewRound, int? Score, int? Rank, Guid? ScreenedBy, string? DecisionReasons, string? Feedback);

/// <summary>One event of an application's life.</summary>
public sealed record TimelineEntry(DateTime At, string Title);

/// <summary>What an organisation was told that makes it ineligible, and what it replied.</summary>
/// <param name="Reasons">The reasons.</param>
/// <param name="DueAt">Until when it can, or could, reply (UTC).</param>
/// <param name="Reply">What it replied; null while, or where, it has not.</param>
/// <param name="RepliedAt">When (UTC).</param>
public sealed record Finding(string Reasons, DateTime DueAt, string? Reply, DateTime? RepliedAt);

/// <summary>The call for full proposals to which an organisation is invited for its concept note.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Title">Its title.</param>
/// <param name="DeadlineAt">Its deadline for everybody (UTC).</param>
/// <param name="ProposalId">The organisation's full proposal, from its draft on; null where none is begun.</param>
public sealed record Invitation(Guid CallId, string Title, DateTime DeadlineAt, Guid? ProposalId);

/// <summary>The concept note from whose answers a full proposal started.</summary>
/// <param name="Id">The application.</param>
/// <param name="Number">Its number.</param>
/// <param name="RequestedMinor">What it asked for, in minor units.</param>
/// <param name="Currency">Of that.</param>
public sealed record Concept(Guid Id, string Number, long RequestedMinor, string Currency);

/// <summary>What the organisation of a draft has written before.</summary>
/// <param name="HasEarlier">Whether there is anything that could be copied.</param>
/// <param name="Concept">The concept note from whose answers the draft started; null when it is no full proposal.</param>
public sealed record WrittenBefore(bool HasEarlier, Concept? Concept);

/// <summary>Shows one application.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    private static readonly string[] Acts = [.. GrantLifecycle.Transitions.Select(transition => transition.Act.ToString())];

    public Task<Outcome<ApplicationFile>> HandleAsync(Guid id, CancellationToken cancellationToken) => ApplicationFile.ReadAsync(db, id, actor.Value, cancellationToken);

    /// <summary>What happened, newest first; the organisation's people see what they did themselves and what they were told.</summary>
    public async Task<IReadOnlyList<TimelineEntry>> TimelineAsync(ApplicationFacts application, CancellationToken cancellationToken)
    {
        var applicants = ApplicationAccess.SeesAsApplicant(actor.Value, application.OrganisationId);
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.SubjectId == application.Id && Acts.Contains(entry.What))
            .OrderByDescending(entry => entry.Sequence)
            .Select(entry => new { entry.At, entry.What })
            .Take(50)
            .ToListAsync(cancellationToken);
        return [.. from entry in entries
                   let transition = GrantLifecycle.Of(Enum.Parse<Act>(entry.What))
                   where !applicants || transition.To == ApplicationAccess.AsApplicantsKnow(transition.To)
                   select new TimelineEntry(entry.At, ActWords.Told(transition, applicants))];
    }

    /// <summary>To the organisation's own people: what was found against it, the last time; null where nothing was.</summary>
    public async Task<Finding?> FindingAsync(ApplicationFacts application, CancellationToken cancellationToken) =>
        application.SubmittedAt is null || !ApplicationAccess.SeesAsApplicant(actor.Value, application.OrganisationId)
            ? null
            : await db.Applications.AsNoTracking().Where(row => row.Id == application.Id).SelectMany(row => row.Requests)
                .Where(request => request.Kind == ScreeningRequestKind.Finding).OrderByDescending(request => request.AskedAt)
                .Select(request => new Finding(request.Text, request.DueAt, request.RepliedBy == null ? null : request.Reply, request.RepliedBy == null ? null : request.EndedAt))
                .FirstOrDefaultAsync(cancellationToken);

    /// <summary>To the organisation's own people: where its concept note has led; null where to nothing.</summary>
    public async Task<Invitation?> InvitationAsync(ApplicationFacts application, CancellationToken cancellationToken) =>
        application.Stage != Stage.Invited || !ApplicationAccess.SeesAsApplicant(actor.Value, application.OrganisationId)
            ? null
            : await (from invitation in db.CallInvitations.AsNoTracking()
                     where invitation.ConceptId == application.Id
                     join call in db.Calls.IgnoreAutoIncludes() on invitation.CallId equals call.Id
                     orderby invitation.At descending
                     select new Invitation(
                         call.Id, call.Title, call.DeadlineAt,
                         db.Applications.Where(proposal => proposal.CallId == call.Id && proposal.OrganisationId == application.OrganisationId).Select(proposal => (Guid?)proposal.Id).FirstOrDefault())).FirstOrDefaultAsync(cancellationToken);

    /// <summary>To a grant manager, of a concept note that has been reviewed: the calls for full proposals to which its organisation can be invited.</summary>
    public async Task<IReadOnlyList<NextCall>> NextCallsAsync(ApplicationFacts application, Guid callId, CancellationToken cancellationToken) =>
        GrantLifecycle.Allows(application.Stage, Act.InviteToFullProposal) && actor.Value.Is(Role.GrantManager) && !actor.Value.IsMemberOf(application.OrganisationId)
            ? (await SecondStage.OfAsync(db, callId, cancellationToken)).FindAll(next => !next.IsDraft)
            : [];

    /// <summary>Of a draft, to its own people: what its organisation has written before; null of anything else.</summary>
    public async Task<WrittenBefore?> BeforeAsync(ApplicationFacts application, CancellationToken cancellationToken)
    {
        if (application.Stage != Stage.ApplicationDraft) return null;
        var earlier = EarlierApplications.Of(db, application.OrganisationId, application.Id);
        var before = await (from draft in db.Applications
                            where draft.Id == application.Id
                            join invitation in db.CallInvitations on new { draft.CallId, draft.OrganisationId } equals new { invitation.CallId, invitation.OrganisationId } into invitations
                            from invited in invitations.DefaultIfEmpty()
                            join concept in db.Applications on invited!.ConceptId equals concept.Id into concepts
                            from note in concepts.DefaultIfEmpty()
                            select new { Id = (Guid?)note!.Id, note.Number, RequestedMinor = (long?)note.RequestedMinor, note.Currency, HasEarlier = earlier.Any() }).SingleAsync(cancellationToken);
        return new WrittenBefore(before.HasEarlier, before.Id is { } id ? new Concept(id, before.Number!, before.RequestedMinor!.Value, before.Currency) : null);
    }

    /// <summary>What clarifications changed since it was submitted, oldest first.</summary>
    public async Task<IReadOnlyList<Clarified>> ClarifiedAsync(ApplicationFile file, CancellationToken cancellationToken) =>
        file.IsClarified ? await Clarified.OfAsync(db, file.Application.Id, file.Form, file.Answered.Terms, cancellationToken) : [];

    /// <summary>The application as programs see it.</summary>
    public ApplicationView View(ApplicationFile file)
    {
        var application = file.Application;
        var applicants = ApplicationAccess.SeesAsApplicant(actor.Value, application.OrganisationId);
        return new ApplicationView(
            application.Id, application.Version, applicants ? ApplicationAccess.AsApplicantsKnow(application.Stage) : application.Stage, application.StageSince,
            file.Call.Id, file.Call.Reference, application.OrganisationId, file.Organisation, application.Number, application.Title,
            application.Country, application.Currency, application.CreatedAt, application.SubmittedAt, application.RequestedMinor,
            file.Answered.Answers.ToDictionary(answer => answer.Key, answer => FormAnswers.ToJson(file.Form.Find(answer.Key), answer.Value)),
            file.AnswerVersions, file.Budget,
            file.Documents, file.FormNumber, file.FormChanges, application.ReviewRound, applicants ? null : application.Score, applicants ? null : application.Rank, applicants ? null : application.ScreenedBy,
            applicants && !ApplicationAccess.IsTold(application.Stage) ? null : application.DecisionReasons,
            applicants && !ApplicationAccess.IsTold(application.Stage) ? null : application.Feedback);
    }
}
