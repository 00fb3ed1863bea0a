using System.Net;
using System.Text.Json.Nodes;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Calls;

/// <summary>A call for concept notes, and then one for full proposals by invitation.</summary>
public abstract class TwoStagesTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task ConceptFoundGood_IsInvited_AndTheProposalStartsFromItsAnswers()
    {
        var concepts = await CallAsync("ConceptNote", null);
        await Host.AdvanceToAsync(concepts.OpensAt);
        var good = await Scenario.ReviewedAsync(concepts);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var read = await manager.GetAsync(good.Path);
        var problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{good.Path}/moderation", new { version = read.Version(), decision = "Recommend", amountMinor = 2_000_000 });
        Assert.Contains("gets no award", problem.GetProperty("errors").Text("decision"), StringComparison.Ordinal);
        Assert.True((await manager.OpenAsync($"/applications/{good.Id}")).Has($"main a[href='/applications/{good.Id}/moderation']"));
        problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{good.Path}/moderation", new { version = read.Version(), decision = "Reserve", rank = 1 });
        Assert.Contains("no place on a reserve list", problem.GetProperty("errors").Text("decision"), StringComparison.Ordinal);
        var moderation = await manager.OpenAsync($"/applications/{good.Id}/moderation");
        Assert.False(moderation.Has("[value=Recommend], [value=Reserve], [name=Amount], [name=Rank]"));
        Assert.Contains("No call for full proposals follows this call yet.", moderation.Text, StringComparison.Ordinal);

        var draftId = (await manager.PostAsync("/api/v1/calls", Scenario.CallTerms($"{concepts.Reference}-D", Host.Now.AddDays(31), Host.Now.AddDays(60), new { kind = "FullProposal", conceptCallId = concepts.Id }))).Id();
        Assert.Contains("is not published yet", (await manager.OpenAsync($"/applications/{good.Id}/moderation")).Text, StringComparison.Ordinal);
        Assert.False((await manager.OpenAsync($"/applications/{good.Id}")).Has($"a[href='/calls/{draftId}/invitations']"));

        var proposals = await CallAsync("FullProposal", concepts.Id);
        manager = await Host.SignInAsync(Scenario.Staff.Manager);
        foreach (var at in new[] { $"/applications/{good.Id}/moderation", $"/applications/{good.Id}" })
            Assert.True((await manager.OpenAsync(at)).Has($"main a[href='/calls/{proposals.Id}/invitations']"), at);
        var uninvited = await Scenario.OrganisationAsync();
        await Host.AdvanceToAsync(proposals.OpensAt);
        var stranger = await Host.SignInAsync(uninvited.Lead);
        await stranger.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{proposals.Path}/applications", new { organisationId = uninvited.Id });
        Assert.DoesNotContain("Start an application", (await stranger.OpenAsync($"/calls/{proposals.Id}")).Buttons);

        manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var nobody = await (await manager.OpenAsync($"/calls/{proposals.Id}/invitations")).SubmitAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "Tick at least one organisation"), (nobody.Status, Assert.Single(nobody.Errors)));
        Assert.True(nobody.Has("#ApplicationIds-error") && nobody.Has("input[type=checkbox][name=ApplicationIds]"));
        foreach (var none in new object[] { new { }, new { applicationIds = (Guid[]?)null }, new { applicationIds = Array.Empty<Guid>() } })
        {
            problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{proposals.Path}/invitations", none);
            Assert.Equal("Tick at least one organisation", problem.GetProperty("errors").Text("applicationIds"));
        }

        var page = await (await manager.OpenAsync($"/calls/{proposals.Id}/invitations")).Fill("ApplicationIds", $"{good.Id}").SubmitAsync();
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("1 organisation is invited", page.Text, StringComparison.Ordinal);
        Assert.Equal("Invited", (await manager.GetAsync(good.Path)).Stage());
        Assert.Contains(Host.MailTo(good.Organisation.Lead.Email), mail => mail.Subject.StartsWith("You are invited", StringComparison.Ordinal));
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{proposals.Path}/invitations", new { applicationIds = new[] { good.Id } });

        var invited = await Host.SignInAsync(good.Organisation.Lead);
        Assert.True((await invited.OpenAsync($"/applications/{good.Id}")).Has($"main a[href='/calls/{proposals.Id}']"));
        Assert.InRange(invited.LastCommands, 1, 8);
        Assert.Contains((await invited.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "InvitedToApply" && task.Id("subjectId") == proposals.Id && task.Instant("dueAt") == proposals.DeadlineAt);
        using var visitor = Host.NewBrowser();
        Assert.Contains("Open to invited organisations", (await visitor.OpenAsync($"/calls/{proposals.Id}")).Text, StringComparison.Ordinal);
        var draft = await (await invited.OpenAsync($"/calls/{proposals.Id}")).SubmitAsync("Start an application");
        Assert.DoesNotContain((await invited.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "InvitedToApply");
        Assert.Equal(HttpStatusCode.OK, draft.Status);
        Assert.InRange(invited.LastCommands, 1, 8);
        Assert.Contains($"started from the answers of your concept note {read.Text("number")}.", draft.Text, StringComparison.Ordinal);
        Assert.True(draft.Has($"main a[href='/applications/{good.Id}']"));
        Assert.Matches("The concept note asked for .*100,000", draft.Text);
        Assert.DoesNotContain("The budget is to be written anew", draft.Text, StringComparison.Ordinal);
        Assert.True((await invited.OpenAsync($"/applications/{good.Id}")).Has($"main a[href='{draft.Path}']"));
        var application = await invited.GetAsync($"/api/v1{draft.Path}");
        Assert.Equal("Legal aid for victims (illustrative)", application.Text("title"));
        Assert.Contains("Legal aid in three provinces.", application.GetRawText(), StringComparison.Ordinal);
        // The concept note is decided, and so can its call be.
        await Scenario.ActAsync(Scenario.Staff.Manager, concepts.Path, "decide");
    }

    [SkippableFact]
    public async Task ProposalWhoseFormAsksForTheMoneyDifferently_IsToldWhatTheConceptAskedFor()
    {
        var concepts = await CallAsync("ConceptNote", null);
        await Host.AdvanceToAsync(concepts.OpensAt);
        var concept = await Scenario.ReviewedAsync(concepts);
        var form = Scenario.CallTerms("F", Host.Now, Host.Now)["form"]!.DeepClone();
        form["sections"]![3]!["questions"]![0]!["kind"] = "Money";
        var proposals = await CallAsync("FullProposal", concepts.Id, form);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await manager.PostAsync($"{proposals.Path}/invitations", new { applicationIds = new[] { concept.Id } });
        await Host.AdvanceToAsync(proposals.OpensAt);
        var lead = await Host.SignInAsync(concept.Organisation.Lead);
        var draft = await (await lead.OpenAsync($"/calls/{proposals.Id}")).SubmitAsync("Start an application");
        Assert.Matches(@"The concept note asked for .*100,000\S* The budget is to be written anew\.", draft.Text);
    }

    [SkippableFact]
    public async Task ConceptThatIsDeclined_IsToldAsOne_WithWhatItIsNotInvitedTo()
    {
        var concepts = await CallAsync("ConceptNote", null);
        await Host.AdvanceToAsync(concepts.OpensAt);
        var concept = await Scenario.ReviewedAsync(concepts, score: 2);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await (await manager.OpenAsync($"/applications/{concept.Id}/moderation")).Fill("Reasons", "Others answer the call better.").SubmitAsync("Decline the concept note");
        Assert.Equal(["Write what the applicant could do better, or choose comments of the reviewers"], page.Errors);
        Assert.Empty(page.TypedElsewhere);
        page = await page.Fill("Feedback", "Show how the work goes on.").SubmitAsync("Decline the concept note");
        Assert.Empty(page.Errors);
        await Host.SettleAsync();

        var number = (await manager.GetAsync(concept.Path)).Text("number");
        var mail = Assert.Single(Host.MailTo(concept.Organisation.Lead.Email), mail => mail.Details.Categories.Contains("application-declined"));
        Assert.Equal($"Decision on concept note {number}", mail.Subject);
        Assert.Contains("your organisation is not invited to send a full proposal", mail.Text, StringComparison.Ordinal);
        var lead = await Host.SignInAsync(concept.Organisation.Lead);
        var letter = (await lead.GetAsync($"/api/v1/documents?subject={concept.Id}")).Items().Single(document => document.Text("purpose") == "DecisionLetter");
        using var file = await lead.SendAsync(HttpMethod.Get, $"/documents/{letter.Id()}");
        var html = await file.Content.ReadAsStringAsync();
        Assert.Contains("<h1>Decision on your concept note</h1>", html, StringComparison.Ordinal);
        Assert.Contains("your organisation is not invited to send a full proposal", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Decision on your application", html, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task FullProposals_StartFromTheConceptNotesCall_AndOpenAfterIt()
    {
        var concepts = await CallAsync("ConceptNote", null);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var reference = $"S-{Guid.NewGuid():n}"[..14].ToUpperInvariant();
        var page = await manager.OpenAsync("/calls/new");
        Assert.DoesNotContain("(optional)", page.Text, StringComparison.Ordinal);
        var chosen = page.Document.QuerySelectorAll("[name=ConceptCallId] option").Single(option => option.TextContent.StartsWith(concepts.Reference, StringComparison.Ordinal)).GetAttribute("value")!;
        var parts = await page.Fill("Reference", reference).Fill("Title", "Full proposals").Fill("Kind", "FullProposal").Fill("ConceptCallId", chosen).SubmitAsync();
        Assert.Empty(parts.Errors);
        var (before, after) = (await manager.GetAsync(concepts.Path), await manager.GetAsync($"/api/v1{parts.Path[..parts.Path.LastIndexOf('/')]}"));
        Assert.Equal((before.Text("summary"), before.Text("objectives"), "Full proposals"), (after.Text("summary"), after.Text("objectives"), after.Text("title")));
        Assert.True(after.Instant("opensAt") > before.Instant("decisionsBy"));

        // One that would open while concept notes are still written.
        var created = await manager.PostAsync("/api/v1/calls", Scenario.CallTerms($"{reference}-X", Host.Now.AddHours(1), Host.Now.AddDays(60), new { kind = "FullProposal", conceptCallId = concepts.Id }));
        var check = await manager.OpenAsync($"/calls/{created.Id()}/publish");
        Assert.Contains("The call opens before its concept notes are due", check.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Publish the call", check.Buttons);
        var left = (await manager.OpenAsync($"/calls/{created.Id()}/write")).Text;
        Assert.Matches("Timetable To be written.*Check and publish Not yet possible", left);
        var problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/calls/{created.Id()}/publish", new { version = created.Version() });
        Assert.True(problem.GetProperty("errors").TryGetProperty("opensAt", out _));

        // One that is written late still opens in time to come.
        await Host.AdvanceToAsync(before.Instant("decisionsBy").AddDays(20));
        manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var late = await manager.PostAsync("/api/v1/calls", new { reference = $"{reference}-L", title = "Late", kind = "FullProposal", conceptCallId = concepts.Id });
        Assert.True((await manager.GetAsync($"/api/v1/calls/{late.Id()}")).Instant("opensAt") > Host.Now);
    }

    [SkippableFact]
    public async Task FullProposal_WithoutItsConceptCall_IsRefused()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/calls", new { reference = $"F-{Guid.NewGuid():n}"[..12], title = "Nothing before", kind = "FullProposal" });
        Assert.True(problem.GetProperty("errors").TryGetProperty("conceptCallId", out _));
        var other = await Scenario.PublishedCallAsync();
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/calls", new { reference = $"F-{Guid.NewGuid():n}"[..12], title = "No concepts", kind = "FullProposal", conceptCallId = other.Id });
        await manager.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{other.Path}/invitations", new { applicationIds = new[] { Guid.NewGuid() } });
    }

    private async Task<TestCall> CallAsync(string kind, Guid? conceptCallId, JsonNode? form = null)
    {
        var reference = $"S-{Guid.NewGuid():n}"[..14].ToUpperInvariant();
        var (opensAt, deadlineAt) = (Host.Now.AddHours(1), Host.Now.AddDays(30));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var terms = Scenario.CallTerms(reference, opensAt, deadlineAt, new { kind, conceptCallId });
        if (form is not null) terms["form"] = form;
        var created = await manager.PostAsync("/api/v1/calls", terms);
        var call = new TestCall(created.Id(), reference, opensAt, deadlineAt);
        await manager.PostAsync($"{call.Path}/publish", new { version = created.Version() });
        await Host.SettleAsync();
        return call;
    }

    public sealed class OnSqlite(SqliteHost host) : TwoStagesTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : TwoStagesTests(host), IClassFixture<PostgresHost>;
}
