using System.Net;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Applications;

/// <summary>The story of an application, as each side may know it.</summary>
public abstract class TimelineTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Timeline_TellsEachSideWhatIsTheirs_InOrder()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screener", new { screenerId = Scenario.Staff.SecondManager.Id });
        await Commented(manager, "Looks thin to me.", "staff");
        await Commented(manager, "Thank you for applying.", "all");
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await lead.PostAsync($"{application.Path}/comments", new { text = "When do you decide?" });
        await Host.SettleAsync();

        foreach (var reader in new[] { application.Organisation.Lead, Scenario.Staff.SecondManager })
            Assert.DoesNotContain("decide?", Assert.Single(Host.MailTo(reader.Email), mail => mail.Subject.StartsWith("A comment on the application", StringComparison.Ordinal)).Text, StringComparison.Ordinal);

        var staffs = (await manager.GetAsync($"{application.Path}/timeline")).Items();
        Assert.Equal(staffs.OrderByDescending(entry => entry.Instant("at")).Select(entry => entry.Instant("at")), staffs.Select(entry => entry.Instant("at")));
        Assert.Equal(["When do you decide?", "Thank you for applying.", "Looks thin to me."], Of(staffs, "Comment").Select(entry => entry.Text("text")).Order(StringComparer.Ordinal).Reverse());
        Assert.Contains(Of(staffs, "Event"), entry => entry.Text("title") == "The screening is assigned");
        Assert.Contains(Of(staffs, "Mail"), entry => entry.Text("title")!.Contains("We have received your application", StringComparison.Ordinal) && entry.Text("state") == "Delivered");

        var theirs = (await lead.GetAsync($"{application.Path}/timeline")).Items();
        Assert.DoesNotContain(theirs, entry => entry.Text("text") == "Looks thin to me." || entry.Text("title") == "The screening is assigned" || entry.Text("by") == $"to {Scenario.Staff.SecondManager.Name}");
        Assert.Contains(Of(theirs, "Comment"), entry => entry.Text("text") == "Thank you for applying.");
        Assert.Contains(Of(theirs, "Mail"), entry => entry.Text("title")!.Contains("We have received your application", StringComparison.Ordinal));

        var page = await manager.OpenAsync($"/applications/{application.Id}/timeline");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("Looks thin to me.", page.Text, StringComparison.Ordinal);
        var own = await lead.OpenAsync($"/applications/{application.Id}/timeline");
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.False(own.Has("[name=Readers]"));
        own = await own.Fill("Text", "We have another question.").SubmitAsync("Add the comment");
        Assert.Contains("We have another question.", own.Text, StringComparison.Ordinal);
        await (await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{application.Path}/timeline");
        await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/comments", new { text = " " });
        var again = await (await manager.OpenAsync($"/applications/{application.Id}/timeline")).Fill("Text", new string('x', 4001)).Fill("Readers", "all").SubmitAsync("Add the comment");
        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
        Assert.Equal("Shorten the text to 4,000 characters", Assert.Single(again.Errors));
        Assert.Equal(4001, again.Document.QuerySelector("textarea")!.TextContent.Length);
        Assert.Equal($"/applications/{application.Id}/timeline", (await again.Fill("Text", "Soon.").SubmitAsync("Add the comment")).Path);

        Task Commented(Browser browser, string text, string readers) => browser.PostAsync($"{application.Path}/comments", new { text, readers });
    }

    [SkippableFact]
    public async Task Timeline_ShowsMailThatDidNotArrive()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Host.InDatabaseAsync(db => Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlAsync(db.Database, $"""UPDATE "Emails" SET "Delivery" = 'Bounced' WHERE "SubjectId" = {application.Id}"""));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Contains("the address does not take mail", (await manager.OpenAsync($"/applications/{application.Id}/timeline")).Text, StringComparison.Ordinal);
    }

    private static IEnumerable<System.Text.Json.JsonElement> Of(IEnumerable<System.Text.Json.JsonElement> entries, string kind) => entries.Where(entry => entry.Text("kind") == kind);

    public sealed class OnSqlite(SqliteHost host) : TimelineTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : TimelineTests(host), IClassFixture<PostgresHost>;
}
