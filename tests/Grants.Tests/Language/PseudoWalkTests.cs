using System.Net;
using System.Text.Json;
using Grants.Language;
using Grants.Portal;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Language;

/// <summary>A host that offers the pseudo-language.</summary>
public sealed class PseudoHost() : GrantsHost(DatabaseKind.Sqlite)
{
    /// <summary>The walk through one grant's life; made by the first test.</summary>
    internal PseudoWalk? Walk { get; set; }

    private protected override void Configure(IServiceCollection services) => services.Configure<PortalOptions>(portal => portal.OfferPseudoLanguage = true);
}

/// <summary>
/// One grant's life in the pseudo-language: at its stages everybody follows every link that they are shown, and sends forms with nothing in them. No word
/// of a page, a message, an e-mail or a document may be left that neither went through <see cref="Wording"/> nor was written by a person. The words are the
/// same on both databases, so one is walked.
/// </summary>
public sealed class PseudoWalkTests(PseudoHost host) : FrontDoorTests(host), IClassFixture<PseudoHost>
{
    // What is shown of a call, its documents and addenda is everybody's.
    private static readonly string[] _everybodys = ["/calls/", "/public/", "/addenda/"];

    [SkippableFact]
    public async Task EveryPageAndEveryLetter_IsInTheReadersLanguage()
    {
        var walk = await WalkedAsync();
        Assert.True(walk.Faults.Count == 0, $"{walk.Faults.Count} texts on {walk.Pages.Count} kinds of pages are not in the reader's language:\n{string.Join('\n', walk.Faults)}\n{Host.Log}");
        Assert.InRange(walk.Pages.Count, 60, 1_000);
        Assert.Contains("/addenda/*", walk.Pages.Keys);
        Assert.InRange(walk.Documents, 2, 1_000);
    }

