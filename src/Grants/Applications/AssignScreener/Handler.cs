using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.AssignScreener;

/// <summary>Whom an application can be given to.</summary>
public sealed record ScreenerChoice(Guid Id, int Version, string? Number, string Title, Guid? ScreenerId, Guid Me, IReadOnlyList<Workload> Screeners);

/// <summary>Makes a screening one person's task.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    /// <summary>The screeners, with what each has to do already.</summary>
    public async Task<Outcome<ScreenerChoice>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var application = await db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !ApplicationAccess.MayRead(actor.Value, application.OrganisationId, application.Stage, application.Country)) return Refusal.NotFound(T("The application"));
        return application.IsBeingScreened
            ? new ScreenerChoice(id, application.Version, application.Number, application.Title, application.ScreenerId, actor.Value.PersonId!.Value, await Screeners.WorkloadsAsync(db, cancellationToken))
            : Refusal.WrongStage(T("The application is not being screened, so there is nothing to assign."));
    }

    public async Task<Outcome> HandleAsync(Guid id, int version, Guid? screenerId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var application = await db.Applications.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !ApplicationAccess.MayRead(actor.Value, application.OrganisationId, application.Stage, application.Country)) return Refusal.NotFound(T("The application"));
        if (application.Version != version) return Refusal.Changed();
        var assigned = await Screeners.AssignAsync(db, notifier, application, screenerId, actor.Value, now, cancellationToken);
        if (assigned.IsRefused) return assigned;
        return await db.CommitAsync(cancellationToken);
    }
}
