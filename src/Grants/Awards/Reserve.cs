using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards;

/// <summary>The reserve list of a call: whose turn it is when an offer is turned down or lapses.</summary>
internal static class Reserve
{
    /// <summary>
    /// Takes the next in reserve, in the transaction that ends the award: an award ends once, so its money is offered on once. The next is the lowest
    /// rank whose requested amount the call can still pay; equals by score, then by number.
    /// </summary>
    /// <returns>The new award; null when nobody on the list can be taken.</returns>
    public static async Task<Award?> TakeNextAsync(GrantsDb db, Notifier notifier, Actor actor, Award freed, DateTime now, CancellationToken cancellationToken)
    {
        var call = await db.Calls.SingleAsync(call => call.Id == freed.CallId, cancellationToken);
        var remaining = await Proposal.RemainingAsync(db, call, freed.Id, cancellationToken);
        var next = await db.Applications.Include(application => application.Answers)
            .Where(application => application.CallId == call.Id && application.Stage == Stage.OnReserve && application.RequestedMinor <= remaining)
            .OrderBy(application => application.Rank).ThenByDescending(application => application.Score).ThenBy(application => application.Number)
            .FirstOrDefaultAsync(cancellationToken);
        var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
        if (next is null || next.TakeFromReserve(now).IsRefused)
        {
            await notifier.QueueAsync(() => AwardLetters.NobodyInReserve(freed), freed.Id, "reserve", managers, now, cancellationToken);
            return null;
        }

        db.Note("application", next.Id, actor, Act.TakeFromReserve, now, ("rank", next.Rank), ("freedAward", freed.Id));
        var award = await Proposal.AddAsync(db, notifier, actor, next, call, next.RequestedMinor, now, cancellationToken);
        await notifier.QueueAsync(() => AwardLetters.TakenFromReserve(next), next.Id, "taken", await notifier.LeadsOfAsync(next.OrganisationId, cancellationToken), now, cancellationToken);
        await notifier.QueueAsync(() => AwardLetters.ReserveTaken(award, next), freed.Id, "reserve", managers, now, cancellationToken);
        return award;
    }
}
