using Grants.Accounts;
using Grants.Applications;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews;

/// <summary>Who may review an application, and how a place is given.</summary>
internal static class ReviewerPool
{
    /// <summary>How many days a reviewer has at least, however late the place is given.</summary>
    private const int DaysAtLeast = 7;

    /// <summary>
    /// The active reviewers who may be given a place: not of the organisation, never in conflict with it before, and not on this application in any
    /// capacity already.
    /// </summary>
    public static IQueryable<Person> Eligible(GrantsDb db, Application application) =>
        db.People.Where(person =>
            person.IsActive && person.Roles.Any(role => role.Role == Role.Reviewer) &&
            !db.Memberships.Any(membership => membership.PersonId == person.Id && membership.OrganisationId == application.OrganisationId) &&
            !db.ReviewAssignments.Any(assignment => assignment.ReviewerId == person.Id && assignment.ApplicationId == application.Id) &&
            !db.ReviewAssignments.Any(assignment => assignment.ReviewerId == person.Id && assignment.State == ReviewState.Conflicted &&
                db.Applications.Any(other => other.Id == assignment.ApplicationId && other.OrganisationId == application.OrganisationId)));

    /// <summary>Those with the fewest sheets still to write, then the fewest at all; equals in the order in which they joined.</summary>
    public static Task<List<Person>> LeastLoadedAsync(GrantsDb db, Application application, int places, CancellationToken cancellationToken) =>
        Eligible(db, application)
            .OrderBy(person => db.ReviewAssignments.Count(assignment => assignment.ReviewerId == person.Id && (assignment.State == ReviewState.Assigned || assignment.State == ReviewState.Scoring)))
            .ThenBy(person => db.ReviewAssignments.Count(assignment => assignment.ReviewerId == person.Id))
            .ThenBy(person => person.Id)
            .Take(places)
            .ToListAsync(cancellationToken);

    /// <summary>Gives a place. The sheet is due with the stage, and never sooner than a week from now.</summary>
    public static ReviewAssignment Assign(GrantsDb db, Application application, Person reviewer, Actor actor, DateTime now)
    {
        var dueAt = new[] { application.StageDeadline, now.AddDays(DaysAtLeast) }.Max();
        var assignment = new ReviewAssignment(application.Id, application.ReviewRound, reviewer.Id, dueAt, now);
        db.ReviewAssignments.Add(assignment);
        db.Note("application", application.Id, actor, "AssignReviewer", now, ("reviewer", reviewer.Id), ("assignment", assignment.Id), ("dueAt", dueAt));
        return assignment;
    }
}
