using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Grants.Accounts;
using Grants.Local;
using Grants.Local.Clock;
using Grants.Local.Demo;
using Grants.Local.Seed;
using Grants.Partners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Grants.Browser.Tests.Fixtures;

/// <summary>
/// The whole product on this machine with the illustrative programme, and one browser that people open windows of. All journeys share it, one after
/// the other: each makes its own call, and the clock only goes forward.
/// </summary>
public sealed class Site : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private const string Font = "NotoSansKhmer-Regular.ttf"; // one of the package that has every script of the region

    private static readonly string[] _arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>How long a journey waits for what it expects to see, however busy the machine is.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("grants-site-");
    private readonly Dictionary<string, DemoClient> _clients = [];
    private readonly Dictionary<string, string> _usedCodes = [];
    private IPlaywright? _playwright;
    private HttpClient? _http;

    /// <summary>Why there is no site to visit; null when there is one.</summary>
    public string? Unavailable { get; private set; }

    internal LocalHost Host { get; private set; } = null!;

    internal DemoMailbox Mailbox { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    internal Looks Looks { get; } = new();

    internal DateTime Now => Clock.UtcNow;

    private LocalClock Clock => Host.Services.GetRequiredService<LocalClock>();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Unavailable = !File.Exists(Chromium) ? $"Chromium is not installed at {Chromium} (Debian's package chromium)."
            : !HasFonts() ? "The fonts of the region's scripts are not installed (Debian's package fonts-noto-core)."
            : null;
        if (Unavailable is not null) return;

        try
        {
            Host = await LocalHost.PrepareAsync(CommandLine.Parse(["--data", _folder.FullName, "--urls", "http://localhost:0"]), TextWriter.Null, CancellationToken.None);
        }
        catch (StartFailure failure)
        {
            Unavailable = failure.Message;
            return;
        }

        // What a busy machine leaves to the sweep comes minutes later.
        Host.Services.GetRequiredService<GrantsOptions>().FirstTry = Patience;
        await Host.StartAsync(CancellationToken.None);
        await IllustrativeProgramme.PutInAsync(Host.Services, CancellationToken.None);
        _http = new HttpClient { BaseAddress = Host.Address };
        Mailbox = new DemoMailbox(_http);
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = _arguments });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        foreach (var client in _clients.Values) client.Dispose();
        _http?.Dispose();
        if (Host is not null) await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Somebody who uses the API, to bring a journey to where it begins.</summary>
    internal DemoClient Client(Identity who)
    {
        if (!_clients.TryGetValue(who.Name, out var client)) _clients[who.Name] = client = new DemoClient(new Instances([Host.Address]), Mailbox, who.Address, who.Name);
        return client;
    }

    /// <summary>A code of a person's authenticator app that was not used in a window: where it was, the clock moves on to the next.</summary>
    internal async Task<string> AppCodeAsync(Identity who)
    {
        while (true)
        {
            var code = (await _http!.GetFromJsonAsync<JsonElement>($"dev/authenticator.json?email={Uri.EscapeDataString(who.Address)}")).Text("code");
            if (_usedCodes.TryGetValue(who.Address, out var used) && used == code)
            {
                await MoveToAsync(Now.AddSeconds(Totp.StepSeconds));
                continue;
            }

            _usedCodes[who.Address] = code;
            return code;
        }
    }

    /// <summary>The text of the first e-mail of a template that an address gets after another one.</summary>
    internal async Task<string> NextMailAsync(string address, string template, long after)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await Mailbox.TryNextAsync(address, template, after) is { } text) return text;
            Assert.True(Stopwatch.GetElapsedTime(begun) < Patience, $"No '{template}' arrived at {address}.");
        }
    }

    /// <summary>Opens a window of the browser in which nobody has signed in.</summary>
    /// <param name="role">Whose journey it is, for the names of screenshots.</param>
    /// <param name="width">How wide the window is, in CSS pixels.</param>
    /// <param name="javaScript">Whether pages may run scripts.</param>
    internal async Task<Visitor> OpenAsync(string role, int width, bool javaScript = true)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Host.Address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            JavaScriptEnabled = javaScript,
            Locale = "en-GB",
        });
        return new Visitor(this, context, await context.NewPageAsync(), role, javaScript);
    }

    /// <summary>Lets everything happen that is under way.</summary>
    internal Task SettleAsync() => Host.Services.GetRequiredService<DurableEngine.DurableEngine>().WaitUntilIdleAsync();

    /// <summary>Moves the clock, and everything due on the way happens. Sessions end.</summary>
    internal async Task MoveToAsync(DateTime instant)
    {
        await SettleAsync();
        if (instant > Now) Assert.NotNull(await Clock.MoveToAsync(instant, CancellationToken.None));
    }

    private static bool HasFonts() =>
        Directory.Exists("/usr/share/fonts") && Directory.EnumerateFiles("/usr/share/fonts", Font, SearchOption.AllDirectories).Any();
}

/// <summary>The journeys share one site, and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class SiteCollection : ICollectionFixture<Site>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Site";
}

/// <summary>Somebody of the illustrative programme.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Address">Where their e-mail goes.</param>
internal sealed record Identity(string Name, string Address)
{
    /// <summary>One of the programme's own people, by the first part of their address.</summary>
    public static Identity Staff(string account)
    {
        var member = IllustrativeProgramme.Staff.Single(member => member.Account == account);
        return new Identity(member.PersonName, member.Address);
    }

    /// <summary>The lead or the contributor of an organisation.</summary>
    public static Identity Of(string acronym, MembershipKind kind)
    {
        var partner = IllustrativeProgramme.Partners.Single(partner => partner.Acronym == acronym);
        return new Identity(partner.PersonName(kind), partner.AddressOf(kind));
    }
}
