using System.Net;
using System.Text.Json.Nodes;
using Grants.Applications;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Applications;

/// <summary>What screening asks of an organisation: clarifications that open named questions, and findings that can be replied to.</summary>
public abstract class ClarificationTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Ask_OpensJustTheNamedQuestion_AndTheAnswerComesBackToTheScreener()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screener", new { screenerId = Scenario.Staff.Manager.Id });
        var asked = await (await manager.OpenAsync($"/applications/{application.Id}/ask")).Fill("Codes", "approach").Fill("Text", "Which provinces?").Fill("NoConflict", "yes").SubmitAsync("Ask the organisation");
        Assert.Contains("The organisation is asked", asked.Text, StringComparison.Ordinal);
        await Host.SettleAsync();

        Assert.Contains("Please answer our questions", Host.MailTo(application.Organisation.Lead.Email)[^1].Subject, StringComparison.Ordinal);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var read = await lead.GetAsync(application.Path);
        Assert.Equal("ClarificationAsked", read.Stage());
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Path}/answers/registered", new { version = 1, value = "no" });

        var contributor = await Host.SignInAsync(application.Organisation.Contributor);
        var saved = await (await contributor.OpenAsync($"/applications/{application.Id}/clarification")).Fill("approach", "Legal aid in Kampot.").Fill("Reply", "We will also").SubmitAsync("Save and come back later");
        Assert.InRange(contributor.LastCommands, 1, 8);
        Assert.DoesNotContain("Send the answers", saved.Buttons);
        Assert.Equal("We will also", saved.Document.QuerySelector("[name=Reply]")!.TextContent.Trim());

        // The same answer from another window: both texts, and nothing is chosen before its writer has.
        var stale = (await contributor.OpenAsync($"/applications/{application.Id}/clarification")).Fill("base.approach", "1").Fill("approach", "Legal aid in Battambang.");
        var both = await stale.SubmitAsync("Save and come back later");
        Assert.Contains("choose which one is to be the answer", Assert.Single(both.Errors), StringComparison.Ordinal);
        Assert.Equal(("1", "2"), (Value(both, "base.approach"), Value(both, "met.approach")));
        both = await contributor.OpenAsync($"/applications/{application.Id}/clarification");
        Assert.Equal("Legal aid in Battambang.", both.Document.QuerySelector("[name=approach]")!.TextContent.Trim());
        both = await both.Fill("choose.approach", "theirs").SubmitAsync("Save and come back later");
        Assert.Equal("Legal aid in Kampot.", both.Document.QuerySelector("[name=approach]")!.TextContent.Trim());

        // A colleague's window from before: both texts, and nobody's is overwritten.
        var late = await (await lead.OpenAsync($"/applications/{application.Id}/clarification")).Fill("ReplySeen", "").Fill("Reply", "Sorry").SubmitAsync("Save and come back later");
        Assert.Contains("“We will also”", Assert.Single(late.Errors), StringComparison.Ordinal);
        Assert.Equal(("Sorry", "We will also"), (late.Document.QuerySelector("[name=Reply]")!.TextContent.Trim(), late.Document.QuerySelector("[name=ReplySeen]")!.GetAttribute("value")));

        // What is not sent yet is the organisation's own.
        Assert.DoesNotContain("We will also", (await manager.OpenAsync($"/applications/{application.Id}/screening")).Text, StringComparison.Ordinal);
        Assert.Equal("Legal aid in three provinces.", (await manager.GetAsync(application.Path)).GetProperty("answers").Text("approach"));
        Assert.Equal("Legal aid in Kampot.", (await lead.GetAsync(application.Path)).GetProperty("answers").Text("approach"));
        var page = await lead.OpenAsync($"/applications/{application.Id}/clarification");
        Assert.Contains("Which provinces?", page.Text, StringComparison.Ordinal);
        Assert.False(page.Has("[name=registered]"));
        var refused = await page.Fill("approach", "").SubmitAsync("Send the answers");
        Assert.Contains("Answer the question", Assert.Single(refused.Errors), StringComparison.Ordinal);
        refused = await refused.Fill("approach", "Legal aid in Kampot and Takeo: ask 012 345 678.").Fill("Reply", "Sorry, we forgot.").SubmitAsync("Send the answers");
        Assert.Contains("This may identify a person", Assert.Single(refused.Errors), StringComparison.Ordinal);
        await refused.Fill("approach", "Legal aid in Kampot and Takeo.").SubmitAsync("Send the answers");
        await Host.SettleAsync();

        Assert.Contains("are answered", Host.MailTo(Scenario.Staff.Manager.Email)[^1].Subject, StringComparison.Ordinal);
        var screening = await manager.OpenAsync($"/applications/{application.Id}/screening");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("Sorry, we forgot.", screening.Text, StringComparison.Ordinal);
        SaysBoth(screening);
        Assert.Contains(Host.MailTo(application.Organisation.Lead.Email), mail => mail.Subject.StartsWith("We have received your answers", StringComparison.Ordinal));
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = true, noConflict = true });
        await Host.SettleAsync();
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"screening-{application.Id}"));

        SaysBoth(await lead.OpenAsync($"/applications/{application.Id}"));
        Assert.InRange(lead.LastCommands, 1, 8);
        var review = await ReviewerAsync(application);
        SaysBoth(await review.Reviewer.OpenAsync($"/reviews/{review.Id}"));
        Assert.InRange(review.Reviewer.LastCommands, 1, 8);
    }

    private static string? Value(Page page, string name) => page.Document.QuerySelector($"[name='{name}']")?.GetAttribute("value");

    [SkippableFact]
    public async Task Answer_IsASubmissionOfItsOwn_OnTheFormThatWasSubmitted()
    {
        var application = await Scenario.JustSubmittedAsync(await Scenario.OpenCallAsync(days: 3));
        var certificate = await Scenario.ReadAsync(application.Organisation.Lead, $"{application.Path}/receipt");
        await AskNoLongerAsync(application.Call, "approach");
        await Host.SettleAsync();
        var told = Assert.Single(Host.MailTo(application.Organisation.Lead.Email), mail => mail.Subject.StartsWith("The form has changed", StringComparison.Ordinal));
        Assert.Contains("No longer asked: “What will you do?”", told.Text, StringComparison.Ordinal);
        Assert.Contains("stands as you submitted it", told.Text, StringComparison.Ordinal);
        Assert.Contains("can reopen the application until", told.Text, StringComparison.Ordinal);

        await Scenario.CloseAsync(application.Call);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var (version, dueOn) = ((await manager.GetAsync(application.Path)).Version(), DateOnly.FromDateTime(Host.Now.AddDays(6)));
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/clarifications", new { version, codes = new[] { "nothing" }, text = "?", dueOn, noConflict = true });
        await manager.PostAsync($"{application.Path}/clarifications", new { version, codes = new[] { "approach", "certificate" }, text = "Where? And the certificate?", dueOn, noConflict = true });
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        Assert.True((await lead.OpenAsync($"/applications/{application.Id}/clarification")).Has("[name=approach]"));
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "/api/v1/documents", new { purpose = "Application", subjectId = application.Id, slot = "budget", name = "a.pdf", length = 10 });
        await Scenario.UploadAsync(application.Organisation.Lead, "Application", application.Id, "certificate", "certificate.pdf", Documents.SampleFiles.PdfOf(100));
        await lead.PutAsync($"{application.Path}/answers/approach", new { version = 1, value = "Legal aid in Kampot." });
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "clarification", new { reply = "Here it is." });

        var receipt = await lead.GetAsync($"{application.Path}/receipt");
        Assert.InRange(lead.LastCommands, 1, 8);
        var changed = receipt.GetProperty("clarified");
        Assert.Equal(2, receipt.GetProperty("sequence").GetInt32());
        Assert.Equal(("Legal aid in three provinces.", "Legal aid in Kampot."), (changed.GetProperty("answers")[0].Text("before"), changed.GetProperty("answers")[0].Text("now")));
        Assert.Equal("certificate.pdf", Assert.Single(changed.GetProperty("added").EnumerateArray()).GetString());
        Assert.Contains("What the answers to our questions changed", (await lead.OpenAsync($"/applications/{application.Id}/receipt")).Text, StringComparison.Ordinal);
        using var printed = await lead.SendAsync(HttpMethod.Get, receipt.GetProperty("printable").Text("href")!);
        var words = await printed.Content.ReadAsStringAsync();
        Assert.Contains("Legal aid in three provinces.", words, StringComparison.Ordinal);
        Assert.Contains("Legal aid in Kampot.", words, StringComparison.Ordinal);
        // The one before is as it was.
        var first = await lead.GetAsync($"{application.Path}/receipt?submission=1");
        Assert.Equal((false, certificate.Text("contentSha256"), certificate.GetProperty("printable").ToString()), (first.GetProperty("stands").GetBoolean(), first.Text("contentSha256"), first.GetProperty("printable").ToString()));
        Assert.Equal(certificate.Instant("submittedAt"), (await lead.GetAsync(application.Path)).Instant("submittedAt"));
    }

    [SkippableFact]
    public async Task Ask_WithAFileThatIsRefused_KeepsEverythingThatWasTyped()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "clarifications", new { codes = new[] { "approach", "certificate" }, text = "Which provinces?", dueOn = DateOnly.FromDateTime(Host.Now.AddDays(6)), noConflict = true });
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var page = await lead.OpenAsync($"/applications/{application.Id}/clarification");
        page = await page.Fill("approach", "Legal aid in Kampot.").Fill("Reply", "Sorry.").Attach("certificateFile", "protected.pdf", SampleFiles.Pdf(trailer: "/Encrypt 5 0 R")).SubmitAsync("Send the answers");
        Assert.Contains("protected.pdf", Assert.Single(page.Errors), StringComparison.Ordinal);
        Assert.Equal(("Legal aid in Kampot.", "Sorry."), (page.Document.QuerySelector("[name=approach]")!.TextContent.Trim(), page.Document.QuerySelector("[name=Reply]")!.TextContent.Trim()));
        var read = await lead.GetAsync(application.Path);
        Assert.Equal(("ClarificationAsked", "Legal aid in Kampot."), (read.Stage(), read.GetProperty("answers").Text("approach")));
        await page.Attach("certificateFile", "certificate.pdf", SampleFiles.Pdf()).SubmitAsync("Send the answers");
        Assert.Equal("Screening", (await lead.GetAsync(application.Path)).Stage());
    }

    [SkippableFact]
    public async Task Ask_WithoutAnAnswer_IsRemindedAndGoesOnWithWhatIsSaved()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await AskAsync(application, days: 6);
        await Host.SettleAsync();
        var contributor = await Host.SignInAsync(application.Organisation.Contributor);
        await (await contributor.OpenAsync($"/applications/{application.Id}/clarification")).Fill("approach", "Saved, never sent.").Fill("Reply", "Ask our lawyer.").SubmitAsync("Save and come back later");

        await Host.AdvanceDaysAsync(8);
        string[] subjects = [.. Host.MailTo(application.Organisation.Lead.Email).Select(mail => mail.Subject)];
        Assert.Equal(2, subjects.Count(subject => subject.Contains("wait for your answer", StringComparison.Ordinal)));
        Assert.Contains("We go on", subjects[^1], StringComparison.Ordinal);
        var read = await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path);
        Assert.Equal(("Screening", "Saved, never sent."), (read.Stage(), read.GetProperty("answers").Text("approach")));
        Assert.Contains(Host.MailTo(Scenario.Staff.Manager.Email), mail => mail.Subject == $"No answer came in time: {read.Text("number")}");
        var screening = await (await Host.SignInAsync(Scenario.Staff.Manager)).OpenAsync($"/applications/{application.Id}/screening");
        foreach (var said in new[] { "No answer in time", "This was saved, and not sent:", "Ask our lawyer." }) Assert.Contains(said, screening.Text, StringComparison.Ordinal);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{application.Path}/clarification", new { version = read.Version(), reply = "Too late." });
        Assert.Equal("Saved, never sent.", (await lead.GetAsync($"{application.Path}/receipt?submission=2")).GetProperty("clarified").GetProperty("answers")[0].Text("now"));
        Assert.Equal("Running", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
    }

    [SkippableFact]
    public async Task Ask_OpensWhatIsAskedOnlyAfterTheQuestion_WithIt()
    {
        var form = new
        {
            sections = new object[]
            {
                new
                {
                    code = "all",
                    title = "Everything",
                    questions = new object[]
                    {
                        new { code = "title", kind = "ShortText", text = "What is the project called?" },
                        new { code = "country", kind = "Country", text = "Where is it carried out?" },
                        new { code = "approach", kind = "LongText", text = "What will you do?" },
                        new { code = "shared", kind = "YesNo", text = "Do others carry out a part?" },
                        new { code = "partners", kind = "ShortText", text = "Which?", askIf = new { question = "shared", @is = new[] { "yes" } } },
                        new { code = "budget", kind = "Budget", text = "What does it cost?" },
                    },
                },
            },
        };
        var application = await Scenario.StartedApplicationAsync(await Scenario.OpenCallAsync(other: new { form }));
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await lead.PutAsync(application.Path, new
        {
            answers = new
            {
                title = "Legal aid", country = "KH", approach = "Advice.", shared = "no", partners = "An old draft.",
                budget = Fixtures.Scenario.Budget(("Lawyers", Fixtures.Scenario.AmountMinor)),
            },
        });
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        await Scenario.CloseAsync(application.Call);
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "clarifications", new { codes = new[] { "shared" }, text = "Alone?", dueOn = DateOnly.FromDateTime(Host.Now.AddDays(6)), noConflict = true });

        lead = await Host.SignInAsync(application.Organisation.Lead);
        var page = await lead.OpenAsync($"/applications/{application.Id}/clarification");
        Assert.True(page.Has("[data-ask-if=shared] [name=partners]"));
        await page.Fill("shared", "yes").Fill("partners", "Two partners.").SubmitAsync("Send the answers");
        var changed = (await lead.GetAsync($"{application.Path}/receipt")).GetProperty("clarified").GetProperty("answers").Items();
        Assert.Equal(["shared", "partners"], changed.Select(answer => answer.Text("code")));
    }

    [SkippableFact]
    public async Task Answer_WithSomethingToPutRight_IsMarkedWhereItStands_WhetherItIsSavedOrSent()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "clarifications", new { codes = new[] { "budget" }, text = "What for?", dueOn = DateOnly.FromDateTime(Host.Now.AddDays(6)), noConflict = true });
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var page = (await lead.OpenAsync($"/applications/{application.Id}/clarification")).Fill("budget[0].requested", "abc").Fill("budget[0].description", "");

        var saved = await page.SubmitAsync("Save and come back later");
        Assert.Equal(HttpStatusCode.BadRequest, saved.Status);
        Assert.Equal(["budget[0].requested"], saved.Document.QuerySelectorAll("[aria-invalid=true]").Select(field => field.GetAttribute("name")));
        Assert.Equal("abc", (await lead.OpenAsync($"/applications/{application.Id}/clarification")).Document.QuerySelector("[name='budget[0].requested']")!.GetAttribute("value"));

        var sent = await saved.SubmitAsync("Send the answers");
        Assert.Equal(HttpStatusCode.BadRequest, sent.Status);
        Assert.Equal(["budget[0].description", "budget[0].requested"], sent.Document.QuerySelectorAll("[aria-invalid=true]").Select(field => field.GetAttribute("name")));
    }

    [SkippableFact]
    public async Task Ask_WhoseTimeEnds_TakesNothingOverThatCouldNotHaveBeenSent()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "clarifications", new { codes = new[] { "title", "budget", "approach" }, text = "Which provinces?", dueOn = DateOnly.FromDateTime(Host.Now.AddDays(6)), noConflict = true });
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var before = await lead.GetAsync(application.Path);
        var versions = before.GetProperty("answerVersions");
        await lead.PutAsync($"{application.Path}/answers/title", new { version = versions.GetProperty("title").GetInt32(), value = "" });
        await lead.PutAsync($"{application.Path}/answers/approach", new { version = versions.GetProperty("approach").GetInt32(), value = "Legal aid in Kampot." });
        await lead.PutAsync($"{application.Path}/answers/budget", new { version = versions.GetProperty("budget").GetInt32(), value = new { rows = new[] { new { description = "Lawyers" } } } });

        await Host.AdvanceDaysAsync(8);
        var read = await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path);
        Assert.Equal((before.Text("title"), before.GetProperty("requestedMinor").GetInt64(), "Legal aid in Kampot."), (read.Text("title"), read.GetProperty("requestedMinor").GetInt64(), read.GetProperty("answers").Text("approach")));
        Assert.Equal(before.GetProperty("answers").GetProperty("budget").ToString(), read.GetProperty("answers").GetProperty("budget").ToString());
        lead = await Host.SignInAsync(application.Organisation.Lead);
        Assert.Equal(["approach"], (await lead.GetAsync($"{application.Path}/receipt?submission=2")).GetProperty("clarified").GetProperty("answers").Items().Select(answer => answer.Text("code")));
    }

    [SkippableFact]
    public async Task Ineligible_Unanswered_BecomesFinal()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        await Host.SettleAsync();
        Assert.Equal("ReplyAwaited", (await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Stage());
        await Host.AdvanceDaysAsync(7.1);
        string[] subjects = [.. Host.MailTo(application.Organisation.Lead.Email).Select(mail => mail.Subject)];
        Assert.Equal("Ineligible", (await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Stage());
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
        Assert.Contains("is final", subjects[^1], StringComparison.Ordinal);
        Assert.Single(subjects, subject => subject.Contains("You can still reply", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Ineligible_WithAReply_IsLookedAtBySomebodyElse()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        var contributor = await Host.SignInAsync(application.Organisation.Contributor);
        var reading = await contributor.OpenAsync($"/applications/{application.Id}/reply");
        Assert.Contains("Only a lead person", reading.Text, StringComparison.Ordinal);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        Assert.Contains("You can reply until", (await lead.OpenAsync($"/applications/{application.Id}")).Text, StringComparison.Ordinal);
        var page = await lead.OpenAsync($"/applications/{application.Id}/reply");
        Assert.Contains("Not registered.", page.Text, StringComparison.Ordinal);
        await page.Fill("Reply", "Our certificate is attached.").SubmitAsync("Send the reply");
        await Host.SettleAsync();

        // Both sides can read what was said.
        var own = await lead.OpenAsync($"/applications/{application.Id}");
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.Contains("Not registered. You replied", own.Text, StringComparison.Ordinal);
        Assert.Contains("Our certificate is attached.", own.Text, StringComparison.Ordinal);
        Assert.Contains("A second look is needed", Host.MailTo(Scenario.Staff.SecondManager.Email)[^1].Subject, StringComparison.Ordinal);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var mine = await manager.OpenAsync($"/applications/{application.Id}/screening");
        Assert.Contains("A colleague takes the second look", mine.Text, StringComparison.Ordinal);
        var version = (await manager.GetAsync(application.Path)).Version();
        await manager.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/screening", new { version, eligible = true, noConflict = true });

        await manager.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/clarifications", new { version, codes = new[] { "approach" }, text = "Where?", dueOn = DateOnly.FromDateTime(Host.Now.AddDays(6)), noConflict = true });

        // Nor is it their task, and nobody can make it theirs.
        Assert.DoesNotContain($"/applications/{application.Id}/screening", (await manager.OpenAsync("/tasks")).Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        var notTheirs = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/screener", new { version, screenerId = Scenario.Staff.Manager.Id });
        Assert.Contains("choose somebody else for the second look", notTheirs.GetProperty("errors").Text("screener"), StringComparison.Ordinal);
        Assert.Contains($"/applications/{application.Id}/screening", (await (await Host.SignInAsync(Scenario.Staff.SecondManager)).OpenAsync("/tasks")).Document.DocumentElement.OuterHtml, StringComparison.Ordinal);

        var second = await Host.SignInAsync(Scenario.Staff.SecondManager);
        var look = await second.OpenAsync($"/applications/{application.Id}/screening");
        Assert.Contains("Our certificate is attached.", look.Text, StringComparison.Ordinal);
        await look.Fill("Eligible", "no").Fill("Reasons", "The certificate has expired.").Fill("NoConflict", "yes").SubmitAsync("Confirm the decision");
        await Host.SettleAsync();
        Assert.Equal("Ineligible", (await lead.GetAsync(application.Path)).Stage());
        Assert.Contains("remains not eligible", Host.MailTo(application.Organisation.Lead.Email)[^1].Subject, StringComparison.Ordinal);
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
    }

    [SkippableFact]
    public async Task Ineligible_Withdrawn_AndSubmittedAnewAfterAnExtension_IsLookedAtAnew()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "reply", new { reply = "We are." });
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "withdraw");
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Call.Path, "extensions", new { deadlineAt = Host.Now.AddDays(5), reason = "A flood." });
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "reopen");
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        Assert.Contains("The application was reopened", (await (await Host.SignInAsync(application.Organisation.Lead)).OpenAsync($"/applications/{application.Id}/timeline")).Text, StringComparison.Ordinal);
        await Host.AdvanceDaysAsync(6);

        // What was decided about the earlier one is said of this one by nobody, and the same person may look at it.
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.DoesNotContain("Reasons of the decision", (await manager.OpenAsync($"/applications/{application.Id}")).Text, StringComparison.Ordinal);
        var page = await manager.OpenAsync($"/applications/{application.Id}/screening");
        Assert.DoesNotContain("A colleague takes the second look", page.Text, StringComparison.Ordinal);
        await page.Fill("Eligible", "no").Fill("Reasons", "Still not registered.").Fill("NoConflict", "yes").SubmitAsync("Confirm the decision");
        Assert.Equal("ReplyAwaited", (await manager.GetAsync(application.Path)).Stage());
    }

    [SkippableFact]
    public async Task Conflict_ClosesTheScreening_AndGivesItBack()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.SecondManager, application.Path, "screener", new { screenerId = Scenario.Staff.Manager.Id });
        await Host.SettleAsync();
        Assert.StartsWith("Please screen", Host.MailTo(Scenario.Staff.Manager.Email)[^1].Subject, StringComparison.Ordinal);
        var second = await Host.SignInAsync(Scenario.Staff.SecondManager);
        Assert.DoesNotContain((await second.GetAsync("/api/v1/tasks")).Items(), task => task.Id("subjectId") == application.Id);

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await (await manager.OpenAsync($"/applications/{application.Id}/conflict")).Fill("Note", "My sister works there.").SubmitAsync("Declare the conflict");
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.OpenAsync($"/applications/{application.Id}/screening")).Status);
        var version = (await manager.GetAsync(application.Path)).Version();
        await manager.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/screening", new { version, eligible = true, noConflict = true });
        Assert.Contains((await second.GetAsync("/api/v1/tasks")).Items(), task => task.Id("subjectId") == application.Id);
        await second.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/screener", new { version, screenerId = Scenario.Staff.Manager.Id });
        Assert.Equal([true], await Host.InDatabaseAsync(db => db.Set<ScreenerDeclaration>().Where(declaration => declaration.ApplicationId == application.Id).Select(declaration => declaration.HasConflict).ToListAsync()));
    }

    private static void SaysBoth(Fixtures.Page page)
    {
        Assert.Contains("What the answers to our questions changed", page.Text, StringComparison.Ordinal);
        Assert.Contains("Legal aid in three provinces.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Legal aid in Kampot and Takeo.", page.Text, StringComparison.Ordinal);
    }

    private async Task<(Browser Reviewer, Guid Id)> ReviewerAsync(TestApplication application)
    {
        foreach (var person in Scenario.Staff.Reviewers)
        {
            var reviewer = await Host.SignInAsync(person);
            if ((await reviewer.GetAsync("/api/v1/reviews")).Items().FirstOrDefault(review => review.Id("applicationId") == application.Id) is not { ValueKind: System.Text.Json.JsonValueKind.Object } review) continue;
            await reviewer.PostAsync($"/api/v1/reviews/{review.Id("assignmentId")}/declaration", Fixtures.Scenario.WithVersion(review, new { hasConflict = false, kind = "None", note = "" }));
            return (reviewer, review.Id("assignmentId"));
        }

        throw new InvalidOperationException("Nobody reviews the application.");
    }

    // The manager publishes a version of the form without a question.
    private async Task AskNoLongerAsync(TestCall call, string code)
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await (await manager.OpenAsync($"/calls/{call.Id}/form")).SubmitAsync("Change the form");
        var read = await manager.GetAsync($"{call.Path}/form");
        var form = JsonNode.Parse(read.GetProperty("form").GetRawText())!;
        var sections = form["sections"]!.AsArray();
        sections.Remove(sections.Single(section => section!["questions"]!.AsArray().Any(question => (string?)question!["code"] == code)));
        await manager.PutAsync($"{call.Path}/form", new { version = read.Version(), form });
        await (await manager.OpenAsync($"/calls/{call.Id}/form/publish")).SubmitAsync("Publish the new version");
    }

    private Task AskAsync(TestApplication application, int days) => Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "clarifications", new
    {
        codes = new[] { "approach" },
        text = "Which provinces?",
        dueOn = DateOnly.FromDateTime(Host.Now.AddDays(days)),
        noConflict = true,
    });

    public sealed class OnSqlite(SqliteHost host) : ClarificationTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ClarificationTests(host), IClassFixture<PostgresHost>;
}
