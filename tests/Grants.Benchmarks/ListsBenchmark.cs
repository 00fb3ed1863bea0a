using System.Diagnostics;
using Grants.Accounts;
using Grants.Applications;
using Grants.Partners;
using Microsoft.EntityFrameworkCore;

namespace Grants.Benchmarks;

/// <summary>The first page of the list of applications, through Kestrel on SQLite, with a thousand applications and with a hundred thousand.</summary>
internal static class ListsBenchmark
{
    private const int Few = 1000;
    private const int Many = 100_000;
    private const int WarmUp = 30;
    private const int Measured = 100;
    private const double MostRatio = 2;

    private static readonly string[] Pages =
    [
        "/applications", "/applications?order=Waiting", "/applications?order=Organisation", "/applications?order=Amount", "/applications?order=Number",
        "/applications?country=KH", "/applications?stage=Reviewed&screener=nobody",
    ];

    // What a search costs grows with what it finds, here 11 and 1,111 applications, and with how often its letters stand together elsewhere: told, not limited.
    private const string Search = "/applications?q=many-77";

    public static async Task<int> RunAsync(string[] _)
    {
        await using var site = await LocalSite.StartAsync();
        var cookie = await SeedAsync(site);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = site.Address };
        client.DefaultRequestHeaders.Add("Cookie", cookie);

        // Once before it counts: the runtime compiles what is used much.
        await MeasureAsync(site, client, Few);
        var few = await MeasureAsync(site, client, Few);
        var many = await MeasureAsync(site, client, Many);
        var worst = 0.0;
        foreach (var (page, ms) in many)
        {
            var ratio = ms / few[page];
            if (page != Search) worst = Math.Max(worst, ratio);
            Console.WriteLine($"{page,-50} {few[page],6:F1} ms with {Few:N0}, {ms,6:F1} ms with {Many:N0}: {ratio:F2}");
        }

        Console.WriteLine($"largest ratio {worst:F2}; limit {MostRatio:F0}");
        return worst <= MostRatio ? 0 : 1;
    }

    // The median: what else this machine does is in the slow ones.
    private static async Task<Dictionary<string, double>> MeasureAsync(LocalSite site, HttpClient client, int count)
    {
        await site.InDatabaseAsync(async db =>
        {
            await ManyApplications.FillAsync(db, count);
            return true;
        });
        var medians = new Dictionary<string, double>();
        foreach (var page in Pages.Append(Search))
        {
            var times = new List<double>();
            for (var i = 0; i < WarmUp + Measured; i++)
            {
                var start = Stopwatch.GetTimestamp();
                using var response = await client.GetAsync(page);
                if (!(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Contains("MANY-", StringComparison.Ordinal)) throw new InvalidOperationException($"{page} shows no application.");
                if (i >= WarmUp) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            medians[page] = times.Order().ElementAt(Measured / 2);
        }

        return medians;
    }

    private static async Task<string> SeedAsync(LocalSite site)
    {
        var now = DateTime.UtcNow;
        var manager = new Person("Manager", "manager@people.example", "Asia/Bangkok", now);
        manager.Grant(new RoleGrant(Role.GrantManager));
        var session = new Session(manager.Id, now, SessionCookie.Lifetime);
        session.Prove(now);
        var cookie = site.CookieOf(session);
        var call = SubmitBenchmark.OpenCall(now, now.AddDays(10));
        return await site.InDatabaseAsync(async db =>
        {
            var organisation = new Organisation("Organisation", null, "TH", "+66 2 000 0000", now);
            db.AddRange(manager, session, call, organisation, new Application(call.Id, organisation.Id, "AUD", now));
            await db.SaveChangesAsync();

            // At a stage that no orchestration follows: the list alone is measured.
            await db.Database.ExecuteSqlAsync($"""UPDATE "Calls" SET "Stage" = 'CallClosed'""");
            await db.Database.ExecuteSqlAsync($"""UPDATE "Applications" SET "Stage" = 'Reviewed', "Number" = 'MANY-0-0', "Title" = 'Legal aid', "SubmittedAt" = {now}""");
            return cookie;
        });
    }
}
