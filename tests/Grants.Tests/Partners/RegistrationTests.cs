using System.Net;
using Grants.Partners;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Partners;

public abstract class RegistrationTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Register_FromAnAddressToAnOrganisation_PageByPageWithoutScript()
    {
        var email = $"new-{Guid.NewGuid():n}@people.example";
        using var browser = Host.NewBrowser();
        var start = await browser.OpenAsync("/register");
        var code = await start.Fill("Email", email).SubmitAsync();
        await Host.SettleAsync();
        var you = await code.Fill("Code", Browser.CodeIn(Host.MailTo(email)[^1].Text!)).SubmitAsync();
        Assert.Equal("Who are you?", you.Title);
        Assert.Contains(email, you.Text, StringComparison.Ordinal);
        var page = await you.Fill("Name", "Sokha").Fill("TimeZone", "Asia/Phnom_Penh").SubmitAsync();

        Assert.Equal("/register/organisation/name", page.Path);
        page = await page.Fill("LegalName", "អង្គការ").SubmitAsync();
        Assert.StartsWith("Write the legal name in Latin letters", Assert.Single(page.Errors), StringComparison.Ordinal);
        var name = UniqueName("Lanterns");
        page = await page.Fill("LegalName", name).Fill("OwnName", "អង្គការឧទាហរណ៍").SubmitAsync();
        page = await page.Fill("Country", "KH").SubmitAsync();
        page = await page.Fill("Registry", "KH-NNGO").SubmitAsync();
        Assert.Equal(["Enter the number exactly as it stands on your certificate"], page.Errors);
        var number = $"{Random.Shared.Next(1_000_000, 9_999_999)}";
        page = await page.Fill("RegistrationNumber", $"no. {number}").SubmitAsync();

        // Left and come back to: what was answered is there.
        Assert.Equal("/register/organisation/kind", page.Path);
        page = await browser.OpenAsync("/register/organisation");
        page = await page.Fill("Kind", "NationalNgo").Fill("YearFounded", "2552").SubmitAsync();
        Assert.Contains("not of the Buddhist era", Assert.Single(page.Errors), StringComparison.Ordinal);
        page = await page.Fill("YearFounded", "២០០៩").SubmitAsync();
        page = await page.Fill("Address", "Illustrative Street 1\nPhnom Penh").Fill("Phone", "+855 (23) 000-001").SubmitAsync();
        page = await page.Fill("Focus", "Justice").Fill("Focus", "Children").Fill("Income", "To250Thousand").SubmitAsync();
        Assert.Equal("/register/organisation/check", page.Path);
        Assert.Contains("+855 23 000 001", page.Text, StringComparison.Ordinal);
        var organisation = await page.SubmitAsync();

        Assert.Equal(name, organisation.Title);
        Assert.InRange(browser.LastCommands, 1, 8);
        var me = await browser.GetAsync("/api/v1/me");
        Assert.Equal("Lead", Assert.Single(me.GetProperty("memberships").Items()).Text("kind"));
        var id = me.GetProperty("memberships")[0].Id("organisationId");
        Assert.Equal(["RegisterOrganisation"], await NotesAsync(id));
        Assert.Equal(0, await Host.InDatabaseAsync(db => db.OrganisationDrafts.CountAsync(draft => draft.PersonId == me.Id())));
        await Host.SettleAsync();
        Assert.Contains(Host.MailTo(email), mail => mail.Subject.EndsWith("is registered", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task LikelySame_IsShownWithoutPrivateData_AndCanBeJoinedWhenTheLeadAgrees()
    {
        var name = UniqueName();
        var (lead, id) = await RegisteredAsync(name);
        using var asking = Host.NewBrowser();
        await NewPersonAsync(asking, "Bo");
        var likely = (await asking.PostAsync("/api/v1/organisations/likely", Profile(name.Replace("Harbour", "Harbor", StringComparison.Ordinal)))).Items();
        var match = Assert.Single(likely);
        Assert.Equal(id, match.Id());
        Assert.Equal(["id", "legalName", "ownName", "acronym", "country", "isCertain"], match.EnumerateObject().Select(property => property.Name));
        await asking.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "/api/v1/organisations", new { profile = Profile(name) });

        // The same in the portal.
        await (await asking.OpenAsync("/register/organisation/name")).Fill("LegalName", name).SubmitAsync();
        await (await asking.OpenAsync("/register/organisation/country")).Fill("Country", "KH").SubmitAsync();
        var matches = await (await asking.OpenAsync("/register/organisation/registry")).Fill("Registry", "none").SubmitAsync();
        Assert.Equal("This may be your organisation", matches.Title);
        Assert.DoesNotContain("@people.example", matches.Text, StringComparison.Ordinal);
        await matches.SubmitAsync($"Ask to join {name}");
        matches = await asking.OpenAsync("/register/organisation");
        Assert.Contains("to join. One of its lead people decides", matches.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"Ask to join {name}", matches.Buttons);
        await asking.PostAsync($"/api/v1/organisations/{id}/join-requests");
        Assert.Contains($"to join {name}. One of its lead people decides", (await asking.OpenAsync("/tasks")).Text, StringComparison.Ordinal);
        await asking.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"/api/v1/organisations/{id}");
        await Host.SettleAsync();
        var mail = Assert.Single(Host.MailTo(lead.Email), mail => mail.Subject.Contains("asks to join", StringComparison.Ordinal));
        var requestId = await Host.InDatabaseAsync(db => db.JoinRequests.Where(request => request.OrganisationId == id).Select(request => request.Id).SingleAsync());
        Assert.Contains($"/join-requests/{requestId}", mail.Text, StringComparison.Ordinal);

        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/api/v1/join-requests/{requestId}/decision", new { version = 1, accepted = true });
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        await administrator.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/join-requests/{requestId}/decision", new { version = 1, accepted = true });
        var leading = await Host.SignInAsync(lead);
        Assert.Contains((await leading.GetAsync("/api/v1/tasks")).Items(), task => task.Id("subjectId") == requestId);
        await (await leading.OpenAsync($"/join-requests/{requestId}")).SubmitAsync("Accept");
        Assert.Equal("Contributor", Assert.Single((await asking.GetAsync("/api/v1/me")).GetProperty("memberships").Items()).Text("kind"));
        Assert.Equal(["RegisterOrganisation", "AskToJoin", "AcceptJoinRequest"], await NotesAsync(id));
    }

    [SkippableFact]
    public async Task JoinRequest_WithoutALeadWhoCanBeReached_IsDecidedByAnAdministrator()
    {
        var organisation = await Scenario.OrganisationAsync();
        await Host.InDatabaseAsync(db => db.People.Where(person => person.Id == organisation.Lead.Id).ExecuteUpdateAsync(set => set.SetProperty(person => person.IsActive, false)));
        using var asking = Host.NewBrowser();
        var person = await NewPersonAsync(asking, "Cy");
        var request = await asking.PostAsync($"/api/v1/organisations/{organisation.Id}/join-requests");
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        Assert.Contains((await administrator.GetAsync("/api/v1/tasks")).Items(), task => task.Id("subjectId") == request.Id());
        await administrator.PostAsync($"/api/v1/join-requests/{request.Id()}/decision", new { version = request.Version(), accepted = false });
        await administrator.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/join-requests/{request.Id()}/decision", new { version = request.Version(), accepted = true });
        Assert.Empty((await asking.GetAsync("/api/v1/me")).GetProperty("memberships").Items());
        await Host.SettleAsync();
        Assert.Contains(Host.MailTo(person.Email), mail => mail.Subject.Contains("was not accepted", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task SameNumber_IsRegisteredOnce_WhateverTheName()
    {
        var number = $"{Random.Shared.Next(1_000_000, 9_999_999)}";
        using var first = Host.NewBrowser();
        await NewPersonAsync(first, "Ann");
        var id = (await first.PostAsync("/api/v1/organisations", new { profile = Profile(UniqueName(), number) })).Id();
        using var second = Host.NewBrowser();
        await NewPersonAsync(second, "Bo");
        var other = Profile(UniqueName("Otherwise Called"), $"No. {number}");
        var match = Assert.Single((await second.PostAsync("/api/v1/organisations/likely", other)).Items());
        Assert.Equal((id, true), (match.Id(), match.GetProperty("isCertain").GetBoolean()));
        await second.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "/api/v1/organisations", new { profile = other, others = new[] { id } });
        await second.PostAsync("/api/v1/organisations", new { profile = Profile(UniqueName("Otherwise Called"), $"{number}1") });
    }

    [SkippableFact]
    public async Task Edit_KeepsWhatWas_AndANewTelephoneNumberIsNotBelievedAtOnce()
    {
        var (lead, id) = await RegisteredAsync(UniqueName());
        var browser = await Host.SignInAsync(lead);
        var shown = await browser.GetAsync($"/api/v1/organisations/{id}");
        Assert.InRange(browser.LastCommands, 1, 8);
        var edited = await (await browser.OpenAsync($"/partners/{id}/edit/contact")).Fill("Phone", "+855 99 999 999").SubmitAsync();
        Assert.Equal($"/partners/{id}", edited.Path);
        await browser.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"/api/v1/organisations/{id}", new { version = shown.Version(), profile = shown.GetProperty("profile") });
        await Host.SettleAsync();
        Assert.Contains(Host.MailTo(Scenario.Staff.Manager.Email), mail => mail.Subject.StartsWith("The telephone number of", StringComparison.Ordinal));
        var kept = await Host.InDatabaseAsync(db => db.OrganisationVersions.Where(version => version.OrganisationId == id).SingleAsync());
        Assert.Contains("+855 23 000 001", kept.Json, StringComparison.Ordinal);

        var account = await browser.PostAsync($"/api/v1/organisations/{id}/bank-accounts", new { bankName = "Bank", accountName = "Name", accountNumber = "12345678", swift = "ABCDKHPP", currency = "USD" });
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Contains("Call +855 23 000 001", (await manager.OpenAsync($"/bank-accounts/{account.Id()}/verify")).Text, StringComparison.Ordinal);
        await Host.AdvanceDaysAsync(31);
        browser = await Host.SignInAsync(lead);
        account = await browser.PostAsync($"/api/v1/organisations/{id}/bank-accounts", new { bankName = "Bank", accountName = "Name", accountNumber = "12345679", swift = "ABCDKHPP", currency = "USD" });
        manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Contains("Call +855 99 999 999", (await manager.OpenAsync($"/bank-accounts/{account.Id()}/verify")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Policy_IsHeldWithItsDocument_AndRemindedOfUntilItIsRenewed()
    {
        var (lead, id) = await RegisteredAsync(UniqueName());
        var browser = await Host.SignInAsync(lead);
        var expiresOn = DateOnly.FromDateTime(Host.Now).AddDays(40);
        var page = await (await browser.OpenAsync($"/partners/{id}/policies/Pseah"))
            .Fill("Holds", "yes").Fill("ExpiresOn.Day", $"{expiresOn.Day}").Fill("ExpiresOn.Month", $"{expiresOn.Month}").Fill("ExpiresOn.Year", $"{expiresOn.Year}")
            .Attach("PseahFile", "policy.pdf", "%PDF-1.7 a policy\n%%EOF"u8.ToArray()).SubmitAsync();
        Assert.Equal($"/partners/{id}", page.Path);
        var policy = await browser.GetAsync($"/api/v1/organisations/{id}/policies/Pseah");
        Assert.True(policy.GetProperty("holds").GetBoolean());
        Assert.Equal("policy.pdf", Assert.Single(policy.GetProperty("documents").Items()).Text("name"));
        // A file that is not taken is told at its place; the rest is saved.
        page = await (await browser.OpenAsync($"/partners/{id}/policies/Pseah")).Fill("ExpiresOn.Year", $"{expiresOn.Year + 1}")
            .Attach("PseahFile", "macros.docm", "PK"u8.ToArray()).SubmitAsync();
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.StartsWith("macros.docm: Files must be PDF", Assert.Single(page.Errors), StringComparison.Ordinal);
        Assert.Equal($"{expiresOn.Year + 1}", page.Document.QuerySelector("[name='ExpiresOn.Year']")!.GetAttribute("value"));
        Assert.Equal($"{expiresOn.Year + 1:0000}-{expiresOn.Month:00}-{expiresOn.Day:00}", (await browser.GetAsync($"/api/v1/organisations/{id}/policies/Pseah")).Text("expiresOn"));
        await page.Fill("ExpiresOn.Year", $"{expiresOn.Year}").SubmitAsync();
        Assert.DoesNotContain((await browser.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "PolicyToRenew");

        await Host.AdvanceDaysAsync(15);
        browser = await Host.SignInAsync(lead);
        Assert.Contains((await browser.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "PolicyToRenew" && task.Id("subjectId") == id);
        Assert.Equal(1, Reminders());
        await Host.AdvanceDaysAsync(20);
        Assert.Equal(2, Reminders());
        await Host.AdvanceDaysAsync(10);
        Assert.Equal(3, Reminders());
        browser = await Host.SignInAsync(lead);
        Assert.Contains("Expired", (await browser.OpenAsync($"/partners/{id}")).Text, StringComparison.Ordinal);
        policy = await browser.GetAsync($"/api/v1/organisations/{id}/policies/Pseah");
        await browser.PutAsync($"/api/v1/organisations/{id}/policies/Pseah", new { version = policy.Version(), holds = true, expiresOn = DateOnly.FromDateTime(Host.Now).AddYears(1) });
        Assert.DoesNotContain((await browser.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "PolicyToRenew");

        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/organisations/{id}/policies/Pseah");
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, $"/api/v1/organisations/{id}/policies/Pseah", new { version = 1, holds = false });

        int Reminders() => Host.MailTo(lead.Email).Count(mail => mail.Subject.StartsWith("A policy of", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Candidates_AreFoundByIndex()
    {
        var query = await Host.InDatabaseAsync(db => Task.FromResult(NameMatch.Candidates(db, ["_ha", "har", "arb"]).ToQueryString()));
        Assert.Contains("OrganisationKeys", query, StringComparison.Ordinal);
        if (Host is not SqliteHost) return;
        var plan = await Host.InDatabaseAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = """EXPLAIN QUERY PLAN SELECT "OrganisationId", sum("Weight") FROM "OrganisationKeys" WHERE "Key" IN (SELECT value FROM json_each('["_ha","har"]')) GROUP BY "OrganisationId" """;
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync()) lines.Add(reader.GetString(3));
            return lines;
        });
        Assert.Contains(plan, line => line.Contains("SEARCH OrganisationKeys USING COVERING INDEX", StringComparison.Ordinal));
    }

    private static string UniqueName(string first = "Illustrative Harbour") =>
        $"{first} {string.Concat(Guid.NewGuid().ToString("n").Take(12).Select(c => char.IsDigit(c) ? (char)('g' + (c - '0')) : c))} {string.Concat(Guid.NewGuid().ToString("n").Take(12).Select(c => char.IsDigit(c) ? (char)('g' + (c - '0')) : c))}";

    private static object Profile(string name, string? number = null) => new
    {
        legalName = name,
        country = "KH",
        registry = number is null ? "none" : "KH-NNGO",
        registrationNumber = number,
        kind = "NationalNgo",
        yearFounded = "2009",
        address = "Illustrative Street 1, Phnom Penh",
        phone = "+855 23 000 001",
        focus = new[] { "Justice" },
        income = "To250Thousand",
    };

    private async Task<(TestPerson Lead, Guid Id)> RegisteredAsync(string name)
    {
        var browser = Host.NewBrowser();
        var lead = await NewPersonAsync(browser, "Lead");
        return (lead, (await browser.PostAsync("/api/v1/organisations", new { profile = Profile(name) })).Id());
    }

    private async Task<TestPerson> NewPersonAsync(Browser browser, string name)
    {
        var email = $"{name.ToLowerInvariant()}-{Guid.NewGuid():n}@people.example";
        await browser.PostAsync("/api/v1/sign-in", new { email });
        await Host.SettleAsync();
        await browser.PostAsync("/api/v1/sign-in/code", new { email, code = Browser.CodeIn(Host.MailTo(email)[^1].Text!) });
        await browser.PostAsync("/api/v1/register", new { name, timeZone = "Asia/Phnom_Penh" });
        return new TestPerson((await browser.GetAsync("/api/v1/me")).Id(), name, email);
    }

    private Task<List<string>> NotesAsync(Guid id) =>
        Host.InDatabaseAsync(db => db.AuditEntries.Where(entry => entry.SubjectId == id).OrderBy(entry => entry.Sequence).Select(entry => entry.What).ToListAsync());

    public sealed class OnSqlite(SqliteHost host) : RegistrationTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : RegistrationTests(host), IClassFixture<PostgresHost>;
}
