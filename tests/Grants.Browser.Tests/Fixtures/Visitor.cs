using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Grants.Browser.Tests.Fixtures;

/// <summary>Somebody at a window of the browser, who reads labels and presses buttons. Every page that opens is looked at (<see cref="Looks"/>).</summary>
internal sealed partial class Visitor : IAsyncDisposable
{
    private const int MostCodes = 3;

    private readonly Site _site;
    private readonly IBrowserContext _context;
    private readonly string _role;
    private readonly bool _javaScript;
    private readonly List<string> _complaints = [];
    private int _status;

    public Visitor(Site site, IBrowserContext context, IPage page, string role, bool javaScript)
    {
        (_site, _context, Page, _role, _javaScript) = (site, context, page, role, javaScript);
        page.SetDefaultTimeout((float)Site.Patience.TotalMilliseconds);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            // That a page says 'not found' or 'look at this again' is its status, not a complaint.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _complaints.Add(message.Text);
        };
        page.Response += (_, response) =>
        {
            if (response.Request.IsNavigationRequest) _status = response.Status;
            // An answer that cannot be saved is told beside its field: that is what the journeys look at.
            else if (response.Status is 400 or 401 or 409 && response.Url.Contains("/answers/", StringComparison.Ordinal)) return;
            else if (response.Status >= 400) _complaints.Add($"{response.Url} was answered {response.Status}");
        };
    }

    public IPage Page { get; }

    /// <summary>How many pages have been loaded so far.</summary>
    public int Pages { get; private set; }

    /// <summary>The page's heading.</summary>
    public Task<string> TitleAsync() => Page.Locator("h1").InnerTextAsync();

    /// <summary>Opens an address of the portal.</summary>
    public Task GoAsync(string path) => ArriveAsync(() => Page.GotoAsync(path));

    /// <summary>Follows a link of the page by its words.</summary>
    public Task FollowAsync(string link) => ArriveAsync(() => Page.Locator("main, nav, header, footer").GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync());

    /// <summary>Follows the first link of the page whose words begin or contain these.</summary>
    public Task FollowLikeAsync(string words) => ArriveAsync(() => Page.Locator("main").GetByRole(AriaRole.Link, new() { NameRegex = new Regex(Regex.Escape(words)) }).First.ClickAsync());

    /// <summary>Presses a button that sends a form, or a link that looks like one.</summary>
    public Task PressAsync(string button) => ArriveAsync(() =>
        Page.Locator("main, header").GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{Regex.Escape(button)}") }).First.ClickAsync());

    /// <summary>Types into the field that has this label.</summary>
    public Task FillAsync(string label, string text) => Page.Locator("main").GetByLabel(label, new() { Exact = true }).FillAsync(text);

    /// <summary>Types a date into the three boxes under this question.</summary>
    public async Task FillDateAsync(string question, DateOnly date)
    {
        var group = Group(question);
        await group.GetByLabel("Day").FillAsync($"{date.Day}");
        await group.GetByLabel("Month").FillAsync($"{date.Month}");
        await group.GetByLabel("Year").FillAsync($"{date.Year}");
    }

    /// <summary>Chooses an answer of a question with radios or boxes.</summary>
    public Task ChooseAsync(string question, string answer) => Group(question).GetByLabel(answer, new() { Exact = true }).First.CheckAsync();

    /// <summary>Unfolds what else can be done with something of a list.</summary>
    public Task UnfoldAsync(string thing) => Page.Locator("main details:not([open]) > summary").Filter(new() { HasText = thing }).ClickAsync();

    /// <summary>Chooses from a list.</summary>
    public Task SelectAsync(string label, string option) => Page.Locator("main").GetByLabel(label, new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = option });

    /// <summary>Chooses a file for a document's field.</summary>
    public Task AttachAsync(string label, Local.Demo.DemoFile file) => Page.Locator("main").GetByLabel(label, new() { Exact = true })
        .SetInputFilesAsync(new FilePayload { Name = file.Name, MimeType = "application/octet-stream", Buffer = file.Bytes });

    /// <summary>That the page says something.</summary>
    public Task SeesAsync(string words) => Assertions.Expect(Page.Locator("main")).ToContainTextAsync(words);

    /// <summary>That the page's heading is this.</summary>
    public async Task IsAtAsync(string title) => Assert.Equal(title, await TitleAsync());

    /// <summary>That the page does not offer a button or a link.</summary>
    public async Task IsNotOfferedAsync(string words) =>
        Assert.Equal(0, await Page.Locator("main").Locator("button, a").Filter(new() { HasTextString = words }).CountAsync());

    /// <summary>That the page asks for corrections, one of them this.</summary>
    public Task IsAskedAsync(string correction) => Assertions.Expect(Page.Locator(".govuk-error-summary")).ToContainTextAsync(correction);

    /// <summary>Signs in with the code that comes by e-mail, from the home page, and arrives at the tasks.</summary>
    public async Task SignInAsync(Identity who)
    {
        await _context.ClearCookiesAsync();
        await GoAsync("/");
        await FollowAsync("Sign in");
        await IsAtAsync("Sign in");
        await EnterAsync(who);
        await IsAtAsync("My tasks");
    }

    /// <summary>Enters the code that comes by e-mail, from the page on which one signs in, and the code of the authenticator app where that is asked and not left to the journey, and goes on to wherever that leads.</summary>
    public async Task EnterAsync(Identity who, bool prove = true)
    {
        await FillAsync("E-mail address", who.Address);
        var before = await _site.Mailbox.LastIdAsync(who.Address);
        await PressAsync("Send me a code");
        await EnterCodeAsync(who.Address, before);
        if (await TitleAsync() == "Who are you?")
        {
            await ChooseAsync("Your name", who.Name);
            await PressAsync("Continue");
        }

        await Assertions.Expect(Page.Locator("header")).ToContainTextAsync(who.Name);
        if (prove && await TitleAsync() == "Your second factor") await ProveSecondFactorAsync(who);
    }

    /// <summary>Types the code that the person's authenticator app shows; one that was used already is followed by the next.</summary>
    public async Task ProveSecondFactorAsync(Identity who)
    {
        for (var tries = 0; tries < MostCodes && await TitleAsync() == "Your second factor"; tries++)
        {
            await FillAsync("Code from your authenticator app", await _site.AppCodeAsync(who));
            await PressAsync("Continue");
        }
    }

    /// <summary>Enters the code that comes to an address after another e-mail.</summary>
    public async Task EnterCodeAsync(string address, long after)
    {
        await FillAsync("Code", SixDigits().Match(await _site.NextMailAsync(address, "sign-in-code", after)).Value);
        await PressAsync("Sign in");
    }

    public ValueTask DisposeAsync() => new(_context.DisposeAsync().AsTask());

    private ILocator Group(string question) => Page.Locator("main").GetByRole(AriaRole.Group, new() { Name = question, Exact = true });

    // A click is done when the page that it leads to has loaded, redirects included.
    private async Task ArriveAsync(Func<Task> go)
    {
        var loaded = new TaskCompletionSource();
        void OnLoad(object? sender, IPage page) => loaded.TrySetResult();
        Page.Load += OnLoad;
        try
        {
            await go();
            await loaded.Task.WaitAsync(Site.Patience);
        }
        finally
        {
            Page.Load -= OnLoad;
        }

        Pages++;
        Assert.True(_status is < 500 and not 404 and not 403, $"{_role} at {Page.Url} was answered {_status}: {await Page.Locator("body").InnerTextAsync()}");
        await _site.Looks.AtAsync(Page, _role, _javaScript);
        Assert.True(_complaints.Count == 0, $"{_role} at {Page.Url}: {string.Join("; ", _complaints)}");
    }

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();
}
