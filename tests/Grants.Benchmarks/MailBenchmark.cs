using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Grants.Benchmarks;

/// <summary>How long an e-mail takes from the decision that it tells of until SendGrid (here the local mailbox, over HTTP) has it: the request tries its own rows.</summary>
internal static class MailBenchmark
{
    private const int Count = 300;
    private const int AtOnce = 4;

    private static readonly TimeSpan _target = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] _)
    {
        await using var site = await LocalSite.StartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, cancellationToken) =>
        {
            using var client = new HttpClient { BaseAddress = site.Address };
            client.DefaultRequestHeaders.Add("X-Forwarded-For", $"10.0.{number / 250}.{number % 250}"); // a network of its own: one may ask for a few codes only
            using var response = await client.PostAsJsonAsync("api/v1/sign-in", new { email = $"person{number}@people.example" }, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Accepted) throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        });

        var times = await site.InDatabaseAsync(db => db.Emails.Select(email => new { email.CreatedAt, email.DoneAt }).ToListAsync());
        var handed = times.Where(email => email.DoneAt is not null).Select(email => email.DoneAt!.Value - email.CreatedAt).Order().ToList();
        Console.WriteLine($"{handed.Count} of {times.Count} e-mails handed over by their own request, {AtOnce} at once: median {handed[handed.Count / 2].TotalMilliseconds:F0} ms, slowest {handed[^1].TotalMilliseconds:F0} ms");
        return handed.Count >= Count - AtOnce && handed[handed.Count / 2] <= _target ? 0 : 1;
    }
}
