using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews;

/// <summary>Which applications are open to a reviewer.</summary>
internal static class ReviewAccess
{
    /// <summary>What somebody is told who declared a conflict of interest and would decide in another role.</summary>
    public static Refusal DeclaredConflict =>
        Refusal.Forbidden(T("You declared a conflict of interest with this organisation: somebody else must decide."));

    /// <summary>Whether this person has declared a conflict of interest with the organisation, as a reviewer or a screener: it holds in every role.</summary>
    public static Task<bool> HasConflictAsync(GrantsDb db, Guid personId, Guid organisationId, CancellationToken cancellationToken) =>
        db.Applications.AnyAsync(
            application => application.OrganisationId == organisationId &&
                           (db.ReviewAssignments.Any(assignment => assignment.ApplicationId == application.Id && assignment.ReviewerId == personId && assignment.State == ReviewState.Conflicted) ||
                            db.ScreenerDeclarations.Any(declaration => declaration.ApplicationId == application.Id && declaration.PersonId == personId && declaration.HasConflict)),
            cancellationToken);

    /// <summary>Whether this person may read the application as its reviewer: assigned, and has declared no conflict of interest.</summary>
    public static async Task<bool> MayReadAsync(GrantsDb db, Guid personId, Guid applicationId, CancellationToken cancellationToken) =>
        await db.ReviewAssignments.AnyAsync(
            assignment => assignment.ApplicationId == applicationId && assignment.ReviewerId == personId &&
                          (assignment.State == ReviewState.Scoring || assignment.State == ReviewState.Submitted),
            cancellationToken);
}
