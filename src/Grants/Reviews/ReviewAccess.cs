using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews;

/// <summary>Which applications are open to a reviewer.</summary>
internal static class ReviewAccess
{
    /// <summary>Whether this person may read the application as its reviewer: assigned, and has declared no conflict of interest.</summary>
    public static async Task<bool> MayReadAsync(GrantsDb db, Guid personId, Guid applicationId, CancellationToken cancellationToken) =>
        await db.ReviewAssignments.AnyAsync(
            assignment => assignment.ApplicationId == applicationId && assignment.ReviewerId == personId &&
                          (assignment.State == ReviewState.Scoring || assignment.State == ReviewState.Submitted),
            cancellationToken);
}
