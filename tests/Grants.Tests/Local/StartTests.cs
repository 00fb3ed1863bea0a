using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Grants.Tests.Local;

/// <summary>Starting, stopping and being killed, from outside.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.In("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Terminate_StopsInOrder_AndLeavesNoChild()
    {
        await using var host = await HostProcess.ServeAsync(Data);
        var children = host.Descendants();
        Assert.NotEmpty(children);

        var (exitCode, errors) = await host.SignalAsync("TERM");

        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
        Assert.DoesNotContain(children, Eventually.IsAlive);
    }

    [Fact]
    public async Task Interrupt_StopsInOrder()
    {
        await using var host = await HostProcess.ServeAsync(Data);

        var (exitCode, errors) = await host.SignalAsync("INT");

        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Kill_LeavesNoChild_AndTheNextStartHasEverything()
    {
        await using var first = await HostProcess.ServeAsync(Data);
        await Mailbox.SendAsync(first, Data, "lead@cso.example", "Before the kill");
        var children = first.Descendants();
        Assert.NotEmpty(children);

        await first.KillAsync();

        Assert.DoesNotContain(children, Eventually.IsAlive);
        await using var second = await HostProcess.ServeAsync(Data);
        Assert.Equal("Before the kill", (await second.GetJsonAsync("/dev/mail.json")).GetProperty("mails")[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task SecondStart_CallsNoNpm()
    {
        await (await HostProcess.ServeAsync(Data)).DisposeAsync();
        var called = _folder.In("called");
        Shim("npm", $"touch {called}; exit 1");

        await using var host = HostProcess.Start(
            ["--data", Data, "--urls", "http://localhost:0", "--empty"], $"{_folder.In("bin")}:{Environment.GetEnvironmentVariable("PATH")}");
        await host.ServesAsync();
        using var answer = await host.Http.GetAsync("/dev/mail");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(File.Exists(called));
    }

    [Fact]
    public async Task PortInUse_IsOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await ExpectFailureAsync($"Port {port} is in use", ["--data", Data, "--urls", $"http://localhost:{port}"]);
    }

    [Theory]
    [InlineData("https://localhost:5080")]
    [InlineData("localhost")]
    [InlineData("http://grants.example:80")]
    [InlineData(";")]
    public async Task UnusableAddress_IsOneLine(string urls) => await ExpectFailureAsync("", ["--data", Data, "--urls", urls]);

    [Fact]
    public async Task DataFolderInUse_IsOneLine()
    {
        await using var host = await HostProcess.ServeAsync(Data);

        await ExpectFailureAsync("is in use by another running instance", ["--data", Data, "--urls", "http://localhost:0"]);
    }

    [Theory]
    [InlineData("grants.db", 0)]
    [InlineData("engine.db", 0)]
    [InlineData("local.db", 0)]
    [InlineData("local.db", 5000)]
    public async Task DamagedDatabase_IsOneLine(string name, int from)
    {
        await (await HostProcess.ServeAsync(Data)).DisposeAsync();
        foreach (var companion in new[] { "-wal", "-shm" }) File.Delete(Path.Combine(Data, name + companion));
        await using (var file = File.OpenWrite(Path.Combine(Data, name)))
        {
            file.Position = from;
            var garbage = new byte[8192];
            Random.Shared.NextBytes(garbage);
            await file.WriteAsync(garbage);
        }

        await ExpectFailureAsync($"{name} is damaged", ["--data", Data, "--urls", "http://localhost:0"]);
    }

    [Fact]
    public async Task DamagedDocumentStore_IsOneLine()
    {
        await (await HostProcess.ServeAsync(Data)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(Data, "blobs", "blobs.json"), "{ not json");

        await ExpectFailureAsync("The document store (Azurite) did not start", ["--data", Data, "--urls", "http://localhost:0"]);
    }

    [Fact]
    public async Task NodeMissing_IsOneLine() =>
        await ExpectFailureAsync("Node.js is missing", ["--data", Data, "--tools", _folder.In("tools"), "--urls", "http://localhost:0"], Directory.CreateDirectory(_folder.In("bin")).FullName);

    [Fact]
    public async Task NpmMissing_IsOneLine() =>
        await ExpectFailureAsync("npm is missing", ["--data", Data, "--tools", _folder.In("tools"), "--urls", "http://localhost:0"], OnlyNode());

    [Fact]
    public async Task NpmFails_IsOneLineWithWhatItSaid_AndLeavesNothing()
    {
        var path = OnlyNode();
        Shim("npm", "echo 'network request failed' >&2; exit 1");

        await ExpectFailureAsync("network request failed", ["--data", Data, "--tools", _folder.In("tools"), "--urls", "http://localhost:0"], path);

        Assert.DoesNotContain(Directory.GetDirectories(_folder.In("tools")), name => !name.EndsWith(".installing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KillDuringInstallation_LeavesNoNpm_AndTheNextStartInstalls()
    {
        var path = OnlyNode();
        var begun = _folder.In("begun");
        Shim("npm", $"/bin/mkdir node_modules; echo $$ > {begun}.tmp; /bin/mv {begun}.tmp {begun}; exec /bin/sleep 600");
        string[] arguments = ["--data", Data, "--tools", _folder.In("tools"), "--urls", "http://localhost:0", "--empty"];
        await using (var host = HostProcess.Start(arguments, path))
        {
            await Eventually.TrueAsync(() => File.Exists(begun), "npm runs");
            await host.KillAsync();
        }

        var npm = int.Parse(await File.ReadAllTextAsync(begun), CultureInfo.InvariantCulture);
        await Eventually.TrueAsync(() => !Eventually.IsAlive(npm), "npm has ended");
        await using var next = HostProcess.Start(arguments);
        await next.ServesAsync();
        Assert.Single(Directory.GetDirectories(_folder.In("tools")));
    }

    [SkippableFact]
    public async Task DiskFull_IsOneLine()
    {
        var mounted = Directory.CreateDirectory(_folder.In("small")).FullName;
        using (var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", mounted]) { RedirectStandardError = true })!)
        {
            await mount.WaitForExitAsync();
            Skip.If(mount.ExitCode != 0, "A small disk can be made by root only.");
        }

        try
        {
            await ExpectFailureAsync("is full", ["--data", Path.Combine(mounted, "data"), "--urls", "http://localhost:0"]);
        }
        finally
        {
            using var unmount = Process.Start("umount", [mounted]);
            await unmount.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task AzuriteKilled_IsStartedAgain()
    {
        await using var host = await HostProcess.ServeAsync(Data);
        var before = Assert.Single(host.Descendants());

        Process.GetProcessById(before).Kill();

        await Eventually.TrueAsync(() => host.Descendants() is [var after] && after != before, "another Azurite runs");
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/dev/mail")).StatusCode);
    }

    [Fact]
    public async Task AzuriteKilledAgainAndAgain_EndsTheHostWithOneLine()
    {
        await using var host = await HostProcess.ServeAsync(Data);
        var ended = host.EndsAsync();
        var killed = 0;
        await Eventually.TrueAsync(
            () =>
            {
                if (ended.IsCompleted) return true;
                if (host.Descendants() is [var azurite] && azurite != killed) Process.GetProcessById(killed = azurite).Kill();
                return false;
            },
            "the host gives up");

        var (exitCode, errors) = await ended;

        Assert.Equal(1, exitCode);
        Assert.Contains("The document store (Azurite)", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DevPages_AreForThisMachineOnly()
    {
        await using var host = await HostProcess.ServeAsync(Data);
        using var otherName = new HttpRequestMessage(HttpMethod.Get, "/dev/mail") { Headers = { Host = "rebound.example" } };
        using var otherSite = new HttpRequestMessage(HttpMethod.Post, "/dev/mail/faults") { Headers = { { "Origin", "https://elsewhere.example" } }, Content = JsonContent.Create(new { kind = "serverError" }) };

        Assert.Equal(HttpStatusCode.Forbidden, (await host.Http.SendAsync(otherName)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Http.SendAsync(otherSite)).StatusCode);
        Assert.Equal(0, (await host.GetJsonAsync("/dev/mail/faults")).GetProperty("faults").GetArrayLength());
    }

    private static async Task ExpectFailureAsync(string said, IEnumerable<string> arguments, string? path = null)
    {
        await using var host = HostProcess.Start(arguments, path);

        var (exitCode, errors) = await host.EndsAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains(said, Assert.Single(errors), StringComparison.Ordinal);
    }

    /// <returns>A PATH with Node.js and without npm.</returns>
    private string OnlyNode()
    {
        var node = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "node")).First(File.Exists);
        var bin = Directory.CreateDirectory(_folder.In("bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "node"), node);
        return bin;
    }

    private void Shim(string name, string script)
    {
        var path = Path.Combine(Directory.CreateDirectory(_folder.In("bin")).FullName, name);
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("These tests look at processes as Linux shows them.");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
