using System.Diagnostics;

namespace Grants.Benchmarks;

/// <summary>
/// From the start of the local host's process, on data that exists, to the first answer of the portal: Azurite included. With the path of a published Grants.Local.dll it
/// measures that one.
/// </summary>
internal static class ColdStartBenchmark
{
    private const int Starts = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("grants-benchmark-");
        var program = args is [var published] ? Path.GetFullPath(published) : typeof(Local.LocalHost).Assembly.Location;
        try
        {
            await StartOnceAsync(program, folder.FullName); // installs Azurite and makes the data
            var seconds = new List<double>();
            for (var i = 0; i < Starts; i++) seconds.Add(await StartOnceAsync(program, folder.FullName));
            seconds.Sort();
            Console.WriteLine($"{Starts} starts: median {seconds[Starts / 2]:F1} s, longest {seconds[^1]:F1} s; limit 5 s");
            return seconds[Starts / 2] <= 5 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> StartOnceAsync(string program, string folder)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", program, "--data", folder, "--urls", "http://127.0.0.1:0" },
            RedirectStandardOutput = true,
        })!;
        var address = await AddressAsync(process.StandardOutput);
        using var client = new HttpClient { BaseAddress = address };
        (await client.GetAsync("/")).EnsureSuccessStatusCode();
        var seconds = watch.Elapsed.TotalSeconds;
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
