using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews.AssignReviewer;

/// <summary>A grant manager gives a place to a reviewer: a free one, or that of a reviewer who does not deliver.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    /// <param name="applicationId">The application.</param>
    /// <param name="reviewerId">Who gets the place.</param>
    /// <param name="replaces">The assignment whose place it is; null for a free place.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <returns>The new assignment's id.</returns>
    public async Task<Outcome<Guid>> HandleAsync(Guid applicationId, Guid reviewerId, Guid? replaces, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var application = await db.Applications.SingleOrDefaultAsync(application => application.Id == applicationId, cancellationToken);
        if (application is null) return Refusal.NotFound(T("The application"));
        if (current.Value.IsMemberOf(application.OrganisationId)) return Refusal.Forbidden(T("You belong to the organisation that applies: another manager must do this."));
        if (application.Stage != Stage.InReview) return Refusal.WrongStage(T("The application is not in review."));
        var reviewer = await ReviewerPool.Eligible(db, application).SingleOrDefaultAsync(person => person.Id == reviewerId, cancellationToken);
        if (reviewer is null)
            return Refusal.Invalid("ReviewerId", T("Choose a reviewer who is not of the organisation, has no conflict of interest with it and is not on this application already"));

        var assignments = await db.ReviewAssignments.Where(assignment => assignment.ApplicationId == applicationId && assignment.Round == application.ReviewRound).ToListAsync(cancellationToken);
        if (replaces is not null)
        {
            if (assignments.Find(assignment => assignment.Id == replaces) is not { } old) return Refusal.Invalid("Replaces", T("Choose whose place it is"));
            var replaced = old.Replace();
            if (replaced.IsRefused) return replaced.Refusal;
            db.Note("application", application.Id, current.Value, "ReplaceReviewer", now, ("reviewer", old.ReviewerId), ("assignment", old.Id));
            await notifier.QueueAsync(() => ReviewLetters.Replaced(application), application.Id, $"{application.ReviewRound}", await db.People.Where(person => person.Id == old.ReviewerId).ToListAsync(cancellationToken), now, cancellationToken);
        }

        var places = await db.Calls.Where(call => call.Id == application.CallId).Select(call => call.ReviewersPerApplication).SingleAsync(cancellationToken);
        if (assignments.Count(assignment => assignment.HoldsPlace) >= places) return Refusal.Invalid("Replaces", T("Every place is taken: choose whose place it is"));
        db.Touch(application);
        var assigned = ReviewerPool.Assign(db, application, reviewer, current.Value, now);
        await notifier.QueueAsync(() => ReviewLetters.Assigned(application, assigned), application.Id, $"{application.ReviewRound}", [reviewer], now, cancellationToken);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : assigned.Id;
    }
}
