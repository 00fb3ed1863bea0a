using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Grants.Language;
using Grants.Portal;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Language;

/// <summary>A host that offers the pseudo-language.</summary>
public sealed class PseudoHost() : GrantsHost(DatabaseKind.Sqlite)
{
    private protected override void Configure(IServiceCollection services) => services.Configure<PortalOptions>(portal => portal.OfferPseudoLanguage = true);
}

/// <summary>
/// One grant's life in the pseudo-language: at its stages everybody follows every link that they are shown, and sends forms with nothing in them. No word
/// of a page, a message, an e-mail or a document may be left that neither went through <see cref="Wording"/> nor was written by a person.
/// </summary>
public sealed partial class PseudoWalkTests(PseudoHost host) : FrontDoorTests(host), IClassFixture<PseudoHost>
{
    // What would carry the story on, though nothing was typed.
    private static readonly string[] _acts = ["/endorse", "/approve", "/withdraw", "/turn-down", "/sign-out", "/language", "/retry"];

    private readonly PlainText _plain = new();
    private readonly SortedSet<string> _faults = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pages = new(StringComparer.Ordinal);
    private int _documents;

    [SkippableFact]
    public async Task EveryPageAndEveryLetter_IsInTheReadersLanguage()
    {
        var (first, other) = (await Scenario.OrganisationAsync(), await Scenario.OrganisationAsync());
        await Host.InDatabaseAsync(db => db.People.ExecuteUpdateAsync(people => people.SetProperty(person => person.Language, PseudoLanguage.Name)));
        var staff = Host.Staff;
        TestPerson[] everybody =
        [
            first.Contributor, staff.Manager, staff.Reviewers[0], staff.Endorser, staff.RegionalEndorser, staff.Delegate, staff.Finance, staff.Auditor, staff.Administrator, first.Lead,
        ];

        var call = await Scenario.OpenCallAsync();
        await Scenario.DraftApplicationAsync(call, other);
        var application = await Scenario.JustSubmittedAsync(call, first);
        await WalkAsync([null, other.Lead, .. everybody]);

        await Scenario.CloseAsync(call);
        await WalkAsync([null, other.Lead, first.Lead, staff.Manager]);
        await Scenario.InReviewAsync(application);
        await WalkAsync([first.Lead, staff.Manager, staff.Reviewers[0], staff.Reviewers[1]]);
        foreach (var reviewer in staff.Reviewers)
        {
            foreach (var review in (await Scenario.ReadAsync(reviewer, "/api/v1/reviews")).Items()) await Scenario.ScoreAsync(reviewer, review.Id("assignmentId"), application);
        }

        await Host.SettleAsync();
        await WalkAsync([first.Lead, staff.Manager]);
        await Scenario.ModerateAsync(application, "Recommend");
        var award = await Scenario.AwardOfAsync(application);
        await Scenario.AgreeAsync(award);
        await WalkAsync([staff.Manager, staff.Endorser]);
        await Scenario.ActAsync(staff.Endorser, award.Path, "endorse");
        await Scenario.ActAsync(staff.Delegate, award.Path, "approve");
        await Host.SettleAsync();
        await WalkAsync([first.Lead, staff.Manager]);
        await Scenario.ActAsync(first.Lead, award.Path, "accept");
        await Host.SettleAsync();
        await WalkAsync([first.Lead, staff.Manager]);
        await Scenario.OpenGatesAsync(first);
        var milestone = await Scenario.ReportOpenAsync(award);
        await WalkAsync([first.Lead, staff.Manager]);
        await Scenario.ReportSubmittedAsync(milestone);
        await WalkAsync([first.Lead, staff.Manager]);
        await Scenario.DecideReportAsync(milestone, accepted: true);
        await WalkAsync(everybody);
        await Scenario.ConfirmPaymentAsync(milestone);
        var last = (await Scenario.MilestonesAsync(award))[^1];
        await Scenario.OpenWindowAsync(last);
        await Scenario.AttestAsync(first);
        await Scenario.ReportApprovedAsync(last);
        await Scenario.ConfirmPaymentAsync(last);
        await WalkAsync([staff.Manager]);
        await Scenario.ActAsync(staff.Manager, award.GrantPath, "close", new { survivorDataChecked = true, finalSpendAccepted = true, note = "Complete." });
        await Host.SettleAsync();
        await WalkAsync([first.Lead, staff.Manager]);

        foreach (var mail in Host.MailTo("").Where(mail => mail.Text is not null))
        {
            foreach (var text in mail.Text!.Split('\n').Append(mail.Subject!))
            {
                if (_plain.Plain(text) is { } plain) _faults.Add($"e-mail: {plain}");
            }
        }

        Assert.True(_faults.Count == 0, $"{_faults.Count} texts on {_pages.Count} kinds of pages are not in the reader's language:\n{string.Join('\n', _faults)}\n{Host.Log}");
        Assert.InRange(_pages.Count, 40, 1_000);
        Assert.InRange(_documents, 2, 1_000);
    }

