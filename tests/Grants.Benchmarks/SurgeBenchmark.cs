using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grants.Local.Demo;
using Microsoft.EntityFrameworkCore;

namespace Grants.Benchmarks;

/// <summary>
/// The last ten minutes before a deadline, in one: every applicant saves answers, uploads a file and submits, and the closer the deadline the more of them do.
/// Nothing may be lost, nobody who was in time may be told that they are late, and a submission may not take long. Load program, portal, database and document
/// store share the machine. The document store is a light stand-in (<see cref="StandInBlobs"/>), or the emulator that the local host starts.
/// <code>dotnet run -c Release --project tests/Grants.Benchmarks -- surge [--applicants 2000] [--seconds 60] [--saves 3] [--megabytes 1] [--warm-up 600] [--documents stand-in|emulator] [--connection POSTGRES]</code>
/// </summary>
internal static class SurgeBenchmark
{
    private const string Question = "problem";
    private const string Slot = "registration-certificate";
    private const double MostMilliseconds = 1000;

    public static async Task<int> RunAsync(string[] args)
    {
        var plan = Plan.Parse(args);
        await using var blobs = plan.Emulator ? null : await StandInBlobs.StartAsync();
        await using var site = await LocalSite.StartAsync(plan.Connection, blobs?.ConnectionString);
        var file = File(plan.Megabytes);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { BaseAddress = site.Address, Timeout = TimeSpan.FromMinutes(3) };

        // Once before it counts, with people of their own: the runtime compiles what is used much.
        var warm = await SubmitBenchmark.SeedAsync(site, plan.WarmUp, DateTime.UtcNow.AddHours(1));
        await SurgeAsync(client, warm, plan with { Seconds = plan.WarmUp / 20 }, DateTime.UtcNow.AddSeconds(plan.WarmUp / 20.0 + 1), file);

        var drafts = await SubmitBenchmark.SeedAsync(site, plan.Applicants, DateTime.UtcNow.AddHours(1));
        var begin = DateTime.UtcNow.AddSeconds(2);
        var deadline = begin.AddSeconds(plan.Seconds);
        await site.InDatabaseAsync(db => db.Calls.Where(call => db.Applications.Any(a => a.Id == drafts[0].Id && a.CallId == call.Id)).ExecuteUpdateAsync(set => set.SetProperty(call => call.DeadlineAt, deadline)));
        var processor = Environment.CpuUsage.TotalTime;
        var (seen, requests) = await SurgeAsync(client, drafts, plan, deadline, file);
        var spent = Environment.CpuUsage.TotalTime - processor;
        return await ReportAsync(site, plan, drafts, seen, requests, spent);
    }

    private static async Task<(IReadOnlyCollection<Seen> Seen, int Requests)> SurgeAsync(HttpClient client, SubmitBenchmark.Draft[] drafts, Plan plan, DateTime deadline, byte[] file)
    {
        var random = new Random(1);
        var begin = deadline.AddSeconds(-plan.Seconds);
        var seen = new ConcurrentBag<Seen>();
        var requests = 0;
        // The density of submissions rises evenly to the deadline: half of them come in the last third.
        var people = drafts.Select(draft => (Draft: draft, At: plan.Seconds * Math.Sqrt(random.NextDouble()), Seed: random.Next())).ToList();
        await Task.WhenAll(people.Select(async person =>
        {
            var own = new Random(person.Seed);
            var before = Task.Run(async () =>
            {
                var saves = Enumerable.Range(1, plan.Saves).Select(_ => own.NextDouble() * person.At * 0.8).Order().ToList();
                var upload = own.NextDouble() * person.At * 0.8;
                var saving = SaveAsync(client, person.Draft, begin, saves, () => Interlocked.Increment(ref requests));
                await DelayUntilAsync(begin.AddSeconds(upload));
                await UploadAsync(client, person.Draft, file, () => Interlocked.Increment(ref requests));
                return await saving;
            });
            // Nobody submits before their own texts and file are there.
            string saved;
            try
            {
                saved = await before;
            }
            catch (RefusedException refused)
            {
                // Whoever comes to their last text or piece only after the deadline was held up before, and is told so rightly.
                seen.Add(new Seen(person.Draft.Id, refused.Status, refused.SentAt <= deadline, double.PositiveInfinity, "", refused.Message));
                return;
            }

            await DelayUntilAsync(begin.AddSeconds(person.At));
            var submission = new TimedContent(new { version = person.Draft.Version });
            var start = Stopwatch.GetTimestamp();
            var (status, answer) = await SendAsync(client, HttpMethod.Post, $"/api/v1/applications/{person.Draft.Id}/submit", person.Draft.Cookie, submission);
            Interlocked.Increment(ref requests);
            seen.Add(new Seen(person.Draft.Id, status, submission.SentAt <= deadline, Stopwatch.GetElapsedTime(start).TotalMilliseconds, saved, answer));
        }));
        return (seen, requests);
    }

