using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>What keeps a call from being decided.</summary>
internal static class UndecidedApplications
{
    private static readonly Stage[] Undecided = [Stage.ApplicationDraft, Stage.Submitted, Stage.Screening, Stage.ClarificationAsked, Stage.ReplyAwaited, Stage.InReview, Stage.Reviewed];

    /// <summary>How many applications of a call have no outcome yet.</summary>
    public static Task<int> UndecidedAsync(this GrantsDb db, Guid callId, CancellationToken cancellationToken) =>
        db.Applications.CountAsync(application => application.CallId == callId && Undecided.Contains(application.Stage), cancellationToken);
}
