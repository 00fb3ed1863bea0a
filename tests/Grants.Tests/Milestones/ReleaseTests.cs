using System.Net;
using Grants.Accounts;
using Grants.Data;
using Grants.Local.Mailbox;
using Grants.Partners;
using Grants.Tests.Fixtures;
using Grants.Tests.Local;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Milestones;

public abstract class ReleaseTests(GrantsHost host) : DeliveryTests(host)
{
    [SkippableFact]
    public async Task Approve_WithGatesOpen_InstructsThePaymentOnceAndTellsFinanceAndThePartner()
    {
        var milestone = await Scenario.ReportApprovedAsync(await FirstMilestoneAsync());
        await RingAsync(milestone);
        await RingAsync(milestone);

        Assert.Equal(("TrancheReleased", 1), (await StageAsync(milestone), await PaymentsAsync(milestone)));
        var payment = (await Scenario.ReadAsync(Staff.Finance, "/api/v1/payments?stage=TrancheReleased")).Items().Single(row => row.Id("milestoneId") == milestone.Id);
        Assert.Equal(TrancheMinor, payment.GetProperty("amountMinor").GetInt64());
        Assert.Equal(1, MailsTo(milestone.Grant.Organisation.Lead, "is on its way"));
        Assert.Contains(Host.MailTo(Staff.Finance.Email), mail => mail.Text!.Contains($"/milestones/{milestone.Id}/confirm-payment", StringComparison.Ordinal));
        Assert.DoesNotContain(Host.MailTo(Staff.Finance.Email), mail => mail.Text!.Contains("0001234567", StringComparison.Ordinal));

        await Scenario.ConfirmPaymentAsync(milestone);
        Assert.Equal("TranchePaid", await StageAsync(milestone));
        Assert.Equal(1, MailsTo(milestone.Grant.Organisation.Lead, "is paid"));
    }

    [SkippableFact]
    public async Task Approve_WithAGateClosed_TellsTheManagersAndPaysOnceItOpens()
    {
        var milestone = await FirstMilestoneAsync(gatesOpen: false);
        await Scenario.AttestAsync(milestone.Grant.Organisation);
        await Scenario.ReportApprovedAsync(milestone);

        Assert.Equal(("TrancheDue", 0), (await StageAsync(milestone), await PaymentsAsync(milestone)));
        Assert.Contains(Host.MailTo(Staff.SecondManager.Email), mail => mail.Subject.Contains("cannot be paid yet", StringComparison.Ordinal) && mail.Text!.Contains("Bank account", StringComparison.Ordinal) && mail.Text.Contains(milestone.Grant.Organisation.Id.ToString(), StringComparison.Ordinal));

        // The partner hears at once which check is not in order, as the agreement promises.
        Assert.Contains(Host.MailTo(milestone.Grant.Organisation.Lead.Email), mail => mail.Subject.EndsWith("waits", StringComparison.Ordinal) && mail.Text!.Contains("must be in order: Bank account.", StringComparison.Ordinal));

        await Scenario.OpenGatesAsync(milestone.Grant.Organisation);
        await Host.SettleAsync();
        Assert.Equal(("TrancheReleased", 1), (await StageAsync(milestone), await PaymentsAsync(milestone)));
    }

    [SkippableFact]
    public async Task GatesThatOpenOneByOne_AreNoNews_AReminderIs()
    {
        var milestone = await FirstMilestoneAsync(gatesOpen: false);
        await Scenario.ReportApprovedAsync(milestone);
        Assert.Equal((1, 1), Told(milestone));

        await Scenario.AttestAsync(milestone.Grant.Organisation);
        await Host.SettleAsync();
        Assert.Equal((1, 1), Told(milestone));

        // The map reminds the managers a day after the ten that a release may take.
        await Host.AdvanceDaysAsync(12);
        Assert.Equal((2, 1), Told(milestone));
        await Scenario.OpenGatesAsync(milestone.Grant.Organisation);
        await Host.SettleAsync();
        Assert.Equal(("TrancheReleased", 1), (await StageAsync(milestone), await PaymentsAsync(milestone)));
        Assert.Equal((2, 1), Told(milestone));
    }