    // Each save goes on from the version that the one before was given.
    private static async Task<string> SaveAsync(HttpClient client, SubmitBenchmark.Draft draft, DateTime begin, IReadOnlyList<double> at, Action counted)
    {
        var (version, text) = (1, "");
        foreach (var (number, seconds) in at.Index())
        {
            await DelayUntilAsync(begin.AddSeconds(seconds));
            text = $"Saved text {number} of {InLetters(draft.Id)}. " + new string('x', 800);
            var sent = DateTime.UtcNow;
            var (status, answer) = await SendAsync(client, HttpMethod.Put, $"/api/v1/applications/{draft.Id}/answers/{Question}", draft.Cookie, JsonContent.Create(new { version, value = text }));
            counted();
            if (status != HttpStatusCode.OK) throw new RefusedException($"A save was answered {(int)status}: {answer}", status, sent);
            version = JsonDocument.Parse(answer).RootElement.GetProperty("version").GetInt32();
        }

        return text;
    }

    // A row of digits would be taken for a telephone number, rightly.
    private static string InLetters(Guid id) => string.Concat(id.ToString("N").Select(digit => (char)('a' + Convert.ToInt32(digit.ToString(), 16))));

    private static async Task UploadAsync(HttpClient client, SubmitBenchmark.Draft draft, byte[] file, Action counted)
    {
        var begun = await AcceptedAsync(HttpMethod.Post, "/api/v1/documents", JsonContent.Create(new { purpose = "Application", subjectId = draft.Id, slot = Slot, name = "registration.pdf", length = file.Length }));
        var chunk = begun.GetProperty("chunkBytes").GetInt32();
        var id = begun.GetProperty("id").GetGuid();
        for (var (number, from) = (0, 0); from < file.Length; number++, from += chunk)
            await AcceptedAsync(HttpMethod.Put, $"/api/v1/documents/{id}/chunks/{number}", new ByteArrayContent(file, from, Math.Min(chunk, file.Length - from)));
        await AcceptedAsync(HttpMethod.Post, $"/api/v1/documents/{id}/complete", null);

        async Task<JsonElement> AcceptedAsync(HttpMethod method, string path, HttpContent? content)
        {
            var sent = DateTime.UtcNow;
            var (status, answer) = await SendAsync(client, method, path, draft.Cookie, content);
            counted();
            if ((int)status >= 300) throw new RefusedException($"{method} {path} was answered {(int)status}: {answer}", status, sent);
            return answer.Length == 0 ? default : JsonDocument.Parse(answer).RootElement;
        }
    }

