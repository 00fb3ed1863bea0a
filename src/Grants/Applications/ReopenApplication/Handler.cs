using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ReopenApplication;

/// <summary>The draft again.</summary>
/// <param name="Version">The version that the next change names.</param>
internal sealed record Reopened(int Version);

/// <summary>
/// Makes a submitted application a draft again, until its deadline. What was submitted stands meanwhile: at the deadline the closing puts it back when the
/// draft was not submitted again.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival, Notifier notifier) : IUseCase
{
    public async Task<Outcome<Reopened>> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var application = await db.Applications.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !actor.Value.IsMemberOf(application.OrganisationId)) return Refusal.NotFound(T("The application"));
        if (!actor.Value.MayActAs(GrantLifecycle.Of(Act.ReopenApplication).By, application.OrganisationId))
            return Refusal.Forbidden(T("Only a lead person of your organisation can reopen the application."));
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == application.CallId, cancellationToken);
        if (application.Version != version) return Refusal.Changed();
        var from = application.Stage;
        var reopened = application.Reopen(call, arrival.At);
        if (reopened.IsRefused) return reopened.Refusal;

        db.Note("application", id, actor.Value, Act.ReopenApplication, arrival.At, ("stage", from));
        await notifier.QueueAsync(
            () => ApplicationLetters.Reopened(call, application), id, $"{application.SubmissionCount}-{application.Version}", await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken), arrival.At, cancellationToken);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Reopened(application.Version);
    }
}
