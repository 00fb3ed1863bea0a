using System.Globalization;
using Grants.DurableEngine.CrashHost;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

// arguments: directory, file of the lines that earlier processes have printed, first new instance.
// Prints a line for each promise that the engine has made; whoever kills this process then checks that they are kept.
var promised = File.ReadAllLines(args[1]).ToHashSet(StringComparer.Ordinal);
var next = int.Parse(args[2], CultureInfo.InvariantCulture);

await using var provider = CrashServices.Build(args[0]);
await provider.GetRequiredService<Grants.DurableEngine.DurableEngine>().StartAsync(CancellationToken.None);
var client = provider.GetRequiredService<DurableTaskClient>();
Console.WriteLine("ready");

// First what an earlier process began and did not finish asking for, then ever more.
await Task.WhenAll(Enumerable.Range(0, next).Where(i => !promised.Contains($"event {i} 2")).Select(AskAsync));
await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
{
    while (true)
    {
        var i = Interlocked.Increment(ref next) - 1;
        await AskAsync(i);
        await client.WaitForInstanceCompletionAsync(CrashServices.IdOf(i));
    }
}));

async Task AskAsync(int i)
{
    if (!promised.Contains($"start {i}"))
    {
        await CrashServices.StartOnceAsync(client, i);
        Console.WriteLine($"start {i}");
    }

    for (var number = 1; number <= 2; number++)
    {
        if (promised.Contains($"event {i} {number}"))
            continue;
        await client.RaiseEventAsync(CrashServices.IdOf(i), "number", number);
        Console.WriteLine($"event {i} {number}");
    }
}
