using System.Net;
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
        var problem = await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{good.Path}/moderation", new { version = read.Version(), decision = "Recommend", amountMinor = 2_000_000 });
        Assert.Contains("gets no award", problem.Text("detail"), StringComparison.Ordinal);

        var proposals = await CallAsync("FullProposal", concepts.Id);
        var uninvited = await Scenario.OrganisationAsync();
        await Host.AdvanceToAsync(proposals.OpensAt);
        var stranger = await Host.SignInAsync(uninvited.Lead);
        await stranger.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{proposals.Path}/applications", new { organisationId = uninvited.Id });
        Assert.DoesNotContain("Start an application", (await stranger.OpenAsync($"/calls/{proposals.Id}")).Buttons);

        manager = await Host.SignInAsync(Scenario.Staff.Manager);
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
        var application = await invited.GetAsync($"/api/v1{draft.Path}");
        Assert.Equal("Legal aid for victims (illustrative)", application.Text("title"));
        Assert.Contains("Legal aid in three provinces.", application.GetRawText(), StringComparison.Ordinal);
        // The concept note is decided, and so can its call be.
        await Scenario.ActAsync(Scenario.Staff.Manager, concepts.Path, "decide");
    }

    [SkippableFact]
    public async Task FullProposal_WithoutItsConceptCall_IsRefused()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/calls", new { reference = $"F-{Guid.NewGuid():n}"[..12], title = "Nothing before", kind = "FullProposal" });
        Assert.True(problem.GetProperty("errors").TryGetProperty("ConceptCallId", out _));
        var other = await Scenario.PublishedCallAsync();
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/calls", new { reference = $"F-{Guid.NewGuid():n}"[..12], title = "No concepts", kind = "FullProposal", conceptCallId = other.Id });
        await manager.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{other.Path}/invitations", new { applicationIds = new[] { Guid.NewGuid() } });
    }

    private async Task<TestCall> CallAsync(string kind, Guid? conceptCallId)
    {
        var reference = $"S-{Guid.NewGuid():n}"[..14].ToUpperInvariant();
        var (opensAt, deadlineAt) = (Host.Now.AddHours(1), Host.Now.AddDays(30));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var created = await manager.PostAsync("/api/v1/calls", Scenario.CallTerms(reference, opensAt, deadlineAt, new { kind, conceptCallId }));
        var call = new TestCall(created.Id(), reference, opensAt, deadlineAt);
        await manager.PostAsync($"{call.Path}/publish", new { version = created.Version() });
        await Host.SettleAsync();
        return call;
    }

    public sealed class OnSqlite(SqliteHost host) : TwoStagesTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : TwoStagesTests(host), IClassFixture<PostgresHost>;
}
