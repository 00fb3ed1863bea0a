using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Grants.Tests.Documents;

namespace Grants.Tests.Fixtures;

/// <summary>
/// ClamAV's daemon from Debian's package, for this run alone, with two signatures written by hand: the test file of scanners by its hash, and its text anywhere in a
/// file. It ends with this process, however that ends. It takes streams of up to a megabyte.
/// </summary>
internal sealed class Clamd
{
    private const string Program = "/usr/sbin/clamd";
    private static readonly Lazy<Task<Clamd>> _shared = new(StartAsync);

    // Held so that its standard input stays open.
    private readonly Process _guard;

    private Clamd(Process guard, string path, int port) => (_guard, Path, Port) = (guard, path, port);

    /// <summary>Its Unix socket.</summary>
    public string Path { get; }

    /// <summary>Its port on the loopback address.</summary>
    public int Port { get; }

    /// <summary>The run's daemon.</summary>
    /// <exception cref="SkipException">ClamAV is not installed.</exception>
    public static Task<Clamd> SharedAsync() => _shared.Value;

    private static async Task<Clamd> StartAsync()
    {
        Skip.IfNot(File.Exists(Program), $"ClamAV is not installed: there is no {Program} (Debian's package clamav-daemon).");
        var port = Ports.Free();
        var signatures = Directory.CreateTempSubdirectory("grants-signatures-");
        try
        {
            var eicar = SampleFiles.Eicar;
#pragma warning disable CA5351 // The format of these signatures; nothing rests on the hash.
            await File.WriteAllTextAsync(System.IO.Path.Combine(signatures.FullName, "test.hdb"), $"{Convert.ToHexStringLower(MD5.HashData(eicar))}:{eicar.Length}:Eicar-Test-Signature\n");
#pragma warning restore CA5351
            await File.WriteAllTextAsync(System.IO.Path.Combine(signatures.FullName, "test.ndb"), $"Eicar-Inside:0:*:{Convert.ToHexStringLower(eicar)}\n");
            var script = await File.ReadAllTextAsync(System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "clamd.sh"));
            var guard = Process.Start(new ProcessStartInfo("sh", ["-c", script, "clamd.sh", Program, port.ToString(CultureInfo.InvariantCulture), signatures.FullName])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = guard.StandardError.ReadToEndAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            return await guard.StandardOutput.ReadLineAsync(patience.Token) is { } path ? new Clamd(guard, path, port) : throw new InvalidOperationException($"ClamAV did not start: {await errors}");
        }
        finally
        {
            signatures.Delete(recursive: true);
        }
    }
}