    private async Task WalkAsync(IEnumerable<TestPerson?> people)
    {
        await _plain.ReadAsync(Host);
        foreach (var person in people)
        {
            if (person is not null)
            {
                await WalkAsync(await Host.SignInAsync(person));
                continue;
            }

            using var stranger = Host.NewBrowser();
            stranger.Language = $"{PseudoLanguage.Name}, en;q=0.5";
            await WalkAsync(stranger);
        }
    }

    // One page of each kind, of those that links lead to.
    private async Task WalkAsync(Browser browser)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var paths = new Queue<string>(["/", "/tasks", "/no-such-page"]);
        while (paths.TryDequeue(out var path))
        {
            var kind = Id().Replace(path.Split('?', '#')[0], "*");
            if (!seen.Add(kind)) continue;
            using var response = await browser.SendAsync(HttpMethod.Get, path);
            if (response.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther) paths.Enqueue(response.Headers.Location!.ToString());
            if (response.Content.Headers.ContentType?.MediaType != "text/html") continue;
            if (response.StatusCode == HttpStatusCode.InternalServerError) _faults.Add($"{kind}: failed");
            var document = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());
            if (kind == "/documents/*")
            {
                _documents++;
                // The agreement is one binding text, in English.
                if (document.DocumentElement.GetAttribute("lang") == Languages.English && document.Title!.StartsWith("Grant agreement", StringComparison.Ordinal)) continue;
            }

            Look(document, kind);
            foreach (var link in document.QuerySelectorAll("a[href^='/']")) paths.Enqueue(link.GetAttribute("href")!);
            await SendEmptyAsync(browser, new Page(browser, path, response.StatusCode, document), kind);
        }
    }

    private async Task SendEmptyAsync(Browser browser, Page page, string kind)
    {
        foreach (var form in page.Document.QuerySelectorAll("main form[method=post]"))
        {
            var action = form.GetAttribute("action") is { Length: > 0 } given ? given : page.Path;
            if (_acts.Any(act => action.EndsWith(act, StringComparison.Ordinal)) || form.QuerySelector("input:not([type=hidden]), textarea, select") is null) continue;
            var fields = form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>().Where(input => input.Name is "Version" or "__RequestVerificationToken")
                .Select(input => KeyValuePair.Create(input.Name!, input.Value))
                .Concat(form.QuerySelectorAll("input[type=text], input[type=email], textarea, select").Select(field => KeyValuePair.Create(field.GetAttribute("name")!, "")))
                .Concat(form.QuerySelectorAll("button[name]").TakeLast(1).Select(button => KeyValuePair.Create(button.GetAttribute("name")!, button.GetAttribute("value")!)));
            HttpContent content = form.GetAttribute("enctype") == "multipart/form-data" ? Multipart(fields) : new FormUrlEncodedContent(fields);
            using var answered = await browser.SendAsync(HttpMethod.Post, action, content);
            var sent = $"{kind} sent empty to {Id().Replace(action, "*")}";
            if (answered.StatusCode == HttpStatusCode.InternalServerError) _faults.Add($"{sent}: failed");
            Look(answered.Headers.Location is { } next
                ? (await browser.OpenAsync(next.ToString())).Document
                : new HtmlParser().ParseDocument(await answered.Content.ReadAsStringAsync()), sent);
        }
    }

    private static MultipartFormDataContent Multipart(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields) content.Add(new StringContent(value), $"\"{name}\"");
        return content;
    }

    private void Look(IHtmlDocument document, string kind)
    {
        _pages.Add(kind);
        if (document.DocumentElement.GetAttribute("lang") != PseudoLanguage.Name) _faults.Add($"{kind}: <html lang={document.DocumentElement.GetAttribute("lang")}>");
        foreach (var plain in _plain.In(document)) _faults.Add($"{kind}: {plain}");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9]+")]
    private static partial Regex Id();
}
