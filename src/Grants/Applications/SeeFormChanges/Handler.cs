using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.SeeFormChanges;

/// <summary>An organisation has read what changed in the form of its draft.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    /// <param name="id">The application.</param>
    /// <param name="number">The version of the form whose changes were read.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome> HandleAsync(Guid id, int number, CancellationToken cancellationToken)
    {
        var application = await db.Applications.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !actor.Value.IsMemberOf(application.OrganisationId)) return Refusal.NotFound(T("The application"));
        var newest = await db.Calls.Where(call => call.Id == application.CallId).Select(call => call.FormVersion.Number).SingleAsync(cancellationToken);
        if (application.Stage != Stage.ApplicationDraft || number > newest || number <= application.FormNumber) return Outcome.Done;
        application.SeeForm(number);
        db.Note("application", id, actor.Value, "SeeFormChanges", clock.GetUtcNow().UtcDateTime, ("number", number));
        return await db.CommitAsync(cancellationToken);
    }
}
