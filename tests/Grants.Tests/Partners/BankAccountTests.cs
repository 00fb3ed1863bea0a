using System.Net;
using Grants.Accounts;
using Grants.Partners;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Partners;

public abstract class BankAccountTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task ChangedAccount_CountsOnlyOnceSomebodyElseHasVerifiedIt()
    {
        var organisation = await Scenario.OrganisationAsync();
        await Scenario.OpenGatesAsync(organisation);
        var lead = await Host.SignInAsync(organisation.Lead);
        var page = await (await lead.OpenAsync($"/partners/{organisation.Id}/bank-account"))
            .Fill("BankName", "Other Bank").Fill("AccountName", organisation.Name).Fill("AccountNumber", "999 888-7777").Fill("Swift", "abcdkhpp").Fill("Currency", "usd").SubmitAsync();
        Assert.Equal($"/partners/{organisation.Id}", page.Path);
        Assert.Contains("••••7777", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("9998887777", page.Text, StringComparison.Ordinal);
        await Host.SettleAsync();
        Assert.Equal(2, MailsTo(organisation.Lead, "New bank details were entered"));

        var accounts = await AccountsAsync(organisation);
        Assert.Equal(["7777", "4567"], accounts.Select(account => account.Number[^4..]));
        Assert.Equal([(false, true), (true, false)], accounts.Select(account => (account.InForce, account.Waits)));

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var verification = await manager.OpenAsync($"/bank-accounts/{accounts[0].Id}/verify");
        Assert.Contains("+855 23 000 000", verification.Text, StringComparison.Ordinal);
        Assert.Contains("9998887777", verification.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await verification.SubmitAsync()).Status);
        await verification.Fill("SpokeWith", "The director").SubmitAsync();

        Assert.Equal([(true, false), (false, false)], (await AccountsAsync(organisation)).Select(account => (account.InForce, account.Waits)));
        await Host.SettleAsync();
        Assert.Equal(2, MailsTo(organisation.Lead, "are verified"));
    }

    [SkippableFact]
    public async Task Account_OfAContributor_IsForbidden()
    {
        var organisation = await Scenario.OrganisationAsync();
        var body = new { bankName = "Bank", accountName = "Name", accountNumber = "12345678", swift = "ABCDKHPP", currency = "USD" };

        await (await Host.SignInAsync(organisation.Contributor)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/organisations/{organisation.Id}/bank-accounts", body);
        await (await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/api/v1/organisations/{organisation.Id}/bank-accounts", body);
    }

    [SkippableFact]
    public async Task Verify_ByAManagerOfTheOrganisation_IsForbidden()
    {
        var organisation = await Scenario.OrganisationAsync();
        var member = await Programme.PersonAsync(Host, "Manager And Member", new RoleGrant(Role.GrantManager));
        await Host.InDatabaseAsync(db =>
        {
            db.Add(new Membership(organisation.Id, member.Id, MembershipKind.Contributor));
            return db.SaveChangesAsync();
        });
        var account = await (await Host.SignInAsync(organisation.Lead)).PostAsync($"/api/v1/organisations/{organisation.Id}/bank-accounts", new { bankName = "Bank", accountName = "Name", accountNumber = "12345678", swift = "ABCDKHPP", currency = "USD" });

        await (await Host.SignInAsync(member)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/bank-accounts/{account.Id()}/verify", new { version = account.Version(), spokeWith = "Myself" });
    }

    [SkippableFact]
    public async Task Gate_ClosesTheDayAfterItsAttestationExpires()
    {
        var organisation = await Scenario.OrganisationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var path = $"/api/v1/organisations/{organisation.Id}/attestations";
        var today = DateOnly.FromDateTime(Host.Now);
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, path, new { gate = "Sanctions", expiresOn = today.AddMonths(12).AddDays(1), note = "Too long." });
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, path, new { gate = "BankAccount", expiresOn = today.AddDays(3), note = "Not so." });
        Assert.False(await IsOpenAsync());

        await manager.PostAsync(path, new { gate = "Sanctions", expiresOn = today.AddDays(3), note = "Checked against the lists of today." });
        await Host.AdvanceToAsync(today.AddDays(4).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddMinutes(-1));
        Assert.True(await IsOpenAsync());
        await Host.AdvanceToAsync(today.AddDays(4).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        Assert.False(await IsOpenAsync());

        async Task<bool> IsOpenAsync() => (await Scenario.ReadAsync(Scenario.Staff.Auditor, $"/api/v1/organisations/{organisation.Id}")).GetProperty("gates").EnumerateArray()
            .Single(gate => gate.Text("gate") == "Sanctions").GetProperty("isOpen").GetBoolean();
    }

    [SkippableFact]
    public async Task Gate_IsClosedAtOnce_ByAnAttestationThatEndedYesterday()
    {
        var organisation = await Scenario.OrganisationAsync();
        await Scenario.OpenGatesAsync(organisation);
        await Host.AdvanceDaysAsync(0.01);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var path = $"/api/v1/organisations/{organisation.Id}/attestations";
        var today = DateOnly.FromDateTime(Host.Now);
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, path, new { gate = "Sanctions", expiresOn = today.AddDays(-2), note = "Too long ago." });
        await manager.PostAsync(path, new { gate = "Sanctions", expiresOn = today.AddDays(-1), note = "A board member is on today's list." });

        var gates = (await Scenario.ReadAsync(Scenario.Staff.Auditor, $"/api/v1/organisations/{organisation.Id}")).GetProperty("gates").EnumerateArray();
        Assert.Equal("Sanctions", Assert.Single(gates, gate => !gate.GetProperty("isOpen").GetBoolean()).Text("gate"));
    }

    [SkippableFact]
    public async Task Number_InFull_IsForFinanceOnly()
    {
        var organisation = await Scenario.OrganisationAsync();
        await Scenario.OpenGatesAsync(organisation);

        Assert.Equal("0001234567", Number(await Scenario.ReadAsync(Scenario.Staff.Finance, $"/api/v1/organisations/{organisation.Id}")));
        foreach (var person in new[] { Scenario.Staff.Manager, Scenario.Staff.Auditor, organisation.Lead })
            Assert.Equal("••••4567", Number(await Scenario.ReadAsync(person, $"/api/v1/organisations/{organisation.Id}")));

        static string? Number(System.Text.Json.JsonElement json) => json.GetProperty("bankAccounts")[0].Text("accountNumber");
    }

    private int MailsTo(TestPerson person, string subject) => Host.MailTo(person.Email).Count(mail => mail.Subject.Contains(subject, StringComparison.Ordinal));

    private async Task<List<(Guid Id, string Number, bool InForce, bool Waits)>> AccountsAsync(TestOrganisation organisation) =>
        (await Scenario.ReadAsync(Scenario.Staff.Finance, $"/api/v1/organisations/{organisation.Id}")).GetProperty("bankAccounts").EnumerateArray()
            .Select(account => (account.Id(), account.Text("accountNumber")!, account.GetProperty("inForce").GetBoolean(), account.GetProperty("waitsForVerification").GetBoolean())).ToList();

    public sealed class OnSqlite(SqliteHost host) : BankAccountTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : BankAccountTests(host), IClassFixture<PostgresHost>;
}
