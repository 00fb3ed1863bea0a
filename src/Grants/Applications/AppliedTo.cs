using Grants.Calls;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>The call that an application is made to, and what of the application says who may do what with it.</summary>
/// <param name="Call">The call, not tracked.</param>
/// <param name="OrganisationId">Whose application it is.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="FormNumber">The version of the form that was submitted last.</param>
internal sealed record AppliedTo(Call Call, Guid OrganisationId, Stage Stage, int FormNumber)
{
    private static readonly Compiled<Func<GrantsDb, Guid, CancellationToken, Task<AppliedTo?>>> Query = new(() => EF.CompileAsyncQuery((GrantsDb db, Guid id, CancellationToken _) => (
        from application in db.Applications
        join call in db.Calls.AsNoTracking().AsSingleQuery() on application.CallId equals call.Id
        where application.Id == id
        select new AppliedTo(call, application.OrganisationId, application.Stage, application.FormNumber)).SingleOrDefault()));

    /// <summary>That of an application; null when there is none.</summary>
    public static Task<AppliedTo?> OfAsync(GrantsDb db, Guid applicationId, CancellationToken cancellationToken) => Query.For(db)(db, applicationId, cancellationToken);
}
