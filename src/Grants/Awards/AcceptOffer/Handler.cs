using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Milestones;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards.AcceptOffer;

/// <summary>From where an offer was accepted.</summary>
/// <param name="Address">The network address; only a keyed hash of it is kept.</param>
/// <param name="UserAgent">What the browser or program says it is; only its family is kept.</param>
internal sealed record Origin(string Address, string UserAgent);

/// <summary>A lead of the organisation accepts the offer. In the same transaction the grant begins, with its budget and its milestones.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, AuditKey key, TimeProvider clock) : IUseCase
{
    // The first that fits: Edge calls itself Chrome too, and Chrome calls itself Safari.
    private static readonly (string Sign, string Family)[] Browsers = [("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    public async Task<Outcome> HandleAsync(Guid id, int version, bool confirmed, Origin origin, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var award = await db.Awards.AsSplitQuery().Include(award => award.Agreement.Budget).Include(award => award.Agreement.Milestones).SingleOrDefaultAsync(award => award.Id == id, cancellationToken);
        if (award is null || !actor.IsMemberOf(award.OrganisationId) || !AwardAccess.MaySee(actor, award)) return Refusal.NotFound(T("The offer"));
        if (!actor.MayActAs(Party.Lead, award.OrganisationId)) return Refusal.Forbidden(T("Only a lead of your organisation can accept the offer."));
        if (award.Version != version) return Refusal.Changed();
        if (!confirmed) return Refusal.Invalid("Confirmed", T("Confirm that you have read the agreement and may accept it for your organisation"));

        var from = AuditFact.Keyed(key, origin.Address);
        var browser = Browsers.FirstOrDefault(browser => origin.UserAgent.Contains(browser.Sign, StringComparison.Ordinal)).Family ?? "another program";
        var accepted = award.Accept(actor.PersonId!.Value, from, browser, now);
        if (accepted.IsRefused) return accepted;

        var application = await db.Applications.AsNoTracking().SingleAsync(application => application.Id == award.ApplicationId, cancellationToken);
        var timeZone = await db.Calls.Where(call => call.Id == award.CallId).Select(call => call.TimeZone).SingleAsync(cancellationToken);
        var grant = Begin(award, application.Number!, timeZone, now);
        db.Grants.Add(grant);
        db.Note("award", award.Id, actor, Act.AcceptOffer, now, ("sha256", award.Agreement.Sha256), ("terms", award.Agreement.TermsVersion), ("from", from), ("with", browser));
        // The grant has the award's id, and so its chain.
        db.Note("grant", grant.Id, actor, Act.StartGrant, now, ("amountMinor", grant.AmountMinor), ("currency", grant.Currency), ("milestones", grant.Milestones.Count));
        await notifier.QueueAsync(() => AwardLetters.OfferAccepted(award, application), award.Id, "accepted", await notifier.LeadsOfAsync(award.OrganisationId, cancellationToken), now, cancellationToken);
        await notifier.QueueAsync(() => AwardLetters.AwardAccepted(award, application), award.Id, "accepted", await notifier.WithRoleAsync(Role.GrantManager, cancellationToken), now, cancellationToken);
        db.RingToWake(AwardOrchestration.InstanceId(award.Id), award.Id, now);
        return await db.CommitAsync(cancellationToken);
    }

    private static Grant Begin(Award award, string number, string timeZone, DateTime now)
    {
        var agreement = award.Agreement;
        return new Grant(
            award.Id, number, award.OrganisationId, agreement.Title, award.Country, award.Currency, award.AmountMinor, agreement.StartsOn, agreement.EndsOn, timeZone,
            agreement.Budget.OrderBy(line => line.Order).Select(line => new GrantBudgetLine(line.Order, line.Description, line.AmountMinor)),
            agreement.Milestones.OrderBy(milestone => milestone.Order).Select(milestone => new Milestone(milestone.Order, milestone.Title, Milestone.EndOf(milestone.DueOn, timeZone), milestone.TrancheMinor, now)),
            now);
    }
}