    [SkippableFact]
    public async Task GateThatClosesAgain_WhileTheTrancheWaits_IsToldOnceForEachClosing()
    {
        var milestone = await FirstMilestoneAsync(gatesOpen: false);
        await Scenario.AttestAsync(milestone.Grant.Organisation);
        await Scenario.ReportApprovedAsync(milestone);
        Assert.Equal((1, 1), Told(milestone));

        await AttestSanctionsAsync(milestone, days: -1);
        await RingAsync(milestone);
        Assert.Equal((2, 2), Told(milestone));

        await AttestSanctionsAsync(milestone, days: 30);
        Assert.Equal((2, 2), Told(milestone));
        await AttestSanctionsAsync(milestone, days: -1);
        await RingAsync(milestone);
        Assert.Equal((3, 3), Told(milestone));
        Assert.Contains("Sanctions", Host.MailTo(milestone.Grant.Organisation.Lead.Email).Last(IsWait).Text, StringComparison.OrdinalIgnoreCase);

        // That it stays closed, in other words, is no news.
        await AttestSanctionsAsync(milestone, days: -1);
        Assert.Equal((3, 3), Told(milestone));

        // One that closes by itself is told when its day is over, not at the next reminder.
        await AttestSanctionsAsync(milestone, days: 2);
        await Host.AdvanceToAsync(Host.Now.Date.AddDays(3).AddSeconds(-1));
        Assert.Equal((3, 3), Told(milestone));
        await Host.AdvanceToAsync(Host.Now.AddSeconds(1));
        await RingAsync(milestone);
        Assert.Equal((4, 4), Told(milestone));
        Assert.Equal(("TrancheDue", 0), (await StageAsync(milestone), await PaymentsAsync(milestone)));
    }

    [SkippableFact]
    public async Task HoldThatComesAgain_WhileAnotherTrancheWaits_IsToldOnceForEach()
    {
        var milestones = await Scenario.MilestonesAsync(await BegunGrantAsync(gatesOpen: false));
        var (waiting, late) = (milestones[0], milestones[1]);
        await Scenario.ReportApprovedAsync(waiting);
        Assert.Equal((1, 1), Told(waiting));

        var before = await HeldAsync(late.DueAt);
        Assert.Equal((before.Managers + 1, 2), Told(waiting));
        await RingAsync(waiting);
        Assert.Equal((before.Managers + 1, 2), Told(waiting));

        await Scenario.ActAsync(Staff.Manager, late.Path, "lift-hold", new { dueOn = DateOnly.FromDateTime(Host.Now.AddDays(3)), reasons = "Agreed by telephone." });
        before = await HeldAsync((await Scenario.ReadAsync(Staff.Manager, late.Path)).Instant("dueAt"));
        await RingAsync(waiting);
        Assert.Equal((before.Managers + 1, 3), Told(waiting));

        // What was told until just before the hold; the managers are reminded of the wait as well.
        async Task<(int Managers, int Partner)> HeldAsync(DateTime dueAt)
        {
            await Host.AdvanceToAsync(dueAt.AddDays(14).AddMinutes(-1));
            var told = Told(waiting);
            await Host.AdvanceToAsync(dueAt.AddDays(14).AddMinutes(1));
            Assert.Equal("MilestoneOnHold", await StageAsync(late));
            return told;
        }
    }

