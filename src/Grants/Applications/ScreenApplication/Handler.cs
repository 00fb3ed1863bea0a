using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ScreenApplication;

/// <summary>Finds an application eligible, which starts its review, or ineligible, which ends it with reasons.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    /// <summary>The application as whoever screens sees it.</summary>
    public async Task<Outcome<ApplicationFile>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var file = await ApplicationFile.ReadAsync(db, id, actor.Value, cancellationToken);
        return !file.IsRefused && actor.Value.IsMemberOf(file.Value.Application.OrganisationId) ? OwnOrganisation : file;
    }

    public async Task<Outcome> HandleAsync(Guid id, int version, bool eligible, string? reasons, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var application = await db.Applications.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !ApplicationAccess.MayRead(actor.Value, application.OrganisationId, application.Stage, application.Country)) return Refusal.NotFound("The application");
        if (actor.Value.IsMemberOf(application.OrganisationId))
            return OwnOrganisation;
        if (application.Version != version) return Refusal.Changed();
        var screened = application.Screen(eligible, Texts.Clean(reasons), actor.Value.PersonId!.Value, now);
        if (screened.IsRefused) return screened;

        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == application.CallId, cancellationToken);
        db.Note("application", id, actor.Value, eligible ? Act.FindEligible : Act.FindIneligible, now);
        notifier.QueueFirst(
            eligible ? ApplicationLetters.Eligible(call, application) : ApplicationLetters.Ineligible(call, application),
            id, await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken), now);
        db.RingToWake(ScreeningOrchestration.InstanceId(id), id, now);
        if (eligible) db.RingToStart(nameof(ReviewOrchestration), $"review-{id}-{application.ReviewRound}", id, now, application.ReviewRound);
        return await db.CommitAsync(cancellationToken);
    }

    private static Refusal OwnOrganisation => Refusal.Forbidden("You belong to the organisation that applies, so another grant manager must screen this application.");
}
