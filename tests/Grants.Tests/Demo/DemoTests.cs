using System.Net;
using System.Text.RegularExpressions;
using Grants.Tests.Fixtures;
using Grants.Tests.Local;
using Xunit.Abstractions;

namespace Grants.Tests.Demo;

/// <summary>The main job on real input, as a process of its own: once without disturbance, once killed again and again.</summary>
public sealed partial class DemoTests(UndisturbedDemo undisturbed, ITestOutputHelper log) : IClassFixture<UndisturbedDemo>, IDisposable
{
    private const int Kills = 6;
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.In("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Demo_EndsClean()
    {
        log.WriteLine(undisturbed.Output);
        Assert.Equal("", undisturbed.Errors);
        Assert.Equal(0, undisturbed.ExitCode);
        Assert.Contains("The demo ended clean.", undisturbed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SURPRISE", undisturbed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grants", @"^4 closed, AUD\s1,270,000\.00$")]
    [InlineData("Documents", @"; every SHA-256 read back and compared$")]
    [InlineData("Orchestrations", @"^\d+ Completed$")]
    [InlineData("Tranches", @"^16 released and paid, AUD\s1,270,000\.00$")]
    [InlineData("Audit entries", @"; chain intact$")]
    [InlineData("  offer-lapsed", @"^1$")]
    [InlineData("  report-revision-requested", @"^1$")]
    public void Demo_CountsWhatItShould(string row, string value) => Assert.Matches(value, Rows(undisturbed.Output)[row]);

    [Fact]
    public async Task Demo_KilledAgainAndAgain_EndsWithTheSameTotals()
    {
        var seed = Environment.TickCount;
        log.WriteLine($"Random seed {seed}");
        var random = new Random(seed);
        var events = undisturbed.Events;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var host = HostProcess.Start(UndisturbedDemo.Arguments(Data, resume: kill > 0));
            var after = random.Next(1, events / Kills);
            await SaysAsync(host, after);
            await Task.Delay(random.Next(300)); // not on the heels of a line each time, but somewhere in what follows
            await host.KillAsync();
            log.WriteLine($"Killed after {after} events:\n{host.Output}");
        }

        await using var last = HostProcess.Start(UndisturbedDemo.Arguments(Data, resume: true));
        var (exitCode, errors) = await last.EndsAsync(UndisturbedDemo.Patience);

        log.WriteLine(last.Output);
        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.Equal(Totals(undisturbed.Output), Totals(last.Output));
    }

