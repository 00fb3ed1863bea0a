using Grants.Awards;
using Grants.Milestones;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Milestones;

/// <summary>
/// Tests that begin where a grant does: what leads there is tested elsewhere, so the award is accepted and the grant begun with their own methods,
/// with reports due soon. From then on everything goes through the front door.
/// </summary>
public abstract class DeliveryTests(GrantsHost host) : FrontDoorTests(host)
{
    protected const long TrancheMinor = 5_000_000;

    internal Programme Staff => Scenario.Staff;

    /// <summary>A grant of an organisation of its own with two reports due in 20 and 25 days, whose windows are open. The first manager assessed it.</summary>
    internal async Task<TestAward> BegunGrantAsync(bool gatesOpen = true)
    {
        var organisation = await Scenario.OrganisationAsync();
        var now = Host.Now;
        var today = DateOnly.FromDateTime(now);
        var award = new Award(Guid.NewGuid(), Guid.NewGuid(), organisation.Id, Programme.Country, "AUD", 2 * TrancheMinor, now);
        var prepared = award.Prepare(new AgreementDraft(
            "Legal aid for victims (illustrative)", today, today.AddDays(25),
            [new DraftBudgetLine("Staff", 6_000_000), new DraftBudgetLine("Legal fees", 4_000_000)],
            [new DraftMilestone("Half-year report", today.AddDays(20), TrancheMinor), new DraftMilestone("Final report", today.AddDays(25), TrancheMinor)]));
        Assert.Null(prepared.Refusal);
        award.Take(Duty.Assess, Staff.Manager.Id, now);
        award.Endorse(Staff.Endorser.Id, now);
        award.Approve(Staff.Delegate.Id, Programme.Limit, now);
        award.Offer(Guid.NewGuid(), new string('0', 64), now);
        Assert.False(award.Accept(organisation.Lead.Id, "", "", now).IsRefused);
        var grant = new Grant(
            award.Id, $"T-{Guid.NewGuid():n}"[..14], organisation.Id, award.Agreement.Title, Programme.Country, "AUD", award.AmountMinor, today, today.AddDays(25), "Asia/Phnom_Penh",
            award.Agreement.Budget.Select(line => new GrantBudgetLine(line.Order, line.Description, line.AmountMinor)),
            award.Agreement.Milestones.Select(row => new Milestone(row.Order, row.Title, Milestone.EndOf(row.DueOn, "Asia/Phnom_Penh"), row.TrancheMinor, now)), now);
        await Host.InDatabaseAsync(db =>
        {
            db.AddRange(award, grant);
            return db.SaveChangesAsync();
        });
        if (gatesOpen) await Scenario.OpenGatesAsync(organisation);
        await Host.AdvanceDaysAsync(1); // The daily timer opens the windows.
        return new TestAward(award.Id, new TestApplication(award.ApplicationId, null!, organisation));
    }

    internal async Task<TestMilestone> FirstMilestoneAsync(bool gatesOpen = true) => (await Scenario.MilestonesAsync(await BegunGrantAsync(gatesOpen)))[0];

    internal async Task<string?> StageAsync(TestMilestone milestone) => (await Scenario.ReadAsync(Staff.Manager, milestone.Path)).Stage();

    internal Task<int> PaymentsAsync(TestMilestone milestone) => Host.InDatabaseAsync(db => db.Payments.CountAsync(payment => payment.MilestoneId == milestone.Id));

    internal int MailsTo(TestPerson person, string subject) => Host.MailTo(person.Email).Count(mail => mail.Subject.Contains(subject, StringComparison.Ordinal));
}
