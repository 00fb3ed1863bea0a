using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Grants.Tests.Local;

/// <summary>The built local host as a process of its own, as a person starts it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly string _dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<Uri?> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> _errors;
    private readonly Task _reading;

    private HostProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Patient: to move the clock by months takes as long as the machine needs.</summary>
    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(10) };

    public Uri Address => Http.BaseAddress!;

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    public static HostProcess Start(IEnumerable<string> arguments, string? path = null)
    {
        var start = new ProcessStartInfo(_dotnet, ["exec", Path.Combine(AppContext.BaseDirectory, "Grants.Local.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (path is not null) start.Environment["PATH"] = path;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Starts on a free port and waits until it serves.</summary>
    public static async Task<HostProcess> ServeAsync(string data, params string[] more)
    {
        var host = Start(["--data", data, "--urls", "http://localhost:0", "--empty", .. more]);
        await host.ServesAsync();
        return host;
    }

    public async Task ServesAsync()
    {
        var address = await _address.Task.WaitAsync(TimeSpan.FromMinutes(3));
        if (address is null) Assert.Fail($"The host ended: {Output} {await _errors}");
        Http.BaseAddress = address;
    }

    /// <summary>Waits for the end that is expected, and until everything that was said has been read.</summary>
    public async Task<(int ExitCode, string[] Errors)> EndsAsync(TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? TimeSpan.FromMinutes(3));
        await _process.WaitForExitAsync(patience.Token);
        await _reading.WaitAsync(patience.Token);
        return (_process.ExitCode, (await _errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>kill -9: nothing of it gets a chance to tidy up. Its children end by themselves, and are waited for: they still write into its folder.</summary>
    public async Task KillAsync()
    {
        var children = Descendants();
        _process.Kill();
        await EndsAsync();
        await Eventually.TrueAsync(() => !children.Any(Eventually.IsAlive), "no child is left");
    }

    public async Task<(int ExitCode, string[] Errors)> SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await EndsAsync();
    }

    /// <summary>The ids of its children, and theirs.</summary>
    public IReadOnlyList<int> Descendants() => DescendantsOf(Id);

    public async Task<JsonElement> GetJsonAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await SignalAsync("TERM");
        Http.Dispose();
        _process.Dispose();
    }

    // Processes and their threads end while one looks: what has gone has no children any more.
    private static List<int> DescendantsOf(int id)
    {
        var tasks = new DirectoryInfo($"/proc/{id}/task");
        var children = (tasks.Exists ? Gone.Or(() => tasks.GetDirectories(), []) : [])
            .SelectMany(task => Gone.Or(() => File.ReadAllText(Path.Combine(task.FullName, "children")), "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        return [.. children, .. children.SelectMany(DescendantsOf)];
    }

    private static class Gone
    {
        public static T Or<T>(Func<T> look, T gone)
        {
            try
            {
                return look();
            }
            catch (IOException)
            {
                return gone;
            }
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_output) _output.Add(line);
            const string Greeting = "The portal is at ";
            if (line.StartsWith(Greeting, StringComparison.Ordinal)) _address.TrySetResult(new Uri(line[Greeting.Length..]));
        }

        _address.TrySetResult(null);
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("grants-").FullName;

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

internal static class Eventually
{
    /// <summary>Looks again and again, for three minutes at most: the machine may be busy.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var end = Stopwatch.GetTimestamp() + 180 * Stopwatch.Frequency;
        while (!await condition())
        {
            Assert.True(Stopwatch.GetTimestamp() < end, $"This did not come true within three minutes: {what}");
            await Task.Delay(20);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static bool IsAlive(int process)
    {
        // A zombie that nobody has waited for has ended all the same.
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
