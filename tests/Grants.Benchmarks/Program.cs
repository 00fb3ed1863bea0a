using Grants.Benchmarks;

// One command for each area: dotnet run -c Release --project tests/Grants.Benchmarks -- <command>
var commands = new Dictionary<string, Func<string[], Task<int>>>(StringComparer.Ordinal)
{
    ["engine"] = EngineBenchmark.RunAsync,
    ["submit"] = SubmitBenchmark.RunAsync,
    ["lists"] = ListsBenchmark.RunAsync,
    ["surge"] = SurgeBenchmark.RunAsync,
    ["bare"] = BareBenchmark.RunAsync,
    ["pages"] = PagesBenchmark.RunAsync,
    ["mail"] = MailBenchmark.RunAsync,
    ["coldstart"] = ColdStartBenchmark.RunAsync,
};

// A process that a measurement starts beside itself.
if (args is [StandInBlobs.Command]) return await StandInBlobs.RunAsync();

if (args.Length > 0 && commands.TryGetValue(args[0], out var command))
    return await command(args[1..]);

Console.Error.WriteLine($"Say what to measure: {string.Join(", ", commands.Keys)}.");
return 1;