    [SkippableFact]
    public async Task EveryPage_IsValidHtml()
    {
        var checker = HtmlChecker.Find();
        Skip.If(checker is null, "html-validate is not installed: run tests/run.sh, or 'npm ci' in tests/Grants.Tests/Html.");
        var findings = await checker.FindingsAsync((await WalkedAsync()).Pages);
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [SkippableFact]
    public async Task EveryPage_IsAccessible_AndFitsAPhone()
    {
        Skip.If(PageLooker.Unavailable is not null, PageLooker.Unavailable);
        var findings = await PageLooker.FindingsAsync(Host.Address, (await WalkedAsync()).Pages);
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [SkippableFact]
    public async Task EveryPageOfAnOrganisation_IsClosedToAnother()
    {
        var walk = await WalkedAsync();
        var rival = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        using var stranger = Host.NewBrowser();
        var theirs = walk.Shown.Where(shown => shown.Name == walk.Lead.Name).Select(shown => shown.Path).ToList();
        var (open, closed) = (new List<string>(), 0);
        foreach (var path in theirs)
        {
            var isEverybodys = _everybodys.Any(everybodys => path.StartsWith(everybodys, StringComparison.Ordinal));
            using var asked = await rival.SendAsync(HttpMethod.Get, path);
            if (asked.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Gone) closed++;
            else if (!isEverybodys) open.Add($"{path}: {(int)asked.StatusCode}");
            using var refused = await stranger.SendAsync(HttpMethod.Get, path);
            if (refused.StatusCode == HttpStatusCode.OK && !isEverybodys) open.Add($"{path}: to a stranger");
        }

        Assert.True(open.Count == 0, string.Join('\n', open));
        Assert.True(closed > 20, $"Only {closed} of {theirs.Count} pages are an organisation's own.");
    }

    [SkippableFact]
    public async Task EveryRefusalOfTheApi_IsInTheReadersLanguage()
    {
        // First: it follows the links of the only call that there is.
        await WalkedAsync();
        var organisation = await Scenario.OrganisationAsync();
        await EverybodyReadsPseudoAsync();
        var application = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 3), organisation);
        var plain = new PlainText();
        await plain.ReadAsync(Host);
        var (manager, contributor) = (await Host.SignInAsync(Host.Staff.Manager), await Host.SignInAsync(application.Organisation.Contributor));
        var call = application.Call.Path;
        var faults = new List<string>();
        using var stranger = Host.NewBrowser();
        stranger.Language = $"{PseudoLanguage.Name}, en;q=0.5";

        // What cannot be accepted, and why, field by field.
        await RefusedAsync(manager, HttpStatusCode.BadRequest, HttpMethod.Post, $"{call}/addenda", new { title = "", text = "" });
        await RefusedAsync(manager, HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/calls", Scenario.CallTerms("", Host.Now.AddDays(9), Host.Now.AddDays(3)));
        await RefusedAsync(contributor, HttpStatusCode.BadRequest, HttpMethod.Put, application.Path, new { answers = new { title = new string('a', 2_000), country = "XX", noSuchQuestion = "?" } });
        await RefusedAsync(contributor, HttpStatusCode.BadRequest, HttpMethod.Post, $"{call}/questions", new { question = "" });
        await RefusedAsync(contributor, HttpStatusCode.BadRequest, HttpMethod.Post, $"{call}/questions", new { });
        await RefusedAsync(contributor, HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/documents", new { purpose = "Application", subjectId = application.Id, slot = "certificate", name = "a.exe", length = 9 });
        await RefusedAsync(contributor, HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/organisations", new { legalName = "", country = "XX" });
        // Nobody, and nobody that may.
        await RefusedAsync(stranger, HttpStatusCode.Unauthorized, HttpMethod.Get, application.Path);
        await RefusedAsync(contributor, HttpStatusCode.Forbidden, HttpMethod.Post, $"{call}/addenda", new { title = "Mine", text = "Mine." });
        await RefusedAsync(contributor, HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/submit", new { version = 1 });
        // Nothing there.
        await RefusedAsync(contributor, HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/applications/{Guid.NewGuid()}");
        await RefusedAsync(contributor, HttpStatusCode.NotFound, HttpMethod.Get, "/api/v1/nothing");
        // Not now: changed, at another stage, too late.
        await RefusedAsync(manager, HttpStatusCode.Conflict, HttpMethod.Post, $"{call}/publish", new { version = 99 });
        await RefusedAsync(manager, HttpStatusCode.Conflict, HttpMethod.Post, $"{call}/publish", new { version = (await manager.GetAsync(call)).Version() });
        await Host.AdvanceToAsync(application.Call.DeadlineAt);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var version = (await lead.GetAsync(application.Path)).Version();
        await RefusedAsync(lead, HttpStatusCode.Conflict, HttpMethod.Post, $"{application.Path}/withdraw", new { version });
        Host.Clock.SetUtcNow(application.Call.DeadlineAt.AddSeconds(3));
        Assert.Equal("TooLate", (await RefusedAsync(lead, HttpStatusCode.Conflict, HttpMethod.Post, $"{application.Path}/submit", new { version })).Text("code"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));

        async Task<JsonElement> RefusedAsync(Browser browser, HttpStatusCode status, HttpMethod method, string path, object? body = null)
        {
            var problem = await browser.RefusedAsync(status, method, path, body);
            var texts = problem.EnumerateObject().Where(part => part.Name is "title" or "detail").Concat(problem.TryGetProperty("errors", out var errors) ? errors.EnumerateObject() : Enumerable.Empty<JsonProperty>()).ToList();
            Assert.Contains(texts, text => text.Name == "title");
            faults.AddRange(texts.Where(text => !text.Value.GetString()!.Contains(PseudoLanguage.Begin, StringComparison.Ordinal) || plain.Plain(text.Value.GetString()!) is not null)
                .Select(text => $"{method} {path}: {text.Name}: {text.Value}"));
            return problem;
        }
    }

    // Before anybody signs in: those e-mails are read, too.
    private Task EverybodyReadsPseudoAsync() => Host.InDatabaseAsync(db => db.People.ExecuteUpdateAsync(people => people.SetProperty(person => person.Language, PseudoLanguage.Name)));

    private async Task<PseudoWalk> WalkedAsync()
    {
        var pseudo = (PseudoHost)Host;
        if (pseudo.Walk is { } walked) return walked;
        var (first, other) = (await Scenario.OrganisationAsync(), await Scenario.OrganisationAsync());
        var walk = new PseudoWalk(Host, first.Lead);
        await EverybodyReadsPseudoAsync();
        var staff = Host.Staff;
        TestPerson[] everybody =
        [
            first.Contributor, staff.Manager, staff.Reviewers[0], staff.Endorser, staff.RegionalEndorser, staff.Delegate, staff.Finance, staff.Auditor, staff.Administrator, first.Lead,
        ];

        var call = await Scenario.OpenCallAsync();
        await Scenario.DraftApplicationAsync(call, other);
        var application = await Scenario.JustSubmittedAsync(call, first);
        await (await Host.SignInAsync(staff.Manager)).PostAsync($"{call.Path}/addenda", new { title = "Budget limits", text = "Overheads may be up to 10%.", draft = true });
        await walk.EverybodyAsync([null, other.Lead, .. everybody]);

        await Scenario.CloseAsync(call);
        await walk.EverybodyAsync([null, other.Lead, first.Lead, staff.Manager]);
        await Scenario.InReviewAsync(application);
        await walk.EverybodyAsync([first.Lead, staff.Manager, staff.Reviewers[0], staff.Reviewers[1]]);
        foreach (var reviewer in staff.Reviewers)
        {
            foreach (var review in (await Scenario.ReadAsync(reviewer, "/api/v1/reviews")).Items()) await Scenario.ScoreAsync(reviewer, review.Id("assignmentId"), application);
        }

        await Host.SettleAsync();
        await walk.EverybodyAsync([first.Lead, staff.Manager]);
        await Scenario.ModerateAsync(application, "Recommend");
        var award = await Scenario.AwardOfAsync(application);
        await Scenario.AgreeAsync(award);
        await walk.EverybodyAsync([staff.Manager, staff.Endorser]);
        await Scenario.ActAsync(staff.Endorser, award.Path, "endorse");
        await Scenario.ActAsync(staff.Delegate, award.Path, "approve");
        await Host.SettleAsync();
        await walk.EverybodyAsync([first.Lead, staff.Manager]);
        await Scenario.ActAsync(first.Lead, award.Path, "accept");
        await Host.SettleAsync();
        await walk.EverybodyAsync([first.Lead, staff.Manager]);
        await Scenario.OpenGatesAsync(first);
        var milestone = await Scenario.ReportOpenAsync(award);
        await walk.EverybodyAsync([first.Lead, staff.Manager]);
        await Scenario.ReportSubmittedAsync(milestone);
        await walk.EverybodyAsync([first.Lead, staff.Manager]);
        await Scenario.DecideReportAsync(milestone, accepted: true);
        await walk.EverybodyAsync(everybody);
        await Scenario.ConfirmPaymentAsync(milestone);
        var last = (await Scenario.MilestonesAsync(award))[^1];
        await Scenario.OpenWindowAsync(last);
        await Scenario.AttestAsync(first);
        await Scenario.ReportApprovedAsync(last);
        await Scenario.ConfirmPaymentAsync(last);
        await walk.EverybodyAsync([staff.Manager]);
        await Scenario.ActAsync(staff.Manager, award.GrantPath, "close", new { survivorDataChecked = true, finalSpendAccepted = true, note = "Complete." });
        await Host.SettleAsync();
        await walk.EverybodyAsync([first.Lead, staff.Manager]);

        foreach (var mail in Host.MailTo("")) walk.Read($"{mail.Subject}\n{mail.Text}");
        return pseudo.Walk = walk;
    }
}
