using System.Globalization;
using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>
/// Tells leads of policies that will expire or have, and administrators of requests to join that no lead has answered. Rows that lie months ahead, so the daily
/// timer does it; a day that it missed is caught up with, and each e-mail's own key lets none go out twice.
/// </summary>
public sealed class PolicyReminders(GrantsDb db, Notifier notifier, Outbox outbox, TimeProvider clock)
{
    /// <summary>From how many days before a policy expires its organisation is told and has a task.</summary>
    public const int DaysBefore = 30;

    private const int LastDaysBefore = 7;
    private const int ForgottenAfterDays = 60;

    /// <summary>Runs once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await RemindOfPoliciesAsync(now, cancellationToken);
        await PassOnRequestsAsync(now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
    }

    private async Task RemindOfPoliciesAsync(DateTime now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now);
        var (first, last) = (today.AddDays(-ForgottenAfterDays), today.AddDays(DaysBefore));
        var due = await (from policy in db.Policies.AsNoTracking()
                         where policy.ExpiresOn >= first && policy.ExpiresOn <= last
                         join organisation in db.Organisations.AsNoTracking() on policy.OrganisationId equals organisation.Id
                         select new { Policy = policy, Organisation = organisation }).ToListAsync(cancellationToken);
        foreach (var each in due)
        {
            var expiresOn = each.Policy.ExpiresOn!.Value;
            var step = expiresOn < today ? "expired" : expiresOn <= today.AddDays(LastDaysBefore) ? "before-7" : "before-30";
            var occasion = string.Create(CultureInfo.InvariantCulture, $"{each.Policy.Kind}-{expiresOn:yyyy-MM-dd}-{step}");
            var leads = await notifier.LeadsOfAsync(each.Organisation.Id, cancellationToken);
            await notifier.QueueAsync(() => PartnerLetters.PolicyExpires(each.Organisation, each.Policy, expiresOn < today), each.Organisation.Id, occasion, leads, now, cancellationToken);
        }
    }

    private async Task PassOnRequestsAsync(DateTime now, CancellationToken cancellationToken)
    {
        var patience = now - JoinRequest.Patience;
        var waiting = await (from request in db.JoinRequests.AsNoTracking()
                             where request.DecidedAt == null && request.AskedAt <= patience
                             join organisation in db.Organisations.AsNoTracking() on request.OrganisationId equals organisation.Id
                             join person in db.People.AsNoTracking() on request.PersonId equals person.Id
                             select new { Request = request, Organisation = organisation, Person = person }).ToListAsync(cancellationToken);
        if (waiting.Count == 0) return;
        var administrators = await notifier.WithRoleAsync(Role.Administrator, cancellationToken);
        foreach (var each in waiting)
            await notifier.QueueAsync(() => PartnerLetters.JoinAsked(each.Organisation, each.Request, each.Person), each.Request.Id, "", administrators, now, cancellationToken);
    }
}
