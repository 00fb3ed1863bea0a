using System.Diagnostics;
using System.Globalization;

namespace Grants.Benchmarks;

/// <summary>
/// From the start of the local host's process, on data that exists, to the first answer of the portal; the document store is up already. It measures a published
/// host:
/// <code>
/// dotnet publish -c Release -r linux-x64 -p:PublishReadyToRun=true -o PUBLISHED src/Grants.Local
/// dotnet run -c Release --project tests/Grants.Benchmarks -- coldstart PUBLISHED
/// </code>
/// </summary>
internal static class ColdStartBenchmark
{
    private const int Starts = 9;
    private const double MostSeconds = 1.5;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var published])
        {
            Console.WriteLine("Give the folder of a published Grants.Local.");
            return 1;
        }

        await using var site = await LocalSite.StartAsync(); // for its document store
        var folder = Directory.CreateTempSubdirectory("grants-benchmark-");
        var host = new ProcessStartInfo(Path.Combine(Path.GetFullPath(published), "Grants.Local"), ["--data", folder.FullName, "--urls", "http://127.0.0.1:0", "--blobs", site.BlobConnectionString]) { RedirectStandardOutput = true };
        try
        {
            await StartOnceAsync(host); // makes the data
            var seconds = new List<double>();
            for (var i = 0; i < Starts; i++) seconds.Add(await StartOnceAsync(host));
            seconds.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Starts} starts: shortest {seconds[0]:F2} s, median {seconds[Starts / 2]:F2} s, longest {seconds[^1]:F2} s; limit {MostSeconds} s"));
            return seconds[Starts / 2] <= MostSeconds ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> StartOnceAsync(ProcessStartInfo host)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(host)!;
        var address = await AddressAsync(process.StandardOutput);
        using var client = new HttpClient { BaseAddress = address };
        (await client.GetAsync("/")).EnsureSuccessStatusCode();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var kill = Process.Start("kill", $"-TERM {process.Id}");
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return seconds;
    }

    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
            if (line.Split(' ').FirstOrDefault(word => Uri.TryCreate(word, UriKind.Absolute, out var uri) && uri.Scheme == "http") is { } address) return new Uri(address);
        throw new InvalidOperationException("The host ended before it said its address.");
    }
}