    private static async Task<int> ReportAsync(LocalSite site, Plan plan, SubmitBenchmark.Draft[] drafts, IReadOnlyCollection<Seen> seen, int requests, TimeSpan spent)
    {
        var ids = drafts.Select(draft => draft.Id).ToHashSet();
        var kept = (await site.InDatabaseAsync(db => db.Submissions.AsNoTracking().ToListAsync())).Where(submission => ids.Contains(submission.ApplicationId)).ToDictionary(submission => submission.ApplicationId);
        var lost = seen.Count(one => one.Status == HttpStatusCode.OK && (!kept.TryGetValue(one.Id, out var submission)
            || submission.Read().Answers.First(answer => answer.Code == Question).Text != one.Saved));
        var wronglyLate = seen.Count(one => one.WasInTime && one.Status != HttpStatusCode.OK);
        var wronglyTaken = kept.Values.Count(submission => submission.SubmittedAt > submission.DeadlineAt);
        var behind = seen.Count(one => !one.WasInTime);
        var latencies = seen.Where(one => one.WasInTime).Select(one => one.Milliseconds).Order().ToArray();
        var p99 = latencies[latencies.Length * 99 / 100];
        foreach (var failure in seen.Where(one => one.WasInTime && one.Status != HttpStatusCode.OK).Take(3)) Console.WriteLine($"  {(int)failure.Status}: {failure.Answer}");
        Say($"{plan.Applicants} applicants in {plan.Seconds} s, each {plan.Saves} saves, a file of {plan.Megabytes} MB and a submission, on {(plan.Connection is null ? "SQLite" : "PostgreSQL")}, documents in {(plan.Emulator ? "the emulator" : "a stand-in")}: {requests} requests, {requests / (double)plan.Seconds:F0} a second; up to {2.0 * plan.Applicants / plan.Seconds:F0} submissions a second");
        Say($"submissions: median {latencies[latencies.Length / 2]:F0} ms, 99th percentile {p99:F0} ms, longest {latencies[^1]:F0} ms; limit {MostMilliseconds:F0} ms");
        Say($"processor time: {spent.TotalSeconds:F1} s of this process, {spent.TotalMilliseconds / requests:F1} ms a request, load program included, document store not");
        Say($"lost {lost}, wrongly late {wronglyLate}, taken after the deadline {wronglyTaken}, submitted {kept.Count} of {drafts.Length}; held up until after the deadline {behind}");
        return lost + wronglyLate + wronglyTaken + behind == 0 && p99 <= MostMilliseconds ? 0 : 1;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static async Task<(HttpStatusCode Status, string Answer)> SendAsync(HttpClient client, HttpMethod method, string path, string cookie, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Cookie", cookie);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task DelayUntilAsync(DateTime instant)
    {
        var wait = instant - DateTime.UtcNow;
        return wait > TimeSpan.Zero ? Task.Delay(wait) : Task.CompletedTask;
    }

    // A scanned certificate as offices send it, as many pages as it takes.
    private static byte[] File(double megabytes)
    {
        for (var pages = 1; ; pages++)
        {
            var file = DemoFiles.Registration(DemoWorld.Applicants[0] with { ScanPages = pages }).Bytes;
            if (file.Length >= megabytes * 1_000_000) return file;
        }
    }

    // When the load program came to sending it, which may be later than it wanted to: it shares the processors too.
    private sealed class TimedContent : ByteArrayContent
    {
        public TimedContent(object body)
            : base(JsonSerializer.SerializeToUtf8Bytes(body)) => Headers.ContentType = new("application/json");

        public DateTime SentAt { get; private set; } = DateTime.MaxValue;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            SentAt = DateTime.UtcNow;
            return base.SerializeToStreamAsync(stream, context, cancellationToken);
        }
    }

    /// <summary>A save or a piece of a file was refused.</summary>
    /// <param name="message">What was answered.</param>
    /// <param name="status">The status.</param>
    /// <param name="sentAt">When it was sent (UTC).</param>
    private sealed class RefusedException(string message, HttpStatusCode status, DateTime sentAt) : Exception(message)
    {
        public HttpStatusCode Status => status;

        public DateTime SentAt => sentAt;
    }

    private sealed record Seen(Guid Id, HttpStatusCode Status, bool WasInTime, double Milliseconds, string Saved, string Answer);

    private sealed record Plan(int Applicants, int Seconds, int Saves, double Megabytes, int WarmUp, bool Emulator, string? Connection)
    {
        public static Plan Parse(string[] args)
        {
            var given = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
            return new Plan(Number("--applicants", 2000), Number("--seconds", 60), Number("--saves", 3), Number("--megabytes", 1), Number("--warm-up", 600), Emulator(), given.GetValueOrDefault("--connection"));

            bool Emulator() => given.GetValueOrDefault("--documents", "stand-in") switch
            {
                "stand-in" => false,
                "emulator" => true,
                var other => throw new ArgumentException($"--documents {other}: say stand-in or emulator."),
            };

            int Number(string option, int usual) => given.TryGetValue(option, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        }
    }
}
