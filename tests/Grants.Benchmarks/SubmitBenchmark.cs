using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grants.Accounts;
using Grants.Applications;
using Grants.Calls;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Local.Demo;
using Grants.Partners;
using Microsoft.EntityFrameworkCore;

namespace Grants.Benchmarks;

/// <summary>
/// Answers saved and complete applications submitted through Kestrel, with durable commits: how many a second at most, beside an endpoint that does one durable insert
/// and nothing else (<see cref="BareBenchmark"/>), measured in the same run; and whether any is lost.
/// <code>dotnet run -c Release --project tests/Grants.Benchmarks -- submit [--connection POSTGRES]</code>
/// </summary>
internal static class SubmitBenchmark
{
    private const int WarmUp = 1500;
    private const int Measured = 3000;
    private const int AtOnce = 16;

    public static async Task<int> RunAsync(string[] args)
    {
        var connection = args is ["--connection", var given] ? given : null;
        await using var blobs = await StandInBlobs.StartAsync();
        await using var site = await LocalSite.StartAsync(connection, blobs.ConnectionString);
        var drafts = await SeedAsync(site, WarmUp + Measured, DateTime.UtcNow.AddDays(30));
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = site.Address };

        var before = await BareBenchmark.ASecondAsync(connection);
        var saves = await RateAsync("answers saved", SaveAsync);
        var submissions = await RateAsync("submissions", SubmitAsync);
        var bare = (before + await BareBenchmark.ASecondAsync(connection)) / 2;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare endpoint, one durable insert, on {(connection is null ? "SQLite" : "PostgreSQL")}: {bare:F0} a second; a saved answer takes {bare / saves:F1} times as long as one of its requests, a submission {bare / submissions:F1} times"));

        var (stored, numbers) = await site.InDatabaseAsync(async db => (
            await db.Applications.CountAsync(application => application.Stage == Stage.Submitted),
            await db.Applications.Select(application => application.Number).Distinct().CountAsync()));
        Console.WriteLine($"stored {stored} of {drafts.Length}, {numbers} different numbers");
        return stored == drafts.Length && numbers == drafts.Length ? 0 : 1;

        // The runtime compiles what is used much, so the first do not count.
        async Task<double> RateAsync(string what, Func<HttpClient, Draft, CancellationToken, Task> ask)
        {
            await AllAsync(drafts[..WarmUp], ask);
            var watch = Stopwatch.StartNew();
            var processor = Environment.CpuUsage.TotalTime;
            var latencies = await AllAsync(drafts[WarmUp..], ask);
            var rate = Measured / watch.Elapsed.TotalSeconds;
            var spent = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / Measured;
            Array.Sort(latencies);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Measured} {what}, {AtOnce} at once: {rate:F0} a second; median {latencies[Measured / 2]:F0} ms, 99th percentile {latencies[Measured * 99 / 100]:F0} ms; {spent:F1} ms of processor time each, the load program and what they start included"));
            return rate;
        }

        async Task<double[]> AllAsync(Draft[] some, Func<HttpClient, Draft, CancellationToken, Task> ask)
        {
            var latencies = new ConcurrentBag<double>();
            await Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (draft, cancellationToken) =>
            {
                var start = Stopwatch.GetTimestamp();
                await ask(client, draft, cancellationToken);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            });
            return [.. latencies];
        }
    }

    /// <summary>A call of the programme's usual form that is open for applications.</summary>
    internal static Call OpenCall(DateTime now, DateTime deadline)
    {
        var call = new Call(
            new CallTerms(
                new CallAbout($"BENCH-{Guid.NewGuid():n}"[..14], "A call", "For measuring.", "To measure.", "Everybody.", [], Pathways.NationalCapacity, ProjectAreas.Knowledge),
                new CallMoney("AUD", 50_000_00, 400_000_00, 1_600_000_00, 24),
                new CallTimetable("Asia/Bangkok", now.AddDays(-1), deadline, deadline, deadline.AddDays(60))),
            DefaultForm.Form, DefaultForm.Rubric(), now);
        if (call.Publish(now).IsRefused || call.Open(now).IsRefused) throw new InvalidOperationException("The call does not open.");
        return call;
    }

    // The programme's usual form and three documents of a megabyte each; the bytes have been uploaded before, so that only their rows matter here.
    internal static async Task<Draft[]> SeedAsync(LocalSite site, int count, DateTime deadline) => await site.InDatabaseAsync(async db =>
    {
        var now = DateTime.UtcNow;
        var call = OpenCall(now, deadline);
        db.Add(call);
        var applicant = DemoWorld.Applicants[0];
        var drafts = new List<(Application Application, Session Session)>();
        for (var i = 0; i < count; i++)
        {
            var person = new Person($"Lead {i}", $"lead{i}@people.example", "Asia/Bangkok", now);
            var organisation = new Organisation($"Organisation {i}", null, "TH", "+66 2 000 0000", now);
            var session = new Session(person.Id, now, SessionCookie.Lifetime);
            var application = new Application(call.Id, organisation.Id, "AUD", now);
            foreach (var (code, answer) in DemoAnswers.To(call.Form, applicant)) application.SetAnswer(code, answer, person.Id, now);
            foreach (var question in call.Form.Questions.Where(question => question.Kind == QuestionKind.File))
            {
                var document = new Document(DocumentPurpose.Application, application.Id, organisation.Id, $"{question.Code}.pdf", person.Id, now) { Slot = question.Code };
                document.Complete(1_000_000, new string('a', 64), "application/pdf", now);
                db.Add(document);
            }

            db.AddRange(person, organisation, new Membership(organisation.Id, person.Id, MembershipKind.Lead), session, application);
            drafts.Add((application, session));
        }

        await db.SaveChangesAsync();
        return drafts.Select(draft => new Draft(draft.Application.Id, draft.Application.Version, site.CookieOf(draft.Session))).ToArray();
    });

    private static async Task SaveAsync(HttpClient client, Draft draft, CancellationToken cancellationToken)
    {
        var saved = await AskAsync(client, HttpMethod.Put, $"/api/v1/applications/{draft.Id}/answers/problem", draft, new { version = 1, value = new string('x', 800) }, cancellationToken);
        if (saved.GetProperty("version").GetInt32() != 2) throw new InvalidOperationException("A save without a new version.");
    }

    private static async Task SubmitAsync(HttpClient client, Draft draft, CancellationToken cancellationToken)
    {
        var receipt = await AskAsync(client, HttpMethod.Post, $"/api/v1/applications/{draft.Id}/submit", draft, new { version = draft.Version }, cancellationToken);
        if (receipt.GetProperty("number").GetString() is not { Length: > 0 }) throw new InvalidOperationException("A receipt without a number.");
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, HttpMethod method, string path, Draft draft, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Cookie", draft.Cookie);
        using var response = await client.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    internal sealed record Draft(Guid Id, int Version, string Cookie);
}