    [SkippableFact]
    public async Task Demo_OnThreeInstances_EachOfThemKilled_EndsWithTheSameTotals()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Postgres);
        var blobs = (await SharedAzurite.GetAsync()).ConnectionStringOf(SharedAzurite.Spare);
        string[] shared = ["--database", "postgres", "--connection", database.ConnectionString, "--blobs", blobs];
        await using var first = await HostProcess.ServeAsync(_folder.In("first"), [.. shared, "--clock", UndisturbedDemo.FirstDay]);
        await using var second = await HostProcess.ServeAsync(_folder.In("second"), [.. shared, "--beside", _folder.In("first")]);
        // The first one holds the lease of the orchestrations, unless the machine kept it from renewing it.
        await Eventually.TrueAsync(async () => await RunsOrchestrationsAsync(first) != await RunsOrchestrationsAsync(second), "one of them runs the orchestrations");
        var (holder, other) = await RunsOrchestrationsAsync(first) ? (first, second) : (second, first);
        await FormOfOneIsTakenByTheOtherAsync(first, second);

        string[] demo = ["demo", "--data", Data, .. shared, "--beside", _folder.In("first"), "--also", $"{first.Address};{second.Address}"];
        await using (var third = HostProcess.Start(demo))
        {
            await SaysAsync(third, undisturbed.Events / 3);
            await holder.KillAsync();
            await SaysAsync(third, undisturbed.Events / 2);
            await third.KillAsync();
        }

        // Whoever holds the lease now: the other one goes when the demo is well under way again.
        await using var again = HostProcess.Start([.. demo, "--resume"]);
        await SaysAsync(again, undisturbed.Events / 6);
        await other.KillAsync();
        var (exitCode, errors) = await again.EndsAsync(UndisturbedDemo.Patience);

        log.WriteLine(again.Output);
        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.Equal(Totals(undisturbed.Output, sameEngine: false), Totals(again.Output, sameEngine: false));
    }

    private static async Task<bool> RunsOrchestrationsAsync(HostProcess host) => (await host.GetJsonAsync("/dev/clock")).GetProperty("runsOrchestrations").GetBoolean();

    private static async Task FormOfOneIsTakenByTheOtherAsync(HostProcess one, HostProcess other)
    {
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false });
        var form = await http.GetStringAsync(new Uri(one.Address, "/sign-in"));
        var token = Token().Match(form).Groups[1].Value;
        Assert.NotEmpty(token);
        async Task<HttpStatusCode> PostAsync(string token)
        {
            using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Email", "nobody@cso.example")]);
            using var response = await http.PostAsync(new Uri(other.Address, "/sign-in"), content);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.SeeOther, await PostAsync(token));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(token[..^8]));
    }

    /// <summary>What the durable engine keeps can be lost: what runs is in the record.</summary>
    [Fact]
    public async Task Demo_WhoseEngineIsLostInTheMiddle_ReachesTheSameEnd()
    {
        await using (var host = HostProcess.Start(UndisturbedDemo.Arguments(Data, resume: false)))
        {
            await SaysAsync(host, undisturbed.Events / 2);
            await host.KillAsync();
        }

        var lost = Directory.GetFiles(Data, "engine.db*");
        Assert.NotEmpty(lost);
        foreach (var file in lost) File.Delete(file);

        await using var last = HostProcess.Start(UndisturbedDemo.Arguments(Data, resume: true));
        var (exitCode, errors) = await last.EndsAsync(UndisturbedDemo.Patience);

        log.WriteLine(last.Output);
        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.Equal(Totals(undisturbed.Output, sameEngine: false), Totals(last.Output, sameEngine: false));
        Assert.Matches(@"^\d+ Completed$", Rows(last.Output)["Orchestrations"]);
    }

    [Fact]
    public async Task Demo_FolderWithSomethingInIt_IsRefusedInOneLine()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "precious"), "mine");
        await using var host = HostProcess.Start(["demo", "--data", Data]);

        var (exitCode, errors) = await host.EndsAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("is not empty", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal(["precious"], Directory.GetFileSystemEntries(Data).Select(Path.GetFileName));
    }

    private static async Task SaysAsync(HostProcess host, int events)
    {
        using var patience = new CancellationTokenSource(UndisturbedDemo.Patience);
        while (UndisturbedDemo.EventsIn(host.Output) < events)
        {
            Assert.False(host.HasEnded, host.Output);
            await Task.Delay(10, patience.Token);
        }
    }

    // How often people sign in and what the trail says of that depends on the kills, and so does mail that was in flight; an archive names instants.
    // An engine that was lost, with its file or with the instance that had it, is rebuilt from the record: with what still runs, not with what had ended.
    private static string Totals(string output, bool sameEngine = true) => string.Join('\n', Rows(output)
        .Where(row => row.Key is "Grants" or "Documents" or "Tranches" || (sameEngine && row.Key == "Orchestrations") || (row.Key.StartsWith(' ') && row.Key is not ("  made by the system" or "  sent again after an interruption")))
        .Select(row => $"{row.Key}: {row.Value}"));

    private static IReadOnlyDictionary<string, string> Rows(string output) =>
        output.Split('\n').Select(line => Row().Match(line)).Where(row => row.Success).DistinctBy(row => row.Groups[1].Value).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex(@"^( *[A-Za-z][A-Za-z -]*?) {2,}(\S.*)$")]
    private static partial Regex Row();
}

/// <summary>One demo that nobody disturbs, for all the tests that look at it.</summary>
public sealed partial class UndisturbedDemo : IAsyncLifetime
{
    /// <summary>How long a demo may take on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>Where its clock begins. What the calendar does to reminders and due dates is then the same each time.</summary>
    public const string FirstDay = "2026-07-01T02:00Z";

    private readonly TemporaryFolder _folder = new();

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    public int ExitCode { get; private set; }

    public int Events => EventsIn(Output);

    public async Task InitializeAsync()
    {
        await using var host = HostProcess.Start(Arguments(_folder.In("data"), resume: false));
        var (exitCode, errors) = await host.EndsAsync(Patience);
        (ExitCode, Errors, Output) = (exitCode, string.Join('\n', errors), host.Output);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    internal static string[] Arguments(string data, bool resume) => ["demo", "--data", data, .. resume ? ["--resume"] : new[] { "--clock", FirstDay }];

    internal static int EventsIn(string output) => Event().Count(output);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d  ", RegexOptions.Multiline)]
    private static partial Regex Event();
}
