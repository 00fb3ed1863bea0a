using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.WithdrawApplication;

/// <summary>Takes a submitted application back; whatever waits for it is woken and finds it withdrawn.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival, Notifier notifier) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = arrival.At;
        var application = await db.Applications.Include(a => a.Requests).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !actor.Value.IsMemberOf(application.OrganisationId)) return Refusal.NotFound(T("The application"));
        if (!actor.Value.MayActAs(GrantLifecycle.Of(Act.WithdrawApplication).By, application.OrganisationId))
            return Refusal.Forbidden(T("Only a lead person of your organisation can withdraw the application."));
        if (application.Version != version) return Refusal.Changed();
        var from = application.Stage;
        var withdrawn = application.Withdraw(now);
        if (withdrawn.IsRefused) return withdrawn;

        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == application.CallId, cancellationToken);
        db.Note("application", id, actor.Value, Act.WithdrawApplication, now, ("stage", from));
        await notifier.QueueAsync(
            () => ApplicationLetters.Withdrawn(call, application, now), id, $"{application.SubmissionCount}", await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken), now, cancellationToken);
        if (from is Stage.Screening or Stage.ClarificationAsked or Stage.ReplyAwaited) db.RingToWake(ScreeningOrchestration.InstanceId(id), id, now);
        if (from == Stage.InReview) db.RingToWake($"review-{id}-{application.ReviewRound}", id, now);
        return await db.CommitAsync(cancellationToken);
    }
}