    [SkippableFact]
    public async Task GateThatCloses_WhileTheReleaseIsUnderWay_IsSeen()
    {
        var milestone = await Scenario.ReportSubmittedAsync(await FirstMilestoneAsync());
        var organisationId = milestone.Grant.Organisation.Id;
        var approving = Task.CompletedTask;
        await Host.InDatabaseAsync(db => db.InTransactionAsync<Outcome>(
            async () =>
            {
                // What the gate's use case commits, and has not committed yet.
                db.Attestations.Add(new Attestation(organisationId, Gate.Sanctions, Staff.Manager.Id, DateOnly.FromDateTime(Host.Now).AddDays(-1), "A new list names them.", Host.Now));
                db.Touch(await db.Organisations.SingleAsync(row => row.Id == organisationId));
                await db.SaveChangesAsync();
                approving = Scenario.DecideReportAsync(milestone, accepted: true);
                // On SQLite the approval itself waits for this transaction.
                if (db.Database.IsNpgsql()) await Eventually.TrueAsync(WaitsForALockAsync, "the release waits for the gate");
                return Outcome.Done;
            },
            CancellationToken.None));
        await approving;
        await Host.SettleAsync();

        Assert.Equal(("TrancheDue", 0), (await StageAsync(milestone), await PaymentsAsync(milestone)));

        Task<bool> WaitsForALockAsync() => Host.InDatabaseAsync(async db =>
            (await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").ToListAsync()).Single() > 0);
    }

    [SkippableFact]
    public async Task Ring_BeforeApproval_ReleasesNothing()
    {
        var milestone = await Scenario.ReportSubmittedAsync(await FirstMilestoneAsync());
        await RingAsync(milestone);

        Assert.Equal(("ReportSubmitted", 0), (await StageAsync(milestone), await PaymentsAsync(milestone)));
    }

    [SkippableFact]
    public async Task Approve_ByWhoAssessedTheApplication_IsForbidden()
    {
        var milestone = await Scenario.ReportSubmittedAsync(await FirstMilestoneAsync());
        var assessor = await Host.SignInAsync(Staff.Manager);
        var body = Fixtures.Scenario.WithVersion(await assessor.GetAsync(milestone.Path), new
        {
            sections = new[] { "Narrative", "Trained", "Spending", "Evidence" }.Select(section => new { section, accepted = true, note = "" }).ToArray(),
        });

        await assessor.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{milestone.Path}/decision", body);
        Assert.Equal("ReportSubmitted", await StageAsync(milestone));
    }

    [SkippableFact]
    public async Task Confirm_ByWhoReleased_IsForbidden()
    {
        var milestone = await Scenario.ReportApprovedAsync(await FirstMilestoneAsync());
        await Host.InDatabaseAsync(db =>
        {
            db.People.Find(Staff.SecondManager.Id)!.Grant(new RoleGrant(Role.FinanceOfficer));
            return db.SaveChangesAsync();
        });
        try
        {
            var both = await Host.SignInAsync(Staff.SecondManager);
            var body = Fixtures.Scenario.WithVersion(await both.GetAsync(milestone.Path), new { reference = "PAY-1", paidOn = DateOnly.FromDateTime(Host.Now) });
            await both.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{milestone.Path}/confirm-payment", body);
        }
        finally
        {
            await Host.InDatabaseAsync(db =>
            {
                db.RoleGrants.Remove(db.People.Find(Staff.SecondManager.Id)!.Roles.Single(role => role.Role == Role.FinanceOfficer));
                return db.SaveChangesAsync();
            });
        }

        Assert.Equal("TrancheReleased", await StageAsync(milestone));
    }

    [SkippableFact]
    public async Task Confirm_NotDoneInTime_RemindsFinanceThenTheManagers()
    {
        var milestone = await Scenario.ReportApprovedAsync(await FirstMilestoneAsync());

        await Host.AdvanceDaysAsync(7.5);
        Assert.Equal((1, 0), (Reminders(Staff.Finance), Reminders(Staff.Manager)));
        await Host.AdvanceDaysAsync(4);
        Assert.Equal((2, 1), (Reminders(Staff.Finance), Reminders(Staff.Manager)));
        Assert.Equal("TrancheReleased", await StageAsync(milestone));

        int Reminders(TestPerson person) => Host.MailTo(person.Email)
            .Count(mail => mail.Subject.StartsWith("Please confirm the payment", StringComparison.Ordinal) && mail.Text!.Contains(milestone.Id.ToString(), StringComparison.Ordinal));
    }

    // The manager's word on the sanctions gate; of two the later counts, so time passes.
    private async Task AttestSanctionsAsync(TestMilestone milestone, int days)
    {
        await Host.AdvanceToAsync(Host.Now.AddMinutes(1));
        var manager = await Host.SignInAsync(Staff.Manager);
        await manager.PostAsync($"/api/v1/organisations/{milestone.Grant.Organisation.Id}/attestations", new { gate = "Sanctions", expiresOn = DateOnly.FromDateTime(Host.Now).AddDays(days), note = "Checked again." });
        await Host.SettleAsync();
    }

    private (int Managers, int Partner) Told(TestMilestone milestone) => (
        Host.MailTo(Staff.SecondManager.Email).Count(mail => mail.Subject.Contains("cannot be paid yet", StringComparison.Ordinal) && mail.Text!.Contains(milestone.Grant.Organisation.Id.ToString(), StringComparison.Ordinal)),
        Host.MailTo(milestone.Grant.Organisation.Lead.Email).Count(IsWait));

    private static bool IsWait(Mail mail) => mail.Subject.EndsWith("waits", StringComparison.Ordinal);

    // A bell as anybody who can reach the engine could ring it.
    private async Task RingAsync(TestMilestone milestone)
    {
        await Host.Services.GetRequiredService<DurableTaskClient>().RaiseEventAsync(Grants.Milestones.Milestone.InstanceOf(milestone.Id, 1), Doorbell.EventName, milestone.Id);
        await Host.SettleAsync();
    }

    public sealed class OnSqlite(SqliteHost host) : ReleaseTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ReleaseTests(host), IClassFixture<PostgresHost>;
}
