using System.Net;

namespace Grants.Tests.Fixtures;

/// <summary>The fixtures do what tests rely on.</summary>
public abstract class FixtureTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task SignIn_TakesTheCodeFromTheMail()
    {
        var manager = await Host.SignInAsync(Host.Staff.Manager);
        Assert.Equal(Host.Staff.Manager.Id, (await manager.GetAsync("/api/v1/me")).Id());
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Same(manager, await Host.SignInAsync(Host.Staff.Manager));
    }

    [SkippableFact]
    public async Task SignIn_LastsAsLongAsTheSession_AndIsDoneAgainAfterwards()
    {
        var before = await Host.SignInAsync(Host.Staff.Auditor);
        await Host.AdvanceDaysAsync(2);
        await before.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        Assert.Equal(Host.Staff.Auditor.Id, (await (await Host.SignInAsync(Host.Staff.Auditor)).GetAsync("/api/v1/me")).Id());
    }

    [SkippableFact]
    public async Task Advance_StopsWhereSomethingIsDue()
    {
        var instant = Host.Now.AddDays(3.5);
        await Host.AdvanceToAsync(instant);
        Assert.Equal(instant, Host.Now);
    }

    [SkippableFact]
    public async Task Page_IsFilledAndSent()
    {
        using var visitor = Host.NewBrowser();
        var page = await visitor.OpenAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var next = await page.Fill("Email", Host.Staff.Finance.Email).SubmitAsync();
        Assert.Empty(next.Errors);
        Assert.NotEqual("/sign-in", next.Path);
    }

    public sealed class OnSqlite(SqliteHost host) : FixtureTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : FixtureTests(host), IClassFixture<PostgresHost>;
}
