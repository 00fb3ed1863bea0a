using System.Net;
using Grants.Accounts;
using Grants.Accounts.SetUpAuthenticator;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Accounts;

public abstract class SecondFactorTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Staff_WithTheMailboxAlone_ReachNothing()
    {
        using var browser = Host.NewBrowser();
        await browser.SignInWithMailAsync(Scenario.Staff.Administrator);

        var page = await browser.OpenAsync("/people?page=2");
        Assert.Equal("/sign-in/second-factor?returnTo=%2Fpeople%3Fpage%3D2", page.Path);
        Assert.False(page.Has("a[href='/people']"));
        foreach (var path in new[] { "/api/v1/people", "/api/v1/applications", "/api/v1/tasks", "/api/v1/me" })
            Assert.Equal("SecondFactor", (await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, path)).Text("code"));
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "/api/v1/tokens", new { name = "x", scopes = new[] { "accounts:read" }, expiresAt = Host.Now.AddDays(1) });

        page = await page.Fill("Code", await Host.AppCodeAsync(Scenario.Staff.Administrator)).SubmitAsync("Continue");
        Assert.Equal(("/people?page=2", HttpStatusCode.OK), (page.Path, page.Status));
        await browser.GetAsync("/api/v1/people");
    }

    [SkippableFact]
    public async Task Applicants_AreNotAsked()
    {
        var organisation = await Scenario.OrganisationAsync();
        using var browser = Host.NewBrowser();
        Assert.False((await browser.SignInWithMailAsync(organisation.Lead)).GetProperty("secondFactor").GetBoolean());
        Assert.Equal("My tasks", (await browser.OpenAsync("/tasks")).Title);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.OpenAsync("/account/authenticator")).Status);
    }

    [SkippableFact]
    public async Task FirstSignIn_SetsUpAnApp_AndShowsRecoveryCodesOnce()
    {
        var person = await NewcomerAsync();
        using var browser = Host.NewBrowser();
        await browser.SignInWithMailAsync(person);

        var page = await browser.OpenAsync("/calls/new");
        Assert.Equal("Set up an authenticator app", page.Title);
        var wrong = await page.Fill("Code", "000000").SubmitAsync("Set up the app");
        Assert.Single(wrong.Errors);
        var key = page.Document.GetElementById("key")!.TextContent;
        Assert.Equal(key, wrong.Document.GetElementById("key")!.TextContent);
        Assert.Contains($"secret={key.Replace(" ", "", StringComparison.Ordinal)}", page.Document.QuerySelector("a[href^='otpauth:']")!.GetAttribute("href"), StringComparison.Ordinal);

        var picture = page.Document.QuerySelector("main svg[role=img]")!;
        Assert.Equal("QR code of the key below", picture.GetAttribute("aria-label"));
        Assert.Equal(QrCode.Of(page.Document.QuerySelector("a[href^='otpauth:']")!.GetAttribute("href")!).Path, picture.LastElementChild!.GetAttribute("d"));

        page = await wrong.Fill("Code", Totp.Code(FromBase32(key), Totp.StepOf(Host.Now))).SubmitAsync("Set up the app");
        var codes = page.Document.QuerySelectorAll("#recovery-codes code").Select(code => code.TextContent).ToList();
        Assert.Equal(10, codes.Distinct().Count());
        Assert.Equal("/calls/new", page.Document.QuerySelector("main a.govuk-button")!.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync("/calls/new")).Status);
        Assert.Equal("SetUpAuthenticator", (await NotesAsync(person))[^1]);
        Assert.Contains(Host.MailTo(person.Email), mail => mail.Subject == "Your second factor has changed");
        Assert.DoesNotContain(codes[0].Replace("-", "", StringComparison.Ordinal), string.Join(' ', await Host.InDatabaseAsync(db => db.RecoveryCodes.Where(code => code.PersonId == person.Id).Select(code => code.Hash).ToListAsync())), StringComparison.OrdinalIgnoreCase);

        // A recovery code works once, however it is typed, and its person is told.
        using var other = Host.NewBrowser();
        await other.SignInWithMailAsync(person);
        await other.PostAsync("/api/v1/sign-in/second-factor", new { code = codes[3].Replace('-', ' ').ToLowerInvariant() });
        await other.GetAsync("/api/v1/me");
        Assert.Contains(Host.MailTo(person.Email), mail => mail.Text!.Contains("You have 9 codes left", StringComparison.Ordinal));
        using var third = Host.NewBrowser();
        await third.SignInWithMailAsync(person);
        await third.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/sign-in/second-factor", new { code = codes[3] });
    }

    [SkippableFact]
    public async Task SetUp_ByWhoHasAFactorAlready_NeedsThatFactor()
    {
        using var browser = Host.NewBrowser();
        await browser.SignInWithMailAsync(Scenario.Staff.Auditor);
        Assert.Equal("Your second factor", (await browser.OpenAsync("/account/authenticator")).Title);
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "/api/v1/account/authenticator/offer");
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "/api/v1/account/authenticator", new { seed = Guid.NewGuid(), code = "123456" });
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "/api/v1/account/passkeys/options");
    }

    [SkippableFact]
    public async Task Code_IsGoodOnce_InAnyBrowser()
    {
        var person = Scenario.Staff.Finance;
        using var one = Host.NewBrowser();
        using var other = Host.NewBrowser();
        await one.SignInWithMailAsync(person);
        await other.SignInWithMailAsync(person);
        var code = await Host.AppCodeAsync(person);
        await one.PostAsync("/api/v1/sign-in/second-factor", new { code });
        await other.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/sign-in/second-factor", new { code });
    }

    [SkippableFact]
    public async Task WrongCodes_TooMany_AreRefusedForAWhile_WhateverTheBrowser()
    {
        var person = await Programme.PersonAsync(Host, "Guessed", new RoleGrant(Role.Auditor));
        using var one = Host.NewBrowser();
        using var other = Host.NewBrowser();
        await one.SignInWithMailAsync(person);
        await other.SignInWithMailAsync(person);
        for (var tries = 0; tries < 10; tries++)
            await (tries % 2 == 0 ? one : other).RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/sign-in/second-factor", new { code = $"{tries:D6}" });
        await one.RefusedAsync(HttpStatusCode.TooManyRequests, HttpMethod.Post, "/api/v1/sign-in/second-factor", new { code = await Host.AppCodeAsync(person) });

        await Host.AdvanceToAsync(Host.Now.AddMinutes(15));
        await one.ProveSecondFactorAsync(person);
        await one.GetAsync("/api/v1/me");
    }

    [SkippableFact]
    public async Task Role_GivenWhileSomebodyIsSignedIn_CountsOnlyAfterTheSecondFactor()
    {
        var person = await Programme.PersonAsync(Host, "Promoted");
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(person);
        var token = (await browser.PostAsync("/api/v1/tokens", new { name = "early", scopes = new[] { "accounts:read" }, expiresAt = Host.Now.AddDays(1) })).Text("token");
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        await administrator.PostAsync($"/api/v1/people/{person.Id}/roles", new { version = (await administrator.GetAsync($"/api/v1/people/{person.Id}")).Version(), role = "Administrator" });

        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/api/v1/people");
        using var program = Host.NewBrowser();
        using var refused = await program.SendAsync(HttpMethod.Get, "/api/v1/people", null, ("Authorization", $"Bearer {token}"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await browser.ProveSecondFactorAsync(person);
        await browser.GetAsync("/api/v1/people");
    }

    [SkippableFact]
    public async Task Token_NeedsAFreshSecondFactor()
    {
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(Scenario.Staff.Auditor);
        await Host.AdvanceToAsync(Host.Now.AddMinutes(11));
        var request = new { name = "x", scopes = new[] { "audit:read" }, expiresAt = Host.Now.AddDays(1) };
        Assert.Equal("SecondFactor", (await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "/api/v1/tokens", request)).Text("code"));
        var page = await browser.OpenAsync("/account/tokens/new");
        Assert.Equal("Your second factor", page.Title);
        page = await page.Fill("Code", await Host.AppCodeAsync(Scenario.Staff.Auditor)).SubmitAsync("Continue");
        Assert.Equal("Make an access token", page.Title);
        await browser.PostAsync("/api/v1/tokens", request);
    }

    [SkippableFact]
    public async Task Reset_ByAnotherAdministrator_EndsEverything_AndTheNextSignInSetsUpANewOne()
    {
        var person = await Programme.PersonAsync(Host, "Lost Phone", new RoleGrant(Role.Auditor));
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(person);
        using var administrator = Host.NewBrowser();
        await administrator.SignInAsync(Scenario.Staff.Administrator);
        await administrator.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/people/{Scenario.Staff.Administrator.Id}/second-factor/reset", new { version = (await administrator.GetAsync($"/api/v1/people/{Scenario.Staff.Administrator.Id}")).Version() });

        var page = await (await administrator.OpenAsync($"/people/{person.Id}")).SubmitAsync("Reset the second factor");
        Assert.Contains("The second factor is reset", page.Document.Body!.TextContent, StringComparison.Ordinal);
        await browser.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        Assert.Equal("ResetSecondFactor", (await NotesAsync(person))[^1]);
        await browser.SignInWithMailAsync(person);
        Assert.Equal("Set up an authenticator app", (await browser.OpenAsync("/tasks")).Title);
    }

    [SkippableFact]
    public async Task Sessions_AreListed_AndEndedOneByOneOrAllAtOnce()
    {
        var person = await Programme.PersonAsync(Host, "Two Devices", new RoleGrant(Role.Auditor));
        using var laptop = Host.NewBrowser();
        using var phone = Host.NewBrowser();
        await laptop.SignInAsync(person);
        phone.Says("User-Agent", "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36");
        await phone.SignInAsync(person);
        await Host.AdvanceToAsync(Host.Now.AddMinutes(20));
        await phone.GetAsync("/api/v1/me");

        var page = await laptop.OpenAsync("/account/security");
        Assert.True(laptop.LastCommands <= 8, $"{laptop.LastCommands} commands");
        var rows = page.Document.QuerySelectorAll("main table").Single(table => table.TextContent.Contains("Where you are signed in", StringComparison.Ordinal)).QuerySelectorAll("tbody tr").Select(row => row.TextContent).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains(rows, row => row.Contains("Chrome, Android", StringComparison.Ordinal));
        var seen = (await laptop.GetAsync("/api/v1/account/security")).GetProperty("sessions").EnumerateArray().Single(session => session.Text("device") == "Chrome, Android");
        Assert.Equal(Host.Now, seen.Instant("seenAt"));

        await page.SubmitAsync("Sign out there Chrome, Android");
        await phone.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        await laptop.GetAsync("/api/v1/me");
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        await laptop.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"/api/v1/account/sessions/{Guid.NewGuid()}");
        await (await administrator.OpenAsync($"/people/{person.Id}")).SubmitAsync("Sign out everywhere");
        await laptop.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
    }

    // Somebody with a role who has never signed in.
    private async Task<TestPerson> NewcomerAsync()
    {
        var person = await Programme.PersonAsync(Host, "Newcomer", new RoleGrant(Role.GrantManager));
        await Host.InDatabaseAsync(db => db.SecondFactors.Where(factor => factor.Id == person.Id).ExecuteDeleteAsync());
        return person;
    }

    private Task<List<string>> NotesAsync(TestPerson person) => Host.InDatabaseAsync(db =>
        db.AuditEntries.Where(entry => entry.SubjectId == person.Id).OrderBy(entry => entry.Sequence).Select(entry => entry.What).ToListAsync());

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Where(char.IsAsciiLetterOrDigit).Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }

    public sealed class OnSqlite(SqliteHost host) : SecondFactorTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : SecondFactorTests(host), IClassFixture<PostgresHost>;
}
