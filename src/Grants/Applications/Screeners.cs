using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Grants.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>A grant manager, and how much waits for them.</summary>
/// <param name="Id">The person.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Open">How many applications they are to screen.</param>
public sealed record Workload(Guid Id, string Name, int Open);

/// <summary>Who screens.</summary>
internal static class Screeners
{
    private const int MostShown = 100;

    /// <summary>Whom to tell: the application's screener; every grant manager when it has none who is still at work, or when everybody is to know.</summary>
    public static async Task<IReadOnlyList<Person>> ScreenersOfAsync(this Notifier notifier, Application application, bool everybody, CancellationToken cancellationToken)
    {
        var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
        var screener = managers.Where(manager => manager.Id == application.ScreenerId).ToList();
        return everybody || screener.Count == 0 ? managers : screener;
    }

    /// <summary>Every grant manager at work, by name, in one command.</summary>
    public static async Task<IReadOnlyList<Workload>> WorkloadsAsync(GrantsDb db, CancellationToken cancellationToken) =>
        await db.People.Where(person => person.IsActive && person.Roles.Any(role => role.Role == Role.GrantManager))
            .InOrderOfName()
            .Select(person => new Workload(person.Id, person.Name, db.Applications.Count(application => application.ScreenerId == person.Id && application.Stage == Lifecycle.Stage.Screening)))
            .Take(MostShown)
            .ToListAsync(cancellationToken);

    /// <summary>Gives a screening to a person who has no tie to the organisation, or back to all, and tells that person. Nothing is committed here.</summary>
    public static async Task<Outcome> AssignAsync(GrantsDb db, Notifier notifier, Application application, Guid? screenerId, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        Person? screener = null;
        if (screenerId is { } personId)
        {
            screener = (await notifier.WithRoleAsync(Role.GrantManager, cancellationToken)).FirstOrDefault(manager => manager.Id == personId);
            if (screener is null) return Refusal.Invalid("Screener", T("Choose a grant manager who is at work"));
            if (await db.Memberships.AnyAsync(membership => membership.PersonId == personId && membership.OrganisationId == application.OrganisationId, cancellationToken)
                || await ReviewAccess.HasConflictAsync(db, personId, application.OrganisationId, cancellationToken))
                return Refusal.Invalid("Screener", T("This person is tied to the organisation: choose somebody else"));
            if (application.HasReplied && application.ScreenedBy == personId)
                return Refusal.Invalid("Screener", T("This person found the application ineligible, and the organisation has replied: choose somebody else for the second look"));
        }

        var version = application.Version;
        var assigned = application.Assign(screenerId);
        if (assigned.IsRefused) return assigned;
        db.Note("application", application.Id, actor, "AssignScreener", now, ("screener", screenerId));
        if (screener is not null && screener.Id != actor.PersonId)
            notifier.QueueFirst(() => ScreeningLetters.Assigned(application), application.Id, [screener], now, FormattableString.Invariant($"version-{version}"));
        return Outcome.Done;
    }
}
