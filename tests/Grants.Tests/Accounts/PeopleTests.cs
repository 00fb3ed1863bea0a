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
        await (await administrator.OpenAsync("/people")).SubmitAsync("Deactivate Aa New");

        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        Assert.Equal(["AddPerson", "GrantRole", "SignIn", "Deactivate"], await Host.InDatabaseAsync(db => db.AuditEntries.Where(entry => entry.SubjectId == id).OrderBy(entry => entry.Sequence).Select(entry => entry.What).ToListAsync()));
    }

    [SkippableFact]
    public async Task Deactivate_Oneself_IsRefused()
    {
        var self = Scenario.Staff.Administrator;
        var page = await (await (await Host.SignInAsync(self)).OpenAsync("/people")).SubmitAsync($"Deactivate {self.Name}");
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
    }

    public sealed class OnSqlite(SqliteHost host) : PeopleTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : PeopleTests(host), IClassFixture<PostgresHost>;
}
