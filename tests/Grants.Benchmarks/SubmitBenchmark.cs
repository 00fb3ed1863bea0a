using System.Collections.Concurrent;
using System.Diagnostics;
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

/// <summary>Submissions of complete applications through Kestrel, on SQLite with durable commits: how many a second, and whether any is lost.</summary>
internal static class SubmitBenchmark
{
    private const int WarmUp = 1500;
    private const int Measured = 3000;
    private const int AtOnce = 16;

    public static async Task<int> RunAsync(string[] _)
    {
        await using var site = await LocalSite.StartAsync();
        var drafts = await SeedAsync(site, WarmUp + Measured, DateTime.UtcNow.AddDays(30));
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = site.Address };

        await SubmitAsync(client, drafts[..WarmUp]);
        var watch = Stopwatch.StartNew();
        var processor = Environment.CpuUsage.TotalTime;
        var latencies = await SubmitAsync(client, drafts[WarmUp..]);
        var seconds = watch.Elapsed.TotalSeconds;
        var spent = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / Measured;

        Array.Sort(latencies);
        var (stored, numbers) = await site.InDatabaseAsync(async db => (
            await db.Applications.CountAsync(application => application.Stage == Stage.Submitted),
            await db.Applications.Select(application => application.Number).Distinct().CountAsync()));
        Console.WriteLine($"{Measured} submissions, {AtOnce} at once: {Measured / seconds:F0} a second; median {latencies[Measured / 2]:F0} ms, 99th percentile {latencies[Measured * 99 / 100]:F0} ms");
        Console.WriteLine($"processor time a submission, the load program and the orchestrations that it starts included: {spent:F1} ms");
        Console.WriteLine($"stored {stored} of {drafts.Length}, {numbers} different numbers");
        return stored == drafts.Length && numbers == drafts.Length ? 0 : 1;
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

    private static async Task<double[]> SubmitAsync(HttpClient client, Draft[] drafts)
    {
        var latencies = new ConcurrentBag<double>();
        await Parallel.ForEachAsync(drafts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (draft, cancellationToken) =>
        {
            var start = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/applications/{draft.Id}/submit") { Content = JsonContent.Create(new { version = draft.Version }) };
            request.Headers.Add("Cookie", draft.Cookie);
            using var response = await client.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
            var receipt = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            if (receipt.GetProperty("number").GetString() is not { Length: > 0 }) throw new InvalidOperationException("A receipt without a number.");
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        });
        return [.. latencies];
    }

    internal sealed record Draft(Guid Id, int Version, string Cookie);
}
