using System.Net;
using Grants.Accounts;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Accounts;

public abstract class SignInTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task EnterCode_TheOneSent_SignsInAndIsNotedOnThePersonsChain()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(person);

        var me = await browser.GetAsync("/api/v1/me");
        Assert.Equal(person.Id, me.Id());
        Assert.Equal("Ann", me.Text("name"));
        Assert.Equal(["SignIn"], await NotesAsync(person));
    }

    [SkippableFact]
    public async Task RequestCode_TheDigits_AreStoredNowhere()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        var code = await AskAsync(browser, person.Email);

        Assert.All(await Host.InDatabaseAsync(db => db.Emails.Where(email => email.Address == person.Email).Select(email => email.Body).ToListAsync()), body => Assert.DoesNotContain(code, body, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Page_BeforeSigningIn_LeadsToSignInOnTheSameHostWhateverItIsCalled()
    {
        using var browser = Host.NewBrowser();
        using var response = await browser.SendAsync(HttpMethod.Get, "/tasks?all=true");
        Assert.Equal("/sign-in?returnTo=%2Ftasks%3Fall%3Dtrue", response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/grants?page=2", "/grants?page=2")]
    [InlineData("//elsewhere.example", "/tasks")]
    [InlineData("/\\elsewhere.example", "/tasks")]
    [InlineData("https://elsewhere.example", "/tasks")]
    [InlineData("/ក", "/tasks")]
    [InlineData("/\tx", "/tasks")]
    public void ReturnTo_IsOnlyAPathOfThePortalThatAHeaderCanHold(string returnTo, string expected) => Assert.Equal(expected, LocalPath.OrTasks(returnTo));

    [SkippableFact]
    public async Task EnterCode_InAnotherBrowser_IsRefused()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var asking = Host.NewBrowser();
        using var other = Host.NewBrowser();
        var code = await AskAsync(asking, person.Email);
        await AskAsync(other, (await Programme.PersonAsync(Host, "Eve")).Email);

        await other.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/sign-in/code", new { email = person.Email, code });
        await other.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
    }

    [SkippableFact]
    public async Task EnterCode_Twice_IsRefusedTheSecondTime()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        var code = await AskAsync(browser, person.Email);
        var cookie = browser.Cookies["grants-sign-in"]!.Value;
        await browser.PostAsync("/api/v1/sign-in/code", new { email = person.Email, code });

        using var again = Host.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Host.Address, "/api/v1/sign-in/code")) { Content = System.Net.Http.Json.JsonContent.Create(new { email = person.Email, code }) };
        request.Headers.Add("Cookie", $"grants-sign-in={cookie}");
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [SkippableFact]
    public async Task EnterCode_AfterTenMinutes_IsRefused()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        var code = await AskAsync(browser, person.Email);
        await Host.AdvanceToAsync(Host.Now.AddMinutes(10));

        await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/sign-in/code", new { email = person.Email, code });
    }

    [SkippableFact]
    public async Task EnterCode_AfterFiveWrongOnes_IsRefusedEvenWhenRight()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        var code = await AskAsync(browser, person.Email);
        var wrong = code == "000000" ? "000001" : "000000";
        for (var attempt = 0; attempt < 5; attempt++)
            await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/sign-in/code", new { email = person.Email, code = wrong });

        await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/sign-in/code", new { email = person.Email, code });
    }

    [SkippableFact]
    public async Task RequestCode_OftenWithoutUsingIt_IsStoppedForTenMinutes()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        for (var asked = 0; asked < 5; asked++) await AskAsync(browser, person.Email);
        await browser.RefusedAsync(HttpStatusCode.TooManyRequests, HttpMethod.Post, "/api/v1/sign-in", new { email = person.Email });

        await Host.AdvanceToAsync(Host.Now.AddMinutes(10));
        await AskAsync(browser, person.Email);
    }

    [SkippableFact]
    public async Task RequestCode_ByAStrangerElsewhere_LocksNobodyOut()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        await Host.AdvanceToAsync(Host.Now.AddMinutes(10));
        using var stranger = Host.NewBrowser();
        foreach (var network in Enumerable.Range(1, 4))
        {
            for (var asked = 0; asked < 5; asked++) Assert.Equal(HttpStatusCode.Accepted, await AskFromAsync(stranger, person.Email, $"198.51.100.{network}"));
            Assert.Equal(HttpStatusCode.TooManyRequests, await AskFromAsync(stranger, person.Email, $"198.51.100.{network}"));
        }

        // One subscriber has many addresses of the newer kind.
        for (var asked = 0; asked < 5; asked++) Assert.Equal(HttpStatusCode.Accepted, await AskFromAsync(stranger, person.Email, $"2001:db8:1:2::{asked + 1}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskFromAsync(stranger, person.Email, "2001:db8:1:2:ffff::9"));

        using var browser = Host.NewBrowser();
        Assert.Equal(HttpStatusCode.Accepted, await AskFromAsync(browser, person.Email, "203.0.113.7"));
        await Host.SettleAsync();
        var code = Browser.CodeIn(Host.MailTo(person.Email)[^1].Text!);
        Assert.True((await browser.PostAsync("/api/v1/sign-in/code", new { email = person.Email, code })).GetProperty("signedIn").GetBoolean());
    }

    [SkippableFact]
    public async Task RequestCode_InABrowserThatHasSignedInBefore_IsNotStoppedByANeighbour()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        await Host.AdvanceToAsync(Host.Now.AddMinutes(10));
        using var known = Host.NewBrowser();
        await known.SignInAsync(person);
        await known.PostAsync("/api/v1/sign-out");
        using var neighbour = Host.NewBrowser();
        for (var asked = 0; asked < 5; asked++) await AskAsync(neighbour, person.Email);
        await neighbour.RefusedAsync(HttpStatusCode.TooManyRequests, HttpMethod.Post, "/api/v1/sign-in", new { email = person.Email });

        await known.SignInAsync(person);
        Assert.Equal(person.Id, (await known.GetAsync("/api/v1/me")).Id());
    }

    [SkippableFact]
    public async Task Register_WithAProvedAddress_SignsInAndNeedsTheCode()
    {
        var email = $"new-{Guid.NewGuid():n}@people.example";
        using var browser = Host.NewBrowser();
        await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/register", new { name = "Nobody", timeZone = "Asia/Bangkok" });
        var code = await AskAsync(browser, email);
        await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/register", new { name = "Nobody", timeZone = "Asia/Bangkok" });
        var entered = await browser.PostAsync("/api/v1/sign-in/code", new { email, code });
        Assert.False(entered.GetProperty("signedIn").GetBoolean());
        Assert.Empty(entered.GetProperty("people").Items());
        await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/register", new { name = "", timeZone = "Nowhere/Here" });
        await browser.PostAsync("/api/v1/register", new { name = "សុខា", timeZone = "Asia/Phnom_Penh" });

        var me = await browser.GetAsync("/api/v1/me");
        Assert.Equal("សុខា", me.Text("name"));
        Assert.Empty(me.GetProperty("roles").Items());
        Assert.Equal(["RegisterPerson", "SignIn"], await NotesAsync(new TestPerson(me.Id(), "", email)));
        using var stranger = Host.NewBrowser();
        await stranger.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/register", new { name = "Eve", timeZone = "Asia/Bangkok" });
    }

    [SkippableFact]
    public async Task Register_OnASharedMailbox_UnderOnesOwnName()
    {
        var ann = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        var asked = await (await browser.OpenAsync("/sign-in")).Fill("Email", ann.Email).SubmitAsync();
        await Host.SettleAsync();
        // Ann alone has the address: she is signed in; a colleague begins again where it says who one is.
        await asked.Fill("Code", Browser.CodeIn(Host.MailTo(ann.Email)[^1].Text!)).SubmitAsync();
        await Programme.PersonAsync(Host, "Bo", email: ann.Email);
        using var other = Host.NewBrowser();
        asked = await (await other.OpenAsync("/sign-in")).Fill("Email", ann.Email).SubmitAsync();
        await Host.SettleAsync();
        var who = await asked.Fill("Code", Browser.CodeIn(Host.MailTo(ann.Email)[^1].Text!)).SubmitAsync();
        Assert.Contains("Register under your own name", who.Text, StringComparison.Ordinal);
        var form = await other.OpenAsync("/register/you");
        var refused = await form.Fill("Name", "Bo").Fill("TimeZone", "Asia/Manila").SubmitAsync();
        Assert.StartsWith("Somebody of this name uses this address already", Assert.Single(refused.Errors), StringComparison.Ordinal);
        await refused.Fill("Name", "Cy").SubmitAsync();
        Assert.Equal("Cy", (await other.GetAsync("/api/v1/me")).Text("name"));
    }

    [SkippableFact]
    public async Task RequestCode_UnknownAddress_IsAnsweredLikeAKnownOneAndToldByEmail()
    {
        var email = $"nobody-{Guid.NewGuid():n}@people.example";
        using var browser = Host.NewBrowser();
        using var unknown = await browser.SendAsync(HttpMethod.Post, "/api/v1/sign-in", new { email });
        using var known = await browser.SendAsync(HttpMethod.Post, "/api/v1/sign-in", new { email = (await Programme.PersonAsync(Host, "Ann")).Email });

        Assert.Equal((known.StatusCode, await known.Content.ReadAsStringAsync()), (unknown.StatusCode, await unknown.Content.ReadAsStringAsync()));
        Assert.Equal("Your code to register", Assert.Single(Host.MailTo(email)).Subject);
    }

    [SkippableFact]
    public async Task ChoosePerson_SharedMailbox_SignsInTheOneChosen()
    {
        var email = $"office-{Guid.NewGuid():n}@people.example";
        var (bo, cy) = (await Programme.PersonAsync(Host, "Bo", email: email), await Programme.PersonAsync(Host, "Cy", email: email.ToUpperInvariant()));
        var stranger = await Programme.PersonAsync(Host, "Eve");
        using var browser = Host.NewBrowser();
        var code = await AskAsync(browser, email);
        await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/sign-in/person", new { personId = cy.Id });

        var answer = await browser.PostAsync("/api/v1/sign-in/code", new { email, code });
        Assert.False(answer.GetProperty("signedIn").GetBoolean());
        Assert.Equal([bo.Id, cy.Id], answer.GetProperty("people").Items().Select(person => person.Id()));
        await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/sign-in/person", new { personId = stranger.Id });
        await browser.PostAsync("/api/v1/sign-in/person", new { personId = cy.Id });

        Assert.Equal(cy.Id, (await browser.GetAsync("/api/v1/me")).Id());
        Assert.Empty(await NotesAsync(bo));
    }

    [SkippableFact]
    public async Task SignIn_OnThePortal_GoesOnToWhereThePersonWanted()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        var asked = await (await browser.OpenAsync("/sign-in?returnTo=%2Fhelp")).Fill("Email", person.Email).SubmitAsync();
        Assert.Equal("Enter the code", asked.Title);
        await Host.SettleAsync();
        var wrong = await asked.Fill("Code", "1").SubmitAsync();
        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        Assert.Single(wrong.Errors);

        var arrived = await wrong.Fill("Code", Browser.CodeIn(Host.MailTo(person.Email)[^1].Text!)).SubmitAsync();
        Assert.Equal("/help", arrived.Path);
        Assert.Contains("Ann", arrived.Document.QuerySelector("header")!.TextContent, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task SignOut_EndsTheSessionAndNotOnlyTheCookie()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(person);
        var cookie = browser.Cookies["grants-session"]!.Value;
        await browser.PostAsync("/api/v1/sign-out");

        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.Add("Cookie", $"grants-session={cookie}");
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(["SignIn", "SignOut"], await NotesAsync(person));
    }

    // On a device that others use, an error in place of being out would be a danger.
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SignOut_FromAPageOfAnEarlierSession_SignsOut(bool signedInAgain)
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(person);
        var form = (await browser.OpenAsync("/help")).Document.QuerySelectorAll("form[action='/sign-out'] input").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value")!)).ToList();
        await Host.InDatabaseAsync(db => db.Sessions.Where(session => session.PersonId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(session => session.ExpiresAt, Host.Now)));
        if (signedInAgain)
        {
            await browser.SignInAsync(person);
            using var planted = await browser.SendAsync(HttpMethod.Post, "/sign-out", new FormUrlEncodedContent([]), ("Sec-Fetch-Site", "cross-site"));
            Assert.Equal(HttpStatusCode.Forbidden, planted.StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync("/tasks")).Status);
        }

        using var posted = await browser.SendAsync(HttpMethod.Post, "/sign-out", new FormUrlEncodedContent(form));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (posted.StatusCode, posted.Headers.Location?.OriginalString));
        Assert.Contains("You have signed out.", (await browser.OpenAsync("/")).Text, StringComparison.Ordinal);
        Assert.Null(browser.Cookies["grants-session"]);
        Assert.StartsWith("/sign-in", (await browser.OpenAsync("/tasks")).Path, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task SignIn_InAnotherTabMeanwhile_GoesOnFromThisOne()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        var address = (await browser.OpenAsync("/sign-in?returnTo=%2Fhelp")).Fill("Email", person.Email);
        var code = (await (await browser.OpenAsync("/sign-in?returnTo=%2Fprivacy")).Fill("Email", person.Email).SubmitAsync()).Fill("Code", "123456");
        await browser.SignInAsync(person);

        Assert.Equal("/help", (await address.SubmitAsync()).Path);
        Assert.Equal("/privacy", (await code.SubmitAsync()).Path);
    }

    private async Task<HttpStatusCode> AskFromAsync(Browser browser, string email, string network)
    {
        using var body = System.Net.Http.Json.JsonContent.Create(new { email });
        using var response = await browser.SendAsync(HttpMethod.Post, "/api/v1/sign-in", body, ("X-Forwarded-For", network));
        return response.StatusCode;
    }

    private async Task<string> AskAsync(Browser browser, string email)
    {
        await browser.PostAsync("/api/v1/sign-in", new { email });
        return Browser.CodeIn(Host.MailTo(email)[^1].Text!);
    }

    private Task<List<string>> NotesAsync(TestPerson person) =>
        Host.InDatabaseAsync(db => db.AuditEntries.Where(entry => entry.SubjectId == person.Id).OrderBy(entry => entry.Sequence).Select(entry => entry.What).ToListAsync());

    [SkippableFact]
    public async Task EveryDay_RemovesCodesAndSessionsThatEndedLongAgo_AndNoOthers()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(person);
        await Host.AdvanceDaysAsync(29);
        Assert.Equal((1, 1), await CountAsync());
        using var later = Host.NewBrowser();
        await later.SignInAsync(person);

        await Host.AdvanceDaysAsync(3);
        Assert.Equal((1, 1), await CountAsync());
        Assert.Equal(["SignIn", "SignIn"], await NotesAsync(person));

        Task<(int, int)> CountAsync() => Host.InDatabaseAsync(async db =>
            (await db.SignInCodes.CountAsync(code => code.EmailKey == person.Email), await db.Sessions.CountAsync(session => session.PersonId == person.Id)));
    }

    public sealed class OnSqlite(SqliteHost host) : SignInTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : SignInTests(host), IClassFixture<PostgresHost>;
}

public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/grants/1?x=2", "/grants/1?x=2")]
    [InlineData("https://evil.example/", "/tasks")]
    [InlineData("//evil.example/", "/tasks")]
    [InlineData("/\\evil.example/", "/tasks")]
    [InlineData("/\t/evil.example/", "/tasks")]
    [InlineData("", "/tasks")]
    [InlineData(null, "/tasks")]
    public void OrTasks_OnlyPathsOfThePortal(string? path, string expected) => Assert.Equal(expected, LocalPath.OrTasks(path));
}
