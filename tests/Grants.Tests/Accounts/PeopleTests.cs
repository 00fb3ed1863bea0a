using System.Net;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Accounts;

public abstract class PeopleTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task AddPerson_WithRole_CanSignIn_UntilDeactivated()
    {
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var email = $"new-{Guid.NewGuid():n}@people.example";
        var form = (await administrator.OpenAsync("/people/add")).Fill("Name", "Aa New").Fill("Email", email).Fill("TimeZone", "Asia/Bangkok").Fill("Role", "Delegate");
        var refused = await form.SubmitAsync();
        Assert.Equal(["Enter the largest award that the person may approve, in figures"], refused.Errors);
        var list = await refused.Fill("Limit", "250,000").SubmitAsync();
        Assert.Contains("delegate, up to AUD 250,000.00", list.Text, StringComparison.Ordinal);

        var id = await Host.InDatabaseAsync(db => db.People.Where(person => person.Email == email).Select(person => person.Id).SingleAsync());
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(new TestPerson(id, "Aa New", email));
        await (await administrator.OpenAsync($"/people/{id}")).SubmitAsync("Deactivate");

        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        Assert.Equal(["AddPerson", "GrantRole", "SignIn", "ProveSecondFactor", "Deactivate"], await NotesAsync(id));
    }

    [SkippableFact]
    public async Task Deactivate_Oneself_IsRefused()
    {
        var self = Scenario.Staff.Administrator;
        var page = await (await (await Host.SignInAsync(self)).OpenAsync("/people")).SubmitAsync($"Deactivate {self.Name}");
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
    }

    [SkippableFact]
    public async Task GrantRole_ToAnEndorser_CountsAtOnce_UntilItIsRemoved()
    {
        var person = await Programme.PersonAsync(Host, "Bea");
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(person);
        var none = await (await administrator.OpenAsync($"/people/{person.Id}/roles/add")).SubmitAsync("Give the role");
        Assert.Contains("role", Assert.Single(none.Errors), StringComparison.OrdinalIgnoreCase);
        var form = (await administrator.OpenAsync($"/people/{person.Id}/roles/add")).Fill("Role", "Endorser");
        var refused = await form.SubmitAsync("Give the role");
        Assert.Equal(["Choose whose awards the person endorses"], refused.Errors);
        await refused.Fill("Country", "TH").SubmitAsync("Give the role");
        await (await administrator.OpenAsync($"/people/{person.Id}/roles/add")).Fill("Role", "Endorser").Fill("Country", "regional").SubmitAsync("Give the role");

        var shown = await administrator.OpenAsync($"/people/{person.Id}");
        Assert.Equal(["Remove endorser, regional awards", "Remove endorser, Thailand"], [.. shown.Buttons.Where(button => button.StartsWith("Remove", StringComparison.Ordinal)).Order(StringComparer.OrdinalIgnoreCase)]);
        await browser.ProveSecondFactorAsync(person);
        Assert.Contains("Endorser", (await browser.GetAsync("/api/v1/me")).GetProperty("roles").ToString(), StringComparison.Ordinal);
        var twice = await (await administrator.OpenAsync($"/people/{person.Id}/roles/add")).Fill("Role", "Endorser").Fill("Country", "TH").SubmitAsync("Give the role");
        Assert.StartsWith("The person has this role already", Assert.Single(twice.Errors), StringComparison.Ordinal);

        shown = await shown.SubmitAsync("Remove endorser, Thailand");
        shown = await shown.SubmitAsync("Remove endorser, regional awards");
        Assert.Contains("No role in the programme", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Endorser", (await browser.GetAsync("/api/v1/me")).GetProperty("roles").ToString(), StringComparison.Ordinal);
        Assert.Equal(["SignIn", "GrantRole", "GrantRole", "ProveSecondFactor", "RemoveRole", "RemoveRole"], await NotesAsync(person.Id));
    }

    [SkippableFact]
    public async Task Roles_ThroughTheApi_NeedALimitForADelegate_AVersion_AndAnotherAdministrator()
    {
        var person = await Programme.PersonAsync(Host, "Cy");
        var path = $"/api/v1/people/{person.Id}";
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        await administrator.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{path}/roles", new { version = 1, role = "Delegate" });
        await administrator.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{path}/roles", new { version = 1, role = "Endorser", country = "XX" });
        await administrator.PostAsync($"{path}/roles", Fixtures.Scenario.WithVersion(await administrator.GetAsync(path), new { role = "Delegate", limitMinor = 25_000_000L }));

        var shown = await administrator.GetAsync(path);
        var role = Assert.Single(shown.GetProperty("roles").EnumerateArray());
        Assert.Equal(("Delegate", 25_000_000L), (role.Text("role"), role.GetProperty("limitMinor").GetInt64()));
        await administrator.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Delete, $"{path}/roles/{role.Id()}?version={shown.Version() - 1}");
        await administrator.DeleteAsync($"{path}/roles/{role.Id()}?version={shown.Version()}");
        Assert.Equal(0, await Host.InDatabaseAsync(db => db.RoleGrants.CountAsync(grant => grant.Id == role.Id())));

        var own = await administrator.GetAsync($"/api/v1/people/{Scenario.Staff.Administrator.Id}");
        await administrator.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/people/{own.Id()}/roles", Fixtures.Scenario.WithVersion(own, new { role = "Delegate", limitMinor = 1 }));
        await administrator.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Delete, $"/api/v1/people/{own.Id()}/roles/{own.GetProperty("roles")[0].Id()}?version={own.Version()}");
    }

    [SkippableFact]
    public async Task ChangeEmail_EndsSessions_ClearsTheMark_AndOnlyTheNewAddressSignsIn()
    {
        var person = await Programme.PersonAsync(Host, "Dee");
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(person);
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var refused = await (await administrator.OpenAsync($"/people/{person.Id}/email")).Fill("Email", "not an address").SubmitAsync("Change the address");
        Assert.Equal(["Enter an e-mail address, like name@example.org"], refused.Errors);
        var email = $"dee-{Guid.NewGuid():n}@people.example";
        await refused.Fill("Email", email).SubmitAsync("Change the address");
        await Host.SettleAsync();

        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        Assert.Equal("Your e-mail address with us has changed", Host.MailTo(person.Email)[^1].Subject);
        await browser.SignInAsync(person with { Email = email });
        Assert.Equal(person.Id, (await browser.GetAsync("/api/v1/me")).Id());
        Assert.Equal(["SignIn", "ChangeEmail", "SignIn"], await NotesAsync(person.Id));

        // The new one bounces: it is marked, and another address clears the mark.
        await Host.InDatabaseAsync(db => db.People.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.UndeliverableSince, Host.Now)));
        Assert.Contains("Refuses mail", (await administrator.OpenAsync($"/people/{person.Id}")).Text, StringComparison.Ordinal);
        var path = $"/api/v1/people/{person.Id}";
        await administrator.PutAsync($"{path}/email", Fixtures.Scenario.WithVersion(await administrator.GetAsync(path), new { email = $"dee-{Guid.NewGuid():n}@people.example" }));
        Assert.Null((await administrator.GetAsync(path)).Text("undeliverableSince"));
        Assert.DoesNotContain(Host.MailTo(email), mail => mail.Subject == "Your e-mail address with us has changed");
    }

    private Task<List<string>> NotesAsync(Guid id) =>
        Host.InDatabaseAsync(db => db.AuditEntries.Where(entry => entry.SubjectId == id).OrderBy(entry => entry.Sequence).Select(entry => entry.What).ToListAsync());

    public sealed class OnSqlite(SqliteHost host) : PeopleTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : PeopleTests(host), IClassFixture<PostgresHost>;
}
