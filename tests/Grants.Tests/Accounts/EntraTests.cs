using System.Net;
using System.Text.Json;
using Grants.Accounts;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Accounts;

/// <summary>Sign-in by Microsoft Entra ID, as App Service Authentication hands it on: believed where it is configured, and nowhere else.</summary>
public abstract class EntraTests(GrantsHost host) : FrontDoorTests(host)
{
    private static readonly Guid _tenant = Guid.NewGuid();

    private GrantsOptions Options => Host.Services.GetRequiredService<GrantsOptions>();

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Options.Entra = new EntraOptions
        {
            TenantId = _tenant,
            Groups =
            {
                new EntraGroup { Id = "managers", Role = Role.GrantManager },
                new EntraGroup { Id = "auditors", Role = Role.Auditor },
                new EntraGroup { Id = "small-delegates", Role = Role.Delegate, LimitMinor = 100_000_00 },
                new EntraGroup { Id = "large-delegates", Role = Role.Delegate, LimitMinor = 900_000_00 },
            },
        };
    }

    [SkippableFact]
    public async Task NotConfigured_EveryHeaderIsTakenAway()
    {
        Options.Entra = null;
        using var browser = Host.NewBrowser();
        Is(browser, Guid.NewGuid(), "managers");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync("/sign-in/entra")).Status);
        Assert.Equal("/sign-in?returnTo=%2Ftasks", (await browser.OpenAsync("/tasks")).Path);
        Assert.DoesNotContain("Microsoft", (await browser.OpenAsync("/sign-in")).Text, StringComparison.Ordinal);
        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
    }

    [SkippableFact]
    public async Task Stranger_IsSentToMicrosoft_AndComesBack()
    {
        using var browser = Host.NewBrowser();
        var page = await browser.OpenAsync("/sign-in?returnTo=%2Fcalls%2Fnew");
        var link = page.Document.QuerySelectorAll("main a").Single(a => a.TextContent.Trim() == "Sign in with Microsoft").GetAttribute("href")!;
        using var sent = await browser.SendAsync(HttpMethod.Get, link);
        Assert.Equal("/.auth/login/aad?post_login_redirect_uri=%2Fsign-in%2Fentra%3FreturnTo%3D%252Fcalls%252Fnew", sent.Headers.Location!.OriginalString);

        Is(browser, Guid.NewGuid(), "managers");
        page = await browser.OpenAsync("/sign-in/entra?returnTo=%2Fcalls%2Fnew");
        Assert.Equal(("/calls/new", HttpStatusCode.OK), (page.Path, page.Status));
        Assert.Contains("Staff Member", page.Document.QuerySelector("header")!.TextContent, StringComparison.Ordinal);
        var me = await browser.GetAsync("/api/v1/me");
        Assert.Equal(["GrantManager"], me.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal(["LinkEntra", "GrantRole", "SignIn"], await NotesAsync(me.Id()));
        Assert.Contains("https://login.microsoftonline.com", (await browser.SendAsync(HttpMethod.Get, "/")).Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        using var signedOut = await browser.SendAsync(HttpMethod.Post, "/sign-out", await FormAsync(browser));
        Assert.Equal("/.auth/logout?post_logout_redirect_uri=%2F", signedOut.Headers.Location!.OriginalString);
    }

    [SkippableFact]
    public async Task HeaderAlone_IsNoSession_AndASessionAloneIsNoEntra()
    {
        using var browser = Host.NewBrowser();
        var id = Guid.NewGuid();
        Is(browser, id, "managers");
        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        await browser.OpenAsync("/sign-in/entra");
        await browser.GetAsync("/api/v1/me");

        // Somebody else's sign-in there, and none at all, end this one.
        Is(browser, Guid.NewGuid(), "managers");
        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        Is(browser, id, "managers");
        await browser.OpenAsync("/sign-in/entra");
        browser.Says("X-MS-CLIENT-PRINCIPAL", null);
        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
    }

    [SkippableFact]
    public async Task OtherTenantOrProviderOrNonsense_IsNobody()
    {
        foreach (var header in new[] { Header(Guid.NewGuid(), ["managers"], tenant: Guid.NewGuid()), Header(Guid.NewGuid(), ["managers"], provider: "google"), "nonsense", Convert.ToBase64String("{"u8), Convert.ToBase64String("{}"u8) })
        {
            using var browser = Host.NewBrowser();
            browser.Says("X-MS-CLIENT-PRINCIPAL", header);
            browser.Says("X-MS-CLIENT-PRINCIPAL-ID", Guid.NewGuid().ToString());
            browser.Says("X-MS-CLIENT-PRINCIPAL-NAME", "administrator@programme.example");
            using var answer = await browser.SendAsync(HttpMethod.Get, "/sign-in/entra");
            Assert.StartsWith("/.auth/login/aad", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Group_Lost_TakesTheRoleAndEndsEverySession_OnTheNextRequest()
    {
        var id = Guid.NewGuid();
        using var browser = Host.NewBrowser();
        using var phone = Host.NewBrowser();
        foreach (var one in new[] { browser, phone })
        {
            Is(one, id, "managers", "auditors");
            await one.OpenAsync("/sign-in/entra");
        }

        var me = (await browser.GetAsync("/api/v1/me")).Id();
        Is(browser, id, "auditors");
        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        Is(phone, id, "auditors");
        await phone.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        Assert.Equal("RemoveRole", (await NotesAsync(me))[^1]);
        await browser.OpenAsync("/sign-in/entra");
        Assert.Equal(["Auditor"], (await browser.GetAsync("/api/v1/me")).GetProperty("roles").EnumerateArray().Select(role => role.GetString()));

        // A group that is gained counts at once, without a new sign-in; another limit replaces the first.
        Is(browser, id, "auditors", "small-delegates");
        Assert.Equal(2, (await browser.GetAsync("/api/v1/me")).GetProperty("roles").GetArrayLength());
        Is(browser, id, "auditors", "large-delegates");
        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        Assert.Equal([900_000_00L], await Host.InDatabaseAsync(db => db.People.Where(person => person.Id == me).SelectMany(person => person.Roles).Where(role => role.Role == Role.Delegate).Select(role => role.LimitMinor!.Value).ToListAsync()));
    }

    [SkippableFact]
    public async Task Person_WhomEntraKnows_IsNotLetInByMailboxAndApp()
    {
        using var browser = Host.NewBrowser();
        var person = await ManagerAsync(browser);
        using var other = Host.NewBrowser();
        await other.SignInWithMailAsync(person);
        await other.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "/api/v1/sign-in/second-factor", new { code = await Host.AppCodeAsync(person) });
        await other.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/api/v1/applications");
        Assert.Contains("sign in with Microsoft", (await other.OpenAsync("/tasks")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Token_GivesRoles_OnlyWhileMicrosoftHasConfirmedThemLately()
    {
        using var browser = Host.NewBrowser();
        var person = await ManagerAsync(browser);
        Assert.Contains("not used the portal for 7 days", (await browser.OpenAsync("/account/tokens/new")).Text, StringComparison.Ordinal);
        using var program = await ProgramAsync(browser);
        // Whoever may open it, staff alone see it before it is published.
        var draft = await DraftCallAsync(browser);
        await program.GetAsync(draft);

        // The session's last use counts, not its beginning.
        await Host.AdvanceDaysAsync(0.4);
        await browser.GetAsync("/api/v1/me");
        await Host.AdvanceDaysAsync(6.8);
        await program.GetAsync("/api/v1/applications");
        await program.GetAsync(draft);
        await Host.AdvanceDaysAsync(0.3);
        await RefusesAsync();

        // Neither Microsoft's cookie in a browser without a session, nor the mailbox, is a word of Microsoft's.
        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        using var other = Host.NewBrowser();
        await other.SignInWithMailAsync(person);
        await RefusesAsync();
        await browser.OpenAsync("/sign-in/entra");
        await program.GetAsync("/api/v1/applications");
        await program.GetAsync(draft);
        await Host.AdvanceDaysAsync(7.1);
        await RefusesAsync();

        // Where Entra ID is no longer used, nobody could ask it.
        Options.Entra = null;
        await program.GetAsync(draft);

        async Task RefusesAsync()
        {
            var refused = await program.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/api/v1/applications");
            Assert.Equal("SecondFactor", refused.Text("code"));
            Assert.Contains("Sign in to the portal with Microsoft once", refused.Text("detail"), StringComparison.Ordinal);
            await program.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, draft);
        }
    }

    [SkippableFact]
    public async Task Token_OfSomebodyWhomEntraDoesNotKnow_GoesOn()
    {
        var manager = await Programme.PersonAsync(Host, "Manager", new RoleGrant(Role.GrantManager));
        var browser = await Host.SignInAsync(manager);
        await browser.ProveSecondFactorAsync(manager);
        Assert.DoesNotContain("Microsoft", (await browser.OpenAsync("/account/tokens/new")).Text, StringComparison.Ordinal);
        using var program = await ProgramAsync(browser);
        var draft = await DraftCallAsync(browser);
        await Host.AdvanceDaysAsync(8);
        await program.GetAsync("/api/v1/applications");
        await program.GetAsync(draft);
    }

    [SkippableFact]
    public async Task Address_LinksToSomebodyWhoIsHere_OnlyWhereThatIsSet()
    {
        var known = await Programme.PersonAsync(Host, "Known", new RoleGrant(Role.FinanceOfficer));
        using var browser = Host.NewBrowser();
        browser.Says("X-MS-CLIENT-PRINCIPAL", Header(Guid.NewGuid(), ["auditors"], email: known.Email));
        await browser.OpenAsync("/sign-in/entra");
        Assert.NotEqual(known.Id, (await browser.GetAsync("/api/v1/me")).Id());

        var other = await Programme.PersonAsync(Host, "Other", new RoleGrant(Role.FinanceOfficer));
        Options.Entra!.LinkByEmail = true;
        using var linked = Host.NewBrowser();
        linked.Says("X-MS-CLIENT-PRINCIPAL", Header(Guid.NewGuid(), ["auditors"], email: other.Email.ToUpperInvariant()));
        await linked.OpenAsync("/sign-in/entra");
        var me = await linked.GetAsync("/api/v1/me");
        Assert.Equal(other.Id, me.Id());
        // What an administrator gave stays beside what the group gives.
        Assert.Equal(["Auditor", "FinanceOfficer"], me.GetProperty("roles").EnumerateArray().Select(role => role.GetString()).Order());
    }

    [SkippableFact]
    public async Task MoreGroupsThanNamed_IsSaid_AndTakesNothing()
    {
        using var browser = Host.NewBrowser();
        browser.Says("X-MS-CLIENT-PRINCIPAL", Header(Guid.NewGuid(), [], extra: ("_claim_names", "{\"groups\":\"src1\"}")));
        var page = await browser.OpenAsync("/sign-in/entra");
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains("more groups than Microsoft names", page.Text, StringComparison.Ordinal);
    }

    // Somebody whom their group makes a grant manager, signed in with Microsoft for the first time.
    private static async Task<TestPerson> ManagerAsync(Browser browser)
    {
        var id = Guid.NewGuid();
        Is(browser, id, "managers");
        await browser.OpenAsync("/sign-in/entra");
        return new TestPerson((await browser.GetAsync("/api/v1/me")).Id(), "Staff Member", $"{id}@staff.example");
    }

    private static async Task<string> DraftCallAsync(Browser manager) =>
        $"/api/v1/calls/{(await manager.PostAsync("/api/v1/calls", new { reference = $"T-{Guid.NewGuid():n}"[..14].ToUpperInvariant(), title = "Not yet published" })).Id()}";

    private async Task<Browser> ProgramAsync(Browser browser)
    {
        var made = await browser.PostAsync("/api/v1/tokens", new { name = "A program", scopes = new[] { "applications:read", "calls:read" }, expiresAt = Host.Now.AddDays(30) });
        var program = Host.NewBrowser();
        program.Says("Authorization", $"Bearer {made.Text("token")}");
        return program;
    }

    private static async Task<FormUrlEncodedContent> FormAsync(Browser browser)
    {
        var token = (await browser.OpenAsync("/")).Document.QuerySelector("header input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
    }

    private static void Is(Browser browser, Guid id, params string[] groups) => browser.Says("X-MS-CLIENT-PRINCIPAL", Header(id, groups));

    private static string Header(Guid id, string[] groups, Guid? tenant = null, string provider = "aad", string? email = null, (string Type, string Value)? extra = null)
    {
        (string Type, string Value)[] claims =
        [
            ("http://schemas.microsoft.com/identity/claims/tenantid", $"{tenant ?? _tenant}"), ("http://schemas.microsoft.com/identity/claims/objectidentifier", $"{id}"),
            ("name", "Staff Member"), ("preferred_username", email ?? $"{id}@staff.example"), .. groups.Select(group => ("groups", group)), .. extra is { } more ? [more] : Array.Empty<(string, string)>(),
        ];
        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new { auth_typ = provider, claims = claims.Select(claim => new { typ = claim.Type, val = claim.Value }), name_typ = "name", role_typ = "roles" }));
    }

    private Task<List<string>> NotesAsync(Guid id) => Host.InDatabaseAsync(db =>
        db.AuditEntries.Where(entry => entry.SubjectId == id).OrderBy(entry => entry.Sequence).Select(entry => entry.What).ToListAsync());

    public sealed class OnSqlite(SqliteHost host) : EntraTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : EntraTests(host), IClassFixture<PostgresHost>;
}
