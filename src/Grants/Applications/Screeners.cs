using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
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
            .OrderBy(person => person.Name)
            .Select(person => new Workload(person.Id, person.Name, db.Applications.Count(application => application.ScreenerId == person.Id && application.Stage == Lifecycle.Stage.Screening)))
            .Take(MostShown)
            .ToListAsync(cancellationToken);
}
