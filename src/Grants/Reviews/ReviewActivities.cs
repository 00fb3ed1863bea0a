using Grants.Accounts;
using Grants.Applications;
using Grants.Calls;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews;

/// <summary>What a review's orchestration has done. Every activity reads the stage first and answers null when the round is over.</summary>
public sealed class ReviewActivities(GrantsDb db, Outbox outbox, Notifier notifier, TimeProvider clock)
{
    /// <summary>Completes the review when every required sheet is in; otherwise gives every free place to a reviewer.</summary>
    /// <returns>When the next reminder is due (UTC); null when the review is over.</returns>
    [Function(nameof(FollowReview))]
    public async Task<DateTime?> FollowReview([ActivityTrigger] ReviewWake wake, CancellationToken cancellationToken) =>
        await FollowAsync(wake, cancellationToken) is { } application ? await RemindersOf(application).NextAsync(clock.NotBefore(wake.At), cancellationToken) : null;

    /// <summary>Reminds the reviewers whose sheets are missing, once for each occasion; after the deadline the managers hear of it too.</summary>
    /// <returns>When the next reminder is due (UTC); null when the review is over.</returns>
    [Function(nameof(RemindOfReview))]
    public async Task<DateTime?> RemindOfReview([ActivityTrigger] ReviewWake wake, CancellationToken cancellationToken)
    {
        // A doorbell may have been lost: look before reminding.
        if (await FollowAsync(wake, cancellationToken) is null) return null;
        var now = clock.NotBefore(wake.At);
        var review = (await LoadAsync(wake, cancellationToken))!;
        var reminders = RemindersOf(review.Application);
        await reminders.SendAsync(now, reminder => RemindAsync(review, reminder.Occasion, now, cancellationToken), cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
        return await reminders.NextAsync(now, cancellationToken);
    }

    /// <summary>Looks where the round stands, and goes on with it.</summary>
    /// <returns>The application; null when the round is over.</returns>
    private async Task<Application?> FollowAsync(ReviewWake wake, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await LoadAsync(wake, cancellationToken) is not { } review) return null;
        var actor = Actor.System(nameof(FollowReview));
        if (review.IsComplete) await CompleteAsync(review, actor, now, cancellationToken);
        else if (review.FreePlaces > 0) await AssignAsync(review, actor, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
        return review.Application.Stage == Stage.InReview ? review.Application : null;
    }

    // A further round has reminders of its own.
    private StageReminders RemindersOf(Application application) => new(db, application.Id, nameof(RemindOfReview), application.StageSince,
        GrantLifecycle.DeadlineOf(Stage.InReview).Ordered(application.StageSince).Select(reminder => reminder with { Occasion = $"{application.ReviewRound}-{reminder.Occasion}" }));

    private async Task<Review?> LoadAsync(ReviewWake wake, CancellationToken cancellationToken)
    {
        var application = await db.Applications.SingleOrDefaultAsync(
            application => application.Id == wake.ApplicationId && application.Stage == Stage.InReview && application.ReviewRound == wake.Round, cancellationToken);
        if (application is null) return null;
        var call = await db.Calls.AsNoTracking().SingleAsync(call => call.Id == application.CallId, cancellationToken);
        var assignments = await db.ReviewAssignments.Include(assignment => assignment.Scores)
            .Where(assignment => assignment.ApplicationId == wake.ApplicationId && assignment.Round == wake.Round)
            .ToListAsync(cancellationToken);
        return new Review(application, call, assignments);
    }

    private async Task CompleteAsync(Review review, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        var application = review.Application;
        var score = Scoring.OfApplication(review.Sheets.Select(sheet => Scoring.OfSheet(review.Call.Rubric, sheet)));
        if (application.CompleteReview(score, now).IsRefused) return;
        db.Note("application", application.Id, actor, Act.CompleteReview, now, ("score", score), ("sheets", review.Sheets.Count), ("round", application.ReviewRound));
        await notifier.QueueAsync(() => ReviewLetters.Complete(application), application.Id, $"{application.ReviewRound}", await ManagersAsync(cancellationToken), now, cancellationToken);
    }

    // Assigning raises the application's version: of two runs at once, one fails and, tried again, finds the places taken.
    private async Task AssignAsync(Review review, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        var application = review.Application;
        db.Touch(application);
        var reviewers = await ReviewerPool.LeastLoadedAsync(db, application, review.FreePlaces, cancellationToken);
        foreach (var reviewer in reviewers)
        {
            var assignment = ReviewerPool.Assign(db, application, reviewer, actor, now);
            await notifier.QueueAsync(() => ReviewLetters.Assigned(application, assignment), application.Id, $"{application.ReviewRound}", [reviewer], now, cancellationToken);
        }

        if (reviewers.Count < review.FreePlaces)
        {
            await notifier.QueueAsync(() => ReviewLetters.TooFewReviewers(application, review.FreePlaces - reviewers.Count), application.Id,
                $"{application.ReviewRound}-{review.Assignments.Count}", await ManagersAsync(cancellationToken), now, cancellationToken);
        }
    }

    private async Task RemindAsync(Review review, string occasion, DateTime now, CancellationToken cancellationToken)
    {
        var late = review.Assignments.Where(assignment => assignment.State is ReviewState.Assigned or ReviewState.Scoring).ToList();
        var reviewerIds = late.Select(assignment => assignment.ReviewerId).ToList();
        var reviewers = await db.People.Where(person => reviewerIds.Contains(person.Id)).ToListAsync(cancellationToken);
        foreach (var assignment in late)
        {
            await notifier.QueueAsync(() => ReviewLetters.Reminder(review.Application, assignment, now), review.Application.Id, occasion,
                [reviewers.Single(person => person.Id == assignment.ReviewerId)], now, cancellationToken);
        }

        if (now < review.Application.StageDeadline) return;
        await notifier.QueueAsync(() => ReviewLetters.Overdue(review.Application, late.Count + review.FreePlaces), review.Application.Id, occasion, await ManagersAsync(cancellationToken), now, cancellationToken);
    }

    private Task<IReadOnlyList<Person>> ManagersAsync(CancellationToken cancellationToken) => notifier.WithRoleAsync(Role.GrantManager, cancellationToken);

    private sealed record Review(Application Application, Call Call, List<ReviewAssignment> Assignments)
    {
        public List<ReviewAssignment> Sheets => Assignments.FindAll(assignment => assignment.State == ReviewState.Submitted);

        public int FreePlaces => Call.ReviewersPerApplication - Assignments.Count(assignment => assignment.HoldsPlace);

        public bool IsComplete => Sheets.Count >= Call.ReviewersPerApplication && Assignments.TrueForAll(assignment => !assignment.HoldsPlace || assignment.State == ReviewState.Submitted);
    }
}
