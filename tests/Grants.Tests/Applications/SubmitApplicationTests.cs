using System.Net;
using System.Security.Cryptography;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Applications;

/// <summary>Applying: start, write, submit, receipt, withdraw.</summary>
public abstract class SubmitApplicationTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Post_Start_FromThePortal_AndAgain_IsOneApplication()
    {
        var (call, organisation) = (await Scenario.OpenCallAsync(), await Scenario.OrganisationAsync());
        var lead = await Host.SignInAsync(organisation.Lead);
        var draft = await (await lead.OpenAsync($"/calls/{call.Id}")).SubmitAsync("Start an application");
        Assert.StartsWith("/applications/", draft.Path, StringComparison.Ordinal);
        Assert.Contains("What is left to do", draft.Text, StringComparison.Ordinal);
        Assert.InRange(lead.LastCommands, 1, 8);
        var again = await (await Host.SignInAsync(organisation.Contributor)).PostAsync($"{call.Path}/applications", new { organisationId = organisation.Id });
        Assert.Equal($"/applications/{again.Id()}", draft.Path);
    }

    [SkippableFact]
    public async Task Post_Start_ForAnotherOrganisation_IsForbidden()
    {
        var (call, mine, other) = (await Scenario.OpenCallAsync(), await Scenario.OrganisationAsync(), await Scenario.OrganisationAsync());
        await (await Host.SignInAsync(mine.Lead)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{call.Path}/applications", new { organisationId = other.Id });
    }

    [SkippableFact]
    public async Task List_ByStaff_SaysThatADraftExistsAndNotWhatIsInIt()
    {
        var application = await Scenario.DraftApplicationAsync();
        var listed = Assert.Single((await Scenario.ReadAsync(Scenario.Staff.Auditor, $"/api/v1/applications?call={application.Call.Id}")).Items());
        Assert.Equal((application.Id, "", 0L), (listed.Id(), listed.Text("title"), listed.GetProperty("requestedMinor").GetInt64()));
        var own = Assert.Single((await Scenario.ReadAsync(application.Organisation.Contributor, "/api/v1/applications")).Items());
        Assert.Equal(Fixtures.Scenario.AmountMinor, own.GetProperty("requestedMinor").GetInt64());
    }

    [SkippableFact]
    public async Task Post_Start_BeforeTheCallOpens_IsRefusedAndSaysWhen()
    {
        var (call, organisation) = (await Scenario.PublishedCallAsync(), await Scenario.OrganisationAsync());
        var problem = await (await Host.SignInAsync(organisation.Lead)).RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{call.Path}/applications", new { organisationId = organisation.Id });
        Assert.Contains("The call opens at", problem.Text("detail"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Pages_FilledInOneAfterTheOther_ThenSubmitted_GiveAReceipt()
    {
        var application = await Scenario.StartedApplicationAsync();
        var path = $"/applications/{application.Id}";
        var lead = await Host.SignInAsync(application.Organisation.Lead);

        await SaveAsync("about", page => page.Fill("title", "ជំនួយផ្លូវច្បាប់").Fill("country", "KH"));
        await SaveAsync("eligibility", page => page.Fill("registered", "yes"));
        await SaveAsync("answers", page => page.Fill("approach", "ການຊ່ວຍເຫຼືອ\nทางกฎหมาย"));
        await SaveAsync("budget", page => page
            .Fill("budget[0].description", "Staff").Fill("budget[0].requested", "60,000")
            .Fill("budget[2].description", "Fees").Fill("budget[2].requested", "40,000.50"));
        var check = await lead.OpenAsync($"{path}/submit");
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.Contains("AUD 100,000.50", check.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Still to do", check.Text, StringComparison.Ordinal);

        var undeclared = await check.SubmitAsync("Submit the application");
        Assert.Equal(HttpStatusCode.BadRequest, undeclared.Status);
        var receipt = await undeclared.Fill("Declared", "yes").SubmitAsync("Submit the application");
        Assert.Equal($"{path}/receipt", receipt.Path);
        Assert.Contains($"{application.Call.Reference}-001", receipt.Text, StringComparison.Ordinal);

        var printable = receipt.Document.QuerySelectorAll("main a").Single(link => link.TextContent == "Receipt and application to print").GetAttribute("href")!;
        using var document = await lead.SendAsync(HttpMethod.Get, printable);
        var html = await document.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, document.StatusCode);
        Assert.Contains("Phnom Penh time, UTC&#x2B;7", html, StringComparison.Ordinal);
        Assert.Contains("which is", html, StringComparison.Ordinal);
        await Host.SettleAsync();
        var mail = Host.MailTo(application.Organisation.Lead.Email)[^1];
        Assert.Contains($"{application.Call.Reference}-001", mail.Subject, StringComparison.Ordinal);
        Assert.Contains($"{path}/receipt", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Host.MailTo(application.Organisation.Contributor.Email), other => other.Subject.Contains("received", StringComparison.Ordinal));

        async Task SaveAsync(string section, Func<Page, Page> fill)
        {
            var saved = await fill(await lead.OpenAsync($"{path}/edit/{section}")).SubmitAsync("Save and go on");
            Assert.Equal(path, saved.Path);
            Assert.Empty(saved.Errors);
        }
    }

    [SkippableFact]
    public async Task Post_TextOverItsLimit_IsRefused_AndNothingTypedIsLost()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var text = new string('x', 501);
        var page = await (await lead.OpenAsync($"/applications/{application.Id}/edit/answers")).Fill("approach", text).SubmitAsync("Save and go on");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("1 too many: the limit is 500", Assert.Single(page.Errors), StringComparison.Ordinal);
        Assert.Equal(text, page.Document.QuerySelector("textarea")!.TextContent);
    }

    [SkippableFact]
    public async Task Post_AfterDeadline_IsRefusedAndSaysByHowMuch_AlsoBeforeTheCallHasBeenClosed()
    {
        var application = await Scenario.DraftApplicationAsync();
        await Host.AdvanceToAsync(application.Call.DeadlineAt);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var version = (await lead.GetAsync(application.Path)).Version();
        Host.Clock.SetUtcNow(application.Call.DeadlineAt.AddSeconds(3));
        var problem = await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{application.Path}/submit", new { version });
        Assert.Equal("TooLate", problem.Text("code"));
        Assert.Contains("3 seconds ago", problem.Text("detail"), StringComparison.Ordinal);

        await Host.AdvanceToAsync(application.Call.DeadlineAt.AddHours(3));
        Assert.Equal("NotSubmitted", (await lead.GetAsync(application.Path)).Stage());
        problem = await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{application.Path}/submit", new { version });
        Assert.Contains("3 hours and 0 minutes ago", problem.Text("detail"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Post_AtTheDeadlineItself_IsAccepted()
    {
        var application = await Scenario.DraftApplicationAsync();
        await Host.AdvanceToAsync(application.Call.DeadlineAt);
        var submitted = await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        Assert.Equal(application.Call.DeadlineAt, submitted.Instant("submittedAt"));
        await Host.AdvanceToAsync(application.Call.DeadlineAt.AddMinutes(5));
        Assert.Equal("Screening", (await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Stage());
    }

    [SkippableFact]
    public async Task Post_Incomplete_IsRefusedAndNamesWhatIsMissing()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var problem = await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/submit", new { version = 1 });
        Assert.Equal(["approach", "budget", "country", "registered", "title"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [SkippableFact]
    public async Task Post_ByAContributor_IsForbidden_AndByAStranger_NotFound()
    {
        var application = await Scenario.DraftApplicationAsync();
        var version = (await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Version();
        await (await Host.SignInAsync(application.Organisation.Contributor)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/submit", new { version });
        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{application.Path}/submit", new { version });
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, application.Path);
        await (await Host.SignInAsync(Scenario.Staff.Manager)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, application.Path);
    }

    [SkippableFact]
    public async Task Post_OfManyAtOnce_GivesEachANumberOfItsOwn_WithoutAGap()
    {
        const int Many = 12;
        var call = await Scenario.OpenCallAsync();
        var drafts = new List<(Browser Lead, TestApplication Application, int Version)>();
        for (var i = 0; i < Many; i++)
        {
            var application = await Scenario.DraftApplicationAsync(call);
            var lead = await Host.SignInAsync(application.Organisation.Lead);
            drafts.Add((lead, application, (await lead.GetAsync(application.Path)).Version()));
        }

        var submitted = await Task.WhenAll(drafts.Select(draft => draft.Lead.PostAsync($"{draft.Application.Path}/submit", new { draft.Version })));
        Assert.Equal(Enumerable.Range(1, Many).Select(number => $"{call.Reference}-{number:D3}"), submitted.Select(answer => answer.Text("number")!).Order());
    }

    [SkippableFact]
    public async Task Post_Submission_TakesFewCommands()
    {
        var application = await Scenario.DraftApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var version = (await lead.GetAsync(application.Path)).Version();
        await lead.PostAsync($"{application.Path}/submit", new { version });

        // Eight read and number; the rest are the rows that are written and what the outbox does with the receipt and the doorbell.
        Assert.InRange(lead.LastCommands, 8, 26);
    }

    [SkippableFact]
    public async Task Put_AfterSubmission_IsRefused()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, application.Path, new { answers = new { title = "Another" } });
        Assert.Equal(HttpStatusCode.Conflict, (await lead.OpenAsync($"/applications/{application.Id}/edit/about")).Status);
    }

    [SkippableFact]
    public async Task Documents_AddedWithoutScript_StandOnTheReceiptWithTheirFingerprint()
    {
        var application = await Scenario.DraftApplicationAsync();
        var (lead, path) = (await Host.SignInAsync(application.Organisation.Lead), $"/applications/{application.Id}");
        byte[] pdf = [.. "%PDF-1.7\n"u8, .. new byte[3000], .. "\n%%EOF\n"u8];
        var saved = await (await lead.OpenAsync($"{path}/edit/documents")).Attach("certificateFile", "ທະບຽນ.pdf", pdf).SubmitAsync("Save and go on");
        Assert.Equal(path, saved.Path);
        Assert.Contains("ທະບຽນ.pdf", (await lead.OpenAsync($"{path}/edit/documents")).Text, StringComparison.Ordinal);

        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        await lead.OpenAsync($"{path}/receipt"); // The first time makes the documents.
        var receipt = await lead.OpenAsync($"{path}/receipt");
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(pdf)), receipt.Text, StringComparison.Ordinal);
        using var late = await lead.SendAsync(HttpMethod.Post, "/api/v1/documents", new { purpose = "Application", subjectId = application.Id, slot = "certificate", name = "late.pdf", length = 10 });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);

        var document = (await lead.GetAsync(application.Path)).GetProperty("documents").EnumerateArray().Single().Id();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(await Host.SignInAsync(Scenario.Staff.Manager)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(await Host.SignInAsync(Scenario.Staff.Endorser)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead)));

        async Task<HttpStatusCode> StatusAsync(Browser browser)
        {
            using var answer = await browser.SendAsync(HttpMethod.Get, $"/documents/{document}");
            return answer.StatusCode;
        }
    }

    [SkippableFact]
    public async Task Withdraw_EndsIt_AndTellsTheLeads()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var page = await (await lead.OpenAsync($"/applications/{application.Id}")).SubmitAsync("Withdraw the application");
        Assert.Contains("Withdrawn by you", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Withdraw the application", page.Buttons);
        await Host.SettleAsync();
        Assert.Contains("is withdrawn", Host.MailTo(application.Organisation.Lead.Email)[^1].Subject, StringComparison.Ordinal);
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
    }

    [SkippableFact]
    public async Task Put_BodiesThatCannotBeKept_AreRefusedFieldByField()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var problem = await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, application.Path, new
        {
            answers = new Dictionary<string, object> { ["title"] = "Fine", ["country"] = "XX", ["nothing-such"] = "x", ["registered"] = "perhaps", ["budget"] = "as much as possible", ["certificate"] = "attached" },
        });
        Assert.Equal(["budget", "certificate", "country", "nothing-such", "registered"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));

        // What can be kept is, with what to do about it.
        var saved = await lead.PutAsync(application.Path, new { answers = new Dictionary<string, object> { ["budget"] = new { rows = new object[] { new { description = "Staff", requested = -5 } } } } });
        Assert.Contains("Line 1: enter an amount", saved.GetProperty("findings").Text("budget"), StringComparison.Ordinal);
        Assert.Equal(["budget", "title"], (await lead.GetAsync(application.Path)).GetProperty("answers").EnumerateObject().Select(answer => answer.Name).Order());
    }

    public sealed class OnSqlite(SqliteHost host) : SubmitApplicationTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : SubmitApplicationTests(host), IClassFixture<PostgresHost>;
}
