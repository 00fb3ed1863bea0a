using Grants.Accounts;
using Grants.Calls;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.StartApplication;

/// <summary>The draft.</summary>
internal sealed record Started(Guid Id, int Version);

/// <summary>Starts an organisation's application to a call. There is one: starting again finds it.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<Started>> HandleAsync(Guid callId, Guid organisationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == callId, cancellationToken);
        if (call is null || call.Stage == Stage.CallDraft) return Refusal.NotFound(T("The call"));
        if (!actor.Value.MayActAs(GrantLifecycle.Of(Act.StartApplication).By, organisationId))
            return Refusal.Forbidden(T("You do not belong to this organisation, so you cannot apply for it."));
        if (await FindAsync(callId, organisationId, cancellationToken) is { } existing) return existing;
        if (!call.TakesApplications(now, organisationId))
        {
            return now < call.OpensAt
                ? Refusal.WrongStage(T($"The call opens at {CallLetters.At(call, call.OpensAt)}. You can start an application then."))
                : Refusal.TooLate(T($"The call closed at {CallLetters.At(call, call.DeadlineFor(organisationId))}. Look for other calls that are open."));
        }

        var application = new Application(callId, organisationId, call.Currency, now, call.FormNumber);
        if (call.Kind == CallKind.FullProposal)
        {
            if (await ConceptAsync(call, organisationId, cancellationToken) is not { } concept)
                return Refusal.Forbidden(T("Only organisations that were invited for their concept note can apply to this call."));
            var before = (await db.FormVersions.AsNoTracking().SingleAsync(version => version.CallId == concept.CallId && version.Number == concept.FormNumber, cancellationToken)).Form;
            application.StartFrom(concept, call.Form.Questions.Where(question => FormRules.MayCarryOver(question, before)).Select(question => question.Code).ToHashSet(StringComparer.Ordinal), actor.Value.PersonId!.Value, now);
        }

        db.Applications.Add(application);
        db.Note("application", application.Id, actor.Value, Act.StartApplication, now, ("call", callId), ("organisation", organisationId));
        var committed = await db.CommitAsync(cancellationToken);
        if (!committed.IsRefused) return new Started(application.Id, application.Version);

        // A colleague started it at the same instant: it is theirs and ours.
        return await FindAsync(callId, organisationId, cancellationToken) is { } colleagues ? colleagues : committed.Refusal;
    }

    private Task<Application?> ConceptAsync(Call call, Guid organisationId, CancellationToken cancellationToken) =>
        db.Applications.AsNoTracking().Include(application => application.Answers)
            .SingleOrDefaultAsync(application => db.CallInvitations.Any(invitation => invitation.CallId == call.Id && invitation.OrganisationId == organisationId && invitation.ConceptId == application.Id), cancellationToken);

    private Task<Started?> FindAsync(Guid callId, Guid organisationId, CancellationToken cancellationToken) =>
        db.Applications.AsNoTracking()
            .Where(application => application.CallId == callId && application.OrganisationId == organisationId)
            .Select(application => new Started(application.Id, application.Version))
            .SingleOrDefaultAsync(cancellationToken);
}
