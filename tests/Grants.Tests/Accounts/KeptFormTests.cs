using System.Net;
using Grants.Accounts;
using Grants.Partners;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Accounts;

/// <summary>What is typed while a session or a right ends: nothing of it is lost, and nobody else sees it.</summary>
public abstract class KeptFormTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_OfAnyForm_AfterTheSessionEnded_ShowsWhatWasTyped_ToItsWriterAlone(bool signedInAgainMeanwhile)
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Programme.PersonAsync(Host, "Grant manager", new RoleGrant(Role.GrantManager));
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(manager);
        var page = (await browser.OpenAsync($"/applications/{application.Id}/screening")).Fill("Eligible", "no").Fill("Reasons", "The registration has expired.").Fill("NoConflict", "yes");
        await EndSessionsAsync(manager);
        // In another tab.
        Assert.StartsWith("/sign-in", (await browser.OpenAsync("/tasks")).Path, StringComparison.Ordinal);
        if (signedInAgainMeanwhile) await browser.SignInAsync(manager);

        var kept = await page.SubmitAsync("Confirm the decision");
        if (!signedInAgainMeanwhile)
        {
            Assert.StartsWith("/sign-in?returnTo=", kept.Path, StringComparison.Ordinal);
            Assert.Contains("What you typed is kept for a day", kept.Text, StringComparison.Ordinal);
            var path = Uri.UnescapeDataString(kept.Path.Split("returnTo=")[1]);
            await browser.SignInAsync(Scenario.Staff.SecondManager);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(path)).Status);
            await browser.SignInAsync(manager);
            kept = await browser.OpenAsync(path);
        }

        Assert.Equal("What you typed", kept.Title);
        Assert.Equal(["Eligible: no", "Reasons: The registration has expired.", "No conflict: yes"],
            kept.Document.QuerySelectorAll("main dt").Select(name => $"{name.TextContent}: {name.NextElementSibling!.TextContent.Trim()}"));
        Assert.Equal($"/applications/{application.Id}/screening", kept.Document.QuerySelector("main a.govuk-button")!.GetAttribute("href"));
        Assert.Equal("Screening", (await browser.GetAsync(application.Path)).Stage());
        await Host.AdvanceDaysAsync(2);
        await browser.SignInAsync(manager);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(kept.Path)).Status);
    }

    [SkippableFact]
    public async Task Post_BeforeTheSecondFactor_IsKeptToo()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Programme.PersonAsync(Host, "Grant manager", new RoleGrant(Role.GrantManager));
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(manager);
        var page = (await browser.OpenAsync($"/applications/{application.Id}/screening")).Fill("Eligible", "no").Fill("Reasons", "The registration has expired.").Fill("NoConflict", "yes");
        await EndSessionsAsync(manager);
        await browser.SignInWithMailAsync(manager);
        var asked = await page.SubmitAsync("Confirm the decision");
        Assert.StartsWith("/sign-in/second-factor?returnTo=%2Fkept%2F", asked.Path, StringComparison.Ordinal);
        await browser.SignInAsync(manager);
        Assert.Contains("The registration has expired.", (await browser.OpenAsync(Uri.UnescapeDataString(asked.Path.Split("returnTo=")[1]))).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Post_ToAnotherAddressThanItsPages_LeadsBackToThePage()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(application.Organisation.Lead);
        await browser.OpenAsync("/tasks");
        await EndSessionsAsync(application.Organisation.Lead);
        using var posted = await browser.SendAsync(HttpMethod.Post, $"/applications/{application.Id}/comments", new FormUrlEncodedContent([KeyValuePair.Create("Text", "Thank you.")]),
            ("Referer", new Uri(Host.Address, $"/applications/{application.Id}/timeline?page=2").AbsoluteUri));
        await browser.SignInAsync(application.Organisation.Lead);
        var kept = await browser.OpenAsync(Uri.UnescapeDataString(posted.Headers.Location!.OriginalString.Split("returnTo=")[1]));
        Assert.Contains("Thank you.", kept.Text, StringComparison.Ordinal);
        Assert.Equal($"/applications/{application.Id}/timeline?page=2", kept.Document.QuerySelector("main a.govuk-button")!.GetAttribute("href"));

        // Of a page elsewhere, of somebody who never signed in, and of a form with nothing in it, nothing is kept.
        await EndSessionsAsync(application.Organisation.Lead);
        var before = await Host.InDatabaseAsync(db => db.KeptForms.CountAsync());
        using var empty = await browser.SendAsync(HttpMethod.Post, $"/applications/{application.Id}/comments", new FormUrlEncodedContent([KeyValuePair.Create("Text", " ")]));
        using var stranger = Host.NewBrowser();
        using var strangers = await stranger.SendAsync(HttpMethod.Post, $"/applications/{application.Id}/comments", new FormUrlEncodedContent([KeyValuePair.Create("Text", "Thank you.")]));
        Assert.All([empty, strangers], response => Assert.StartsWith("/sign-in", response.Headers.Location!.OriginalString, StringComparison.Ordinal));
        Assert.Equal(before, await Host.InDatabaseAsync(db => db.KeptForms.CountAsync()));
    }

    [SkippableFact]
    public async Task Post_WithoutEnd_KeepsTheNewest()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var lead = application.Organisation.Lead;
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(lead);
        await EndSessionsAsync(lead);
        for (var i = 0; i <= TypedKeeper.MostForms; i++)
        {
            Host.Clock.Advance(TimeSpan.FromSeconds(1));
            using var posted = await browser.SendAsync(HttpMethod.Post, $"/applications/{application.Id}/comments", new FormUrlEncodedContent([KeyValuePair.Create("Text", $"Comment {i}.")]));
            Assert.Contains("kept", posted.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        var kept = await Host.InDatabaseAsync(db => db.KeptForms.Where(form => form.PersonId == lead.Id).OrderBy(form => form.At).ToListAsync());
        Assert.Equal(Enumerable.Range(1, TypedKeeper.MostForms).Select(i => $"Comment {i}."), kept.Select(form => form.Form["Text"].ToString()));
    }

    [SkippableTheory]
    [InlineData(false, 100)]
    [InlineData(true, 100)]
    [InlineData(false, 31_000_000)]
    public async Task Post_WithFiles_AfterTheSessionEnded_KeepsTheTextInItsFields(bool signedInAgainMeanwhile, int fileBytes)
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "clarifications",
            new { codes = new[] { "approach", "certificate" }, text = "Where? And the certificate?", dueOn = DateOnly.FromDateTime(Host.Now.AddDays(6)), noConflict = true });
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(application.Organisation.Lead);
        var page = (await browser.OpenAsync($"/applications/{application.Id}/clarification")).Fill("approach", "Legal aid in Kampot.").Fill("Reply", "Here it is.")
            .Attach("certificateFile", "certificate.pdf", SampleFiles.PdfOf(fileBytes));
        await EndSessionsAsync(application.Organisation.Lead);
        if (signedInAgainMeanwhile) await browser.SignInAsync(application.Organisation.Lead);

        var kept = await page.SubmitAsync("Save and come back later");
        if (!signedInAgainMeanwhile)
        {
            Assert.StartsWith("/sign-in?returnTo=", kept.Path, StringComparison.Ordinal);
            await browser.SignInAsync(application.Organisation.Lead);
            kept = await browser.OpenAsync(Uri.UnescapeDataString(kept.Path.Split("returnTo=")[1]));
        }

        Assert.Contains("If you had chosen a file, choose it again.", kept.Text, StringComparison.Ordinal);
        Assert.Equal(("Legal aid in Kampot.", "Here it is."), (kept.Document.QuerySelector("[name=approach]")!.TextContent, kept.Document.QuerySelector("[name=Reply]")!.TextContent));
        Assert.DoesNotContain("certificate.pdf", kept.Text, StringComparison.Ordinal);
        Assert.Empty((await kept.SubmitAsync("Save and come back later")).Errors);
        Assert.Equal("Legal aid in Kampot.", (await browser.GetAsync(application.Path)).GetProperty("answers").Text("approach"));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_OfWhoeverMayNotBeHereAnyMore_ShowsWhatWasTyped(bool isElsewhere)
    {
        var application = await Scenario.StartedApplicationAsync();
        var (organisation, writer) = (application.Organisation, application.Organisation.Contributor);
        var other = await Scenario.OrganisationAsync();
        if (isElsewhere)
            await Host.InDatabaseAsync(db =>
            {
                db.Add(new Membership(other.Id, writer.Id, MembershipKind.Contributor));
                return db.SaveChangesAsync();
            });
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(writer);
        var page = (await browser.OpenAsync($"/applications/{application.Id}/edit/answers")).Fill("approach", "Legal aid in Kampot.");
        await Host.InDatabaseAsync(db => db.Memberships.Where(membership => membership.PersonId == writer.Id && membership.OrganisationId == organisation.Id).ExecuteDeleteAsync());

        var refused = await page.SubmitAsync();
        Assert.Equal(isElsewhere ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, refused.Status);
        Assert.Equal("Approach: Legal aid in Kampot.", Assert.Single(refused.Document.QuerySelectorAll("main dt").Select(name => $"{name.TextContent}: {name.NextElementSibling!.TextContent.Trim()}")), ignoreCase: true);
        Assert.Contains("what you typed is below, and it has not been saved", refused.Text, StringComparison.Ordinal);

        // Another site's page is told nothing of what it sends.
        using var planted = await browser.SendAsync(HttpMethod.Post, "/register/you", new FormUrlEncodedContent([KeyValuePair.Create("Name", "Call this number.")]));
        Assert.Equal(HttpStatusCode.BadRequest, planted.StatusCode);
        Assert.DoesNotContain("Call this number.", await planted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task EndSessionsAsync(TestPerson person) => Host.InDatabaseAsync(db =>
        db.Sessions.Where(session => session.PersonId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(session => session.ExpiresAt, Host.Now)));

    public sealed class OnSqlite(SqliteHost host) : KeptFormTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : KeptFormTests(host), IClassFixture<PostgresHost>;
}
