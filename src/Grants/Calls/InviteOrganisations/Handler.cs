using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.InviteOrganisations;

/// <summary>Who is invited.</summary>
/// <param name="ApplicationIds">Their concept notes: at least one.</param>
internal sealed record Request(IReadOnlyList<Guid>? ApplicationIds = null);

/// <summary>What came of it.</summary>
internal sealed record Invited(int Count);

/// <summary>A concept note that a manager can invite for.</summary>
/// <param name="Id">The application.</param>
/// <param name="Number">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Organisation">Whose it is.</param>
/// <param name="Score">In hundredths of a percent.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="InvitedAt">When it was invited for (UTC); null until then.</param>
public sealed record ConceptView(Guid Id, string? Number, string Title, string Organisation, int? Score, Stage Stage, DateTime? InvitedAt);

/// <summary>A call for full proposals with the concept notes of its first stage, best first.</summary>
public sealed record InvitationsView(Guid Id, string Title, TimeZoneInfo Zone, bool IsOpen, IReadOnlyList<ConceptView> Concepts);

/// <summary>Invites the organisations whose concept notes were found good to the call for full proposals.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    private const int Most = 500;

    private static readonly Stage[] Shown = [Stage.InReview, Stage.Reviewed, Stage.OnReserve, Stage.Invited];

    public async Task<Outcome<InvitationsView>> ShowAsync(Guid id, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.Kind == CallKind.FullProposal, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call for full proposals"));
        var concepts = await (from application in db.Applications.AsNoTracking()
                              where application.CallId == call.ConceptCallId && Shown.Contains(application.Stage)
                              join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                              orderby application.Score == null, application.Score descending, application.Number
                              select new ConceptView(
                                  application.Id, application.Number, application.Title, organisation.LegalName, application.Score, application.Stage,
                                  db.CallInvitations.Where(invitation => invitation.CallId == id && invitation.OrganisationId == application.OrganisationId).Select(invitation => (DateTime?)invitation.At).FirstOrDefault()))
            .Take(Most).ToListAsync(cancellationToken);
        return new InvitationsView(id, call.Title, call.Zone, Takes(call), concepts);
    }

    public async Task<Outcome<Invited>> HandleAsync(Guid id, Request request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.Kind == CallKind.FullProposal, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call for full proposals"));
        if (!Takes(call)) return Refusal.WrongStage(T("Invitations can be given from when the call is published until its deadline."));
        var wanted = (request.ApplicationIds ?? []).Distinct().ToList();
        if (wanted.Count == 0) return Refusal.Invalid(nameof(request.ApplicationIds), T("Tick at least one organisation"));
        if (wanted.Count > Most) return Refusal.Invalid(nameof(request.ApplicationIds), T($"Invite up to {Most} organisations at once"));
        var concepts = await db.Applications.Where(application => wanted.Contains(application.Id) && application.CallId == call.ConceptCallId).ToListAsync(cancellationToken);
        if (concepts.Count != wanted.Count) return Refusal.Invalid(nameof(request.ApplicationIds), T("Choose concept notes of the first stage only"));

        var leads = await notifier.LeadsOfAsync([.. concepts.Select(concept => concept.OrganisationId)], cancellationToken);
        foreach (var concept in concepts)
        {
            if (concept.Invite(now) is { IsRefused: true } refused) return refused.Refusal!;
            db.CallInvitations.Add(new CallInvitation(id, concept.OrganisationId, concept.Id, actor.Value.PersonId!.Value, now));
            db.Note("application", concept.Id, actor.Value, Act.InviteToFullProposal, now, ("call", id), ("score", concept.Score));
            notifier.QueueFirst(() => CallLetters.Invited(call, concept), concept.Id, leads[concept.OrganisationId], now);
        }

        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Invited(concepts.Count);
    }

    private bool Takes(Call call) => call.Stage is Stage.CallPublished or Stage.CallOpen && clock.GetUtcNow().UtcDateTime <= call.DeadlineAt;
}
