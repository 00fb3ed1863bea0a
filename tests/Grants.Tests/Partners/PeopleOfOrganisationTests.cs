using System.Net;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Partners;

public abstract class PeopleOfOrganisationTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Invitation_ToANewAddress_LeadsThroughTheCodeToThePlace()
    {
        var organisation = await Scenario.OrganisationAsync();
        var email = $"new-{Guid.NewGuid():n}@people.example";
        var lead = await Host.SignInAsync(organisation.Lead);
        var people = await (await lead.OpenAsync($"/partners/{organisation.Id}/people/invite")).Fill("Email", email).SubmitAsync();
        Assert.Equal("People", people.Title);
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.Contains(email, people.Text, StringComparison.Ordinal);
        await Host.SettleAsync();
        var mail = Assert.Single(Host.MailTo(email));
        var path = Assert.Single(mail.Text!.Split('\n'), line => line.Contains("/invitations/", StringComparison.Ordinal));
        path = new Uri(path).PathAndQuery;

        // The link alone opens nothing; the code goes to the address that was invited.
        using var browser = Host.NewBrowser();
        var signIn = await browser.OpenAsync(path);
        Assert.StartsWith("/sign-in?returnTo=", signIn.Path, StringComparison.Ordinal);
        Assert.Contains("Enter the address to which the invitation came.", signIn.Text, StringComparison.Ordinal);
        Assert.False(signIn.Has("main a[href='/register']"));
        var code = await signIn.Fill("Email", email).SubmitAsync();
        await Host.SettleAsync();
        Assert.StartsWith("Your code", Host.MailTo(email)[^1].Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("register", Host.MailTo(email)[^1].Text, StringComparison.Ordinal);
        Assert.Contains($"is on its way to {email}.", code.Text, StringComparison.Ordinal);
        var you = await code.Fill("Code", Browser.CodeIn(Host.MailTo(email)[^1].Text!)).SubmitAsync();
        var invited = await you.Fill("Name", "Dara").Fill("TimeZone", "Asia/Phnom_Penh").SubmitAsync();
        Assert.Equal("You are invited", invited.Title);
        Assert.Contains(organisation.Name, invited.Text, StringComparison.Ordinal);
        var arrived = await invited.SubmitAsync("Accept");
        Assert.Equal("/applications", arrived.Path);
        Assert.Contains("You belong to the organisation now.", arrived.Text, StringComparison.Ordinal);
        Assert.Equal("Contributor", Assert.Single((await browser.GetAsync("/api/v1/me")).GetProperty("memberships").Items()).Text("kind"));
        Assert.Equal(["InvitePerson", "AcceptInvitation"], await NotesAsync(organisation.Id));
        await Host.SettleAsync();
        Assert.Contains(Host.MailTo(organisation.Lead.Email), each => each.Subject.StartsWith("Dara has joined", StringComparison.Ordinal));

        // Used once; and to nobody else is there such an invitation.
        await browser.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1{path}/accept", new { version = (await browser.GetAsync($"/api/v1{path}")).Version() });
        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1{path}");
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/api/v1{path}/accept", new { version = 1 });
    }

    [SkippableFact]
    public async Task Invitation_ExpiresAndIsSentAgain_AndCanBeWithdrawn()
    {
        var organisation = await Scenario.OrganisationAsync();
        var person = await Programme.PersonAsync(Host, "Eka");
        var lead = await Host.SignInAsync(organisation.Lead);
        await (await Host.SignInAsync(organisation.Contributor)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/organisations/{organisation.Id}/invitations", new { email = person.Email });
        var invitation = await lead.PostAsync($"/api/v1/organisations/{organisation.Id}/invitations", new { email = person.Email });
        await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/organisations/{organisation.Id}/invitations", new { email = person.Email });

        await Host.AdvanceDaysAsync(14);
        var invited = await Host.SignInAsync(person);
        Assert.Equal("Expired", (await invited.GetAsync($"/api/v1/invitations/{invitation.Id()}")).Text("state"));
        await invited.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/invitations/{invitation.Id()}/accept", new { version = invitation.Version() });

        lead = await Host.SignInAsync(organisation.Lead);
        var people = await (await lead.OpenAsync($"/partners/{organisation.Id}/people")).SubmitAsync($"Send again to {person.Email}");
        Assert.Contains("Open until", people.Text, StringComparison.Ordinal);
        await Host.SettleAsync();
        Assert.Equal(2, Host.MailTo(person.Email).Count(mail => mail.Subject.StartsWith("You are invited", StringComparison.Ordinal)));
        people = await people.SubmitAsync($"Withdraw the invitation of {person.Email}");
        Assert.DoesNotContain(person.Email, people.Text, StringComparison.Ordinal);
        await invited.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/invitations/{invitation.Id()}/accept", new { version = (await invited.GetAsync($"/api/v1/invitations/{invitation.Id()}")).Version() });
        Assert.Empty((await invited.GetAsync("/api/v1/me")).GetProperty("memberships").Items());
    }

    [SkippableFact]
    public async Task Invitation_OfWhoBelongsElsewhere_SaysSo_OnBothSides()
    {
        var (organisation, elsewhere) = (await Scenario.OrganisationAsync(), await Scenario.OrganisationAsync());
        var lead = await Host.SignInAsync(organisation.Lead);
        var invitation = await lead.PostAsync($"/api/v1/organisations/{organisation.Id}/invitations", new { email = elsewhere.Lead.Email });
        var invited = await Host.SignInAsync(elsewhere.Lead);
        var page = await invited.OpenAsync($"/invitations/{invitation.Id()}");
        Assert.Contains($"You belong to {elsewhere.Name} already.", page.Text, StringComparison.Ordinal);
        Assert.Equal([elsewhere.Name], (await invited.GetAsync($"/api/v1/invitations/{invitation.Id()}")).GetProperty("others").Items().Select(name => name.GetString()));
        await page.SubmitAsync("Accept");
        await Host.SettleAsync();
        Assert.Contains(Host.MailTo(organisation.Lead.Email), mail => mail.Text!.Contains($"They also belong to {elsewhere.Name}", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Invitation_CanBeDeclined_AndTheLeadIsTold()
    {
        var organisation = await Scenario.OrganisationAsync();
        var person = await Programme.PersonAsync(Host, "Gil");
        var lead = await Host.SignInAsync(organisation.Lead);
        var invitation = await lead.PostAsync($"/api/v1/organisations/{organisation.Id}/invitations", new { email = person.Email });
        await lead.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/api/v1/invitations/{invitation.Id()}/decline", new { version = invitation.Version() });
        var invited = await Host.SignInAsync(person);
        var declined = await (await invited.OpenAsync($"/invitations/{invitation.Id()}")).SubmitAsync("Decline the invitation");
        Assert.Contains("The invitation is declined.", declined.Text, StringComparison.Ordinal);
        var version = (await invited.GetAsync($"/api/v1/invitations/{invitation.Id()}")).Version();
        foreach (var act in new[] { "accept", "decline" }) await invited.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/invitations/{invitation.Id()}/{act}", new { version });
        Assert.Empty((await invited.GetAsync("/api/v1/me")).GetProperty("memberships").Items());
        await Host.SettleAsync();
        Assert.Contains(Host.MailTo(organisation.Lead.Email), mail => mail.Text!.Contains($"Whoever reads {person.Email} does not want to join", StringComparison.Ordinal));
        Assert.Equal(["InvitePerson", "DeclineInvitation"], await NotesAsync(organisation.Id));
    }

    [SkippableFact]
    public async Task Lead_IsHandedOver_AndOnlyAContributorCanBeRemoved()
    {
        var organisation = await Scenario.OrganisationAsync();
        var lead = await Host.SignInAsync(organisation.Lead);
        var path = $"/api/v1/organisations/{organisation.Id}/people";
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Delete, $"{path}/{organisation.Lead.Id}?version={(await lead.GetAsync(path)).Version()}");
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{path}/{organisation.Contributor.Id}/lead", new { version = 0 });
        var people = await (await lead.OpenAsync($"/partners/{organisation.Id}/people")).SubmitAsync($"Hand over the lead to {organisation.Contributor.Name}");
        Assert.Contains("The lead is handed over", people.Text, StringComparison.Ordinal);
        await lead.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{path}/{organisation.Lead.Id}/lead", new { version = 1 });

        // Who was the lead is a contributor, and is removed: at once there is nothing to see.
        var next = await Host.SignInAsync(organisation.Contributor);
        await (await next.OpenAsync($"/partners/{organisation.Id}/people")).SubmitAsync($"Remove {organisation.Lead.Name}");
        await lead.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, path);
        await Host.SettleAsync();
        Assert.Contains(Host.MailTo(organisation.Lead.Email), mail => mail.Subject.StartsWith("You no longer belong", StringComparison.Ordinal));
        Assert.Equal(["HandOverLead", "RemoveMember"], await NotesAsync(organisation.Id));
    }

    [SkippableFact]
    public async Task Lead_WhoHasLeft_IsReplacedByAnAdministrator()
    {
        var organisation = await Scenario.OrganisationAsync();
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var path = $"/api/v1/organisations/{organisation.Id}/people";
        var problem = await administrator.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{path}/{organisation.Contributor.Id}/lead", new { version = (await administrator.GetAsync(path)).Version() });
        Assert.Contains("Say how you know", problem.GetProperty("errors").Text("reason"), StringComparison.Ordinal);
        Assert.True((await administrator.OpenAsync($"/partners/{organisation.Id}/people")).Has($"a[href='/partners/{organisation.Id}/people/{organisation.Contributor.Id}/lead']"));
        var page = await (await administrator.OpenAsync($"/partners/{organisation.Id}/people/{organisation.Contributor.Id}/lead")).SubmitAsync("Hand over the lead");
        Assert.Contains("Say how you know", Assert.Single(page.Errors), StringComparison.Ordinal);
        page = await page.Fill("Reason", "The director said so on the known number, 3 March.").SubmitAsync("Hand over the lead");
        Assert.Equal($"/partners/{organisation.Id}/people", page.Path);
        Assert.Contains("Made lead by an administrator: The director said so", page.Text, StringComparison.Ordinal);
        var members = (await administrator.GetAsync(path)).GetProperty("members").Items();
        Assert.Equal([(organisation.Contributor.Id, true), (organisation.Lead.Id, false)], members.Select(member => (member.Id("personId"), member.GetProperty("isLead").GetBoolean())));
        await Host.SettleAsync();
        // Everybody is told who did it; who leads now is spoken to.
        var told = Assert.Single(Host.MailTo(organisation.Lead.Email), mail => mail.Subject.Contains("the lead of", StringComparison.Ordinal));
        Assert.Contains($"{Scenario.Staff.Administrator.Name} has made {organisation.Contributor.Name} the lead", told.Text, StringComparison.Ordinal);
        var next = Assert.Single(Host.MailTo(organisation.Contributor.Email), mail => mail.Subject.Contains("the lead of", StringComparison.Ordinal));
        Assert.Contains($"{Scenario.Staff.Administrator.Name} has made you the lead", next.Text, StringComparison.Ordinal);
        // A contributor leaves by themself.
        var leaving = await Host.SignInAsync(organisation.Lead);
        var left = await (await leaving.OpenAsync($"/partners/{organisation.Id}/people")).SubmitAsync("Leave the organisation");
        Assert.Equal("/tasks", left.Path);
        Assert.Empty((await leaving.GetAsync("/api/v1/me")).GetProperty("memberships").Items());
    }

    [SkippableFact]
    public async Task AnotherOrganisationsPeople_FindNothingAnywhere()
    {
        var organisation = await Scenario.OrganisationAsync();
        var lead = await Host.SignInAsync(organisation.Lead);
        var invitation = await lead.PostAsync($"/api/v1/organisations/{organisation.Id}/invitations", new { email = $"x-{Guid.NewGuid():n}@people.example" });
        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        var (pages, api) = ($"/partners/{organisation.Id}", $"/api/v1/organisations/{organisation.Id}");
        foreach (var page in new[] { "", "/edit/name", "/people", "/people/invite", "/policies/Fraud", "/records", "/deletion", "/bank-account" })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.OpenAsync(pages + page)).Status);
        foreach (var read in new[] { "", "/people", "/policies/Fraud", "/records", "/deletion" }) await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, api + read);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, api, new { version = 1, profile = new { } });
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, $"{api}/policies/Fraud", new { version = 1, holds = true });
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{api}/invitations", new { email = "a@b.example" });
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{api}/export", new { });
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{api}/deletion", new { });
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{api}/deletion/withdraw", new { version = 1 });
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{api}/people/{organisation.Contributor.Id}/lead", new { version = 1 });
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"{api}/people/{organisation.Contributor.Id}?version=1");
        foreach (var act in new[] { "resend", "withdraw" }) await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/api/v1/invitations/{invitation.Id()}/{act}", new { version = 1 });
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, "/api/v1/documents", new { purpose = "Policy", subjectId = organisation.Id, slot = "Fraud", name = "a.pdf", length = 10 });
    }

    [SkippableFact]
    public async Task Profile_CourtesiesCanBeDeclined_ObligationsCannot()
    {
        var organisation = await Scenario.OrganisationAsync();
        var lead = await Host.SignInAsync(organisation.Lead);
        var profile = await lead.GetAsync("/api/v1/me/profile");
        Assert.Contains("Team", profile.GetProperty("wanted").Items().Select(kind => kind.GetString()));
        var saved = await (await lead.OpenAsync("/profile")).Fill("Name", "Lead Otherwise").Fill("TimeZone", "Asia/Manila").SubmitAsync();
        Assert.Contains("Your profile is saved", saved.Text, StringComparison.Ordinal);
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, "/api/v1/me/profile", new { version = profile.Version(), name = "X", timeZone = "UTC", wanted = Array.Empty<string>() });
        await lead.PutAsync("/api/v1/me/profile", new { version = (await lead.GetAsync("/api/v1/me/profile")).Version(), name = "Lead Otherwise", timeZone = "Asia/Manila", wanted = new[] { "Payments" } });

        // The language: one of those that there are, or the browser's.
        var languages = profile.GetProperty("languages").EnumerateArray().Select(name => name.GetString()).ToList();
        Assert.Contains("en", languages);
        await (await lead.OpenAsync("/profile")).Fill("Language", "en").SubmitAsync();
        profile = await lead.GetAsync("/api/v1/me/profile");
        Assert.Equal("en", profile.Text("language"));
        var unknown = await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/v1/me/profile", new { version = profile.Version(), name = "Lead Otherwise", timeZone = "Asia/Manila", wanted = new[] { "Payments" }, language = "tlh" });
        Assert.Equal("Choose one of the languages", unknown.GetProperty("errors").Text("language"));
        profile = await lead.PutAsync("/api/v1/me/profile", new { version = profile.Version(), name = "Lead Otherwise", timeZone = "Asia/Manila", wanted = new[] { "Payments" } });
        Assert.Null(profile.Text("language"));

        // Somebody joins: a courtesy. The lead is handed over: an obligation.
        var person = await Programme.PersonAsync(Host, "Fay");
        var invitation = await lead.PostAsync($"/api/v1/organisations/{organisation.Id}/invitations", new { email = person.Email });
        await (await Host.SignInAsync(person)).PostAsync($"/api/v1/invitations/{invitation.Id()}/accept", new { version = invitation.Version() });
        var people = await lead.GetAsync($"/api/v1/organisations/{organisation.Id}/people");
        await lead.PostAsync($"/api/v1/organisations/{organisation.Id}/people/{person.Id}/lead", new { version = people.Version() });
        await Host.SettleAsync();
        Assert.DoesNotContain(Host.MailTo(organisation.Lead.Email), mail => mail.Subject.Contains("has joined", StringComparison.Ordinal));
        Assert.Contains(Host.MailTo(organisation.Lead.Email), mail => mail.Subject.Contains("is now the lead", StringComparison.Ordinal));
    }

    private Task<List<string>> NotesAsync(Guid id) =>
        Host.InDatabaseAsync(db => db.AuditEntries.Where(entry => entry.SubjectId == id).OrderBy(entry => entry.Sequence).Select(entry => entry.What).ToListAsync());

    public sealed class OnSqlite(SqliteHost host) : PeopleOfOrganisationTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : PeopleOfOrganisationTests(host), IClassFixture<PostgresHost>;
}
