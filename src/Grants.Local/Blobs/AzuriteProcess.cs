using System.Diagnostics;
using System.Globalization;

namespace Grants.Local.Blobs;

/// <summary>
/// Azurite's blob service on a free loopback port, with its data on disk. It lives as long as this object, and never longer than this
/// process. When it dies by itself it is started again on the same port; when that does not help, <see cref="Failed"/> completes.
/// </summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    private const string Account = "grants";
    private const int RestartsAllowed = 3;
    private static readonly TimeSpan _longestStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _restartsCountedFor = TimeSpan.FromMinutes(1);

    private readonly string _installation;
    private readonly string _dataDirectory;
    private readonly string _key;
    private readonly int _accounts;
    private readonly bool _lasts;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<StartFailure> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Running? _running;
    private Task _watching = Task.CompletedTask;
    private int _port;

    private AzuriteProcess(string installation, string dataDirectory, string key, int accounts, bool lasts) =>
        (_installation, _dataDirectory, _key, _accounts, _lasts) = (installation, dataDirectory, key, accounts, lasts);

    /// <summary>For <c>BlobServiceClient</c>. The port is another one at every start.</summary>
    public string ConnectionString => ConnectionStringOf(0);

    /// <summary><see cref="ConnectionString"/> of one of several accounts, which share nothing.</summary>
    /// <param name="account">From 0.</param>
    public string ConnectionStringOf(int account) => string.Create(CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={NameOf(account)};AccountKey={_key};BlobEndpoint=http://127.0.0.1:{_port}/{NameOf(account)};");

    /// <summary>The process's id, for tests that kill it.</summary>
    public int ProcessId => _running!.Id;

    /// <summary>Completes with the reason when the service has died and cannot be brought back.</summary>
    public Task<StartFailure> Failed => _failed.Task;

    /// <param name="installation">What <see cref="AzuriteInstallation.EnsureAsync"/> gave.</param>
    /// <param name="dataDirectory">Where the blobs are kept.</param>
    /// <param name="key">The account's key, base64; the same for the same data.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="accounts">How many storage accounts there are.</param>
    /// <param name="lasts">Whether the blobs must outlive the process: a write is then answered when it is on disk.</param>
    /// <exception cref="StartFailure">It did not start.</exception>
    public static async Task<AzuriteProcess> StartAsync(string installation, string dataDirectory, string key, CancellationToken cancellationToken, int accounts = 1, bool lasts = true)
    {
        var azurite = new AzuriteProcess(installation, dataDirectory, key, accounts, lasts);
        try
        {
            await azurite.StartOnceAsync(cancellationToken);
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }

        azurite._watching = azurite.WatchAsync();
        return azurite;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        if (_running is not null) await _running.StopAsync();
        _stopping.Dispose();
    }

    private static string NameOf(int account) => account == 0 ? Account : string.Create(CultureInfo.InvariantCulture, $"{Account}{account}");

    private async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        var process = AzuriteInstallation.StartNode(
            Path.Combine(AzuriteInstallation.Files, "blob-service.js"), [_installation, _dataDirectory], AppContext.BaseDirectory,
            new Dictionary<string, string>
            {
                ["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(0, _accounts).Select(account => $"{NameOf(account)}:{_key}")),
                ["GRANTS_BLOB_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
                ["GRANTS_BLOB_LASTS"] = _lasts ? "yes" : "no",
            });
        _running = new Running(process);
        int? port;
        try
        {
            port = await _running.Listening.WaitAsync(_longestStart, cancellationToken);
        }
        catch (TimeoutException)
        {
            port = null;
        }

        _port = port ?? throw new StartFailure($"The document store (Azurite) did not start on {_dataDirectory}: {await _running.DescribeEndAsync()}");
    }

    private async Task WatchAsync()
    {
        var deaths = new Queue<long>();
        while (true)
        {
            try
            {
                await _running!.Process.WaitForExitAsync(_stopping.Token);
                var reason = await _running.DescribeEndAsync();
                _running.Process.Dispose();
                var now = Stopwatch.GetTimestamp();
                while (deaths.TryPeek(out var first) && Stopwatch.GetElapsedTime(first, now) > _restartsCountedFor) deaths.Dequeue();
                deaths.Enqueue(now);
                if (deaths.Count > RestartsAllowed) throw new StartFailure($"The document store (Azurite) ended {deaths.Count} times within a minute: {reason}");
                await StartOnceAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StartFailure failure)
            {
                _failed.TrySetResult(failure);
                return;
            }
        }
    }

    /// <summary>One life of the process. Its pipes are read to their ends, so that it never blocks on them.</summary>
    private sealed class Running
    {
        private readonly Task<string> _errors;
        private readonly TaskCompletionSource<int?> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Running(Process process)
        {
            (Process, Id) = (process, process.Id);
            _errors = process.StandardError.ReadToEndAsync();
            _ = ReadOutputAsync();
        }

        public Process Process { get; }

        /// <summary>Its id, also after the process has ended and its object is disposed of.</summary>
        public int Id { get; }

        /// <summary>The port, once it listens; null when it ends without.</summary>
        public Task<int?> Listening => _listening.Task;

        public async Task StopAsync()
        {
            Process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await Process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Process.Kill(); // it ends at the end of its input, unless it hangs; what it acknowledged is on disk
                await Process.WaitForExitAsync();
            }

            Process.Dispose();
        }

        public async Task<string> DescribeEndAsync()
        {
            if (!Process.HasExited) Process.Kill();
            await Process.WaitForExitAsync();
            var said = (await _errors).Trim().ReplaceLineEndings(" ");
            return said.Length > 0 ? said : string.Create(CultureInfo.InvariantCulture, $"exit code {Process.ExitCode}");
        }

        private async Task ReadOutputAsync()
        {
            while (await Process.StandardOutput.ReadLineAsync() is { } line)
                if (line.Split(' ') is ["listening", var port]) _listening.TrySetResult(int.Parse(port, CultureInfo.InvariantCulture));
            _listening.TrySetResult(null);
        }
    }
}
