using Grants.Accounts;
using Grants.Data;
using Grants.Local.Mailbox;
using Grants.Partners;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;

namespace Grants.Tests.Hosting;

/// <summary>What leaves as telemetry: enough to follow a click to its e-mail, and nothing of what anybody wrote.</summary>
public sealed class TelemetryTests
{
    // In everything that people give: it must come out nowhere.
    private const string Marked = "Zqxmarked";

    // Everything is kept until a busy machine can send it, what other tests do meanwhile as well.
    static TelemetryTests()
    {
        Environment.SetEnvironmentVariable("OTEL_BSP_MAX_QUEUE_SIZE", "1000000");
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_TIMEOUT", "180000"); // milliseconds
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Click_IsFollowedToItsEmail_AndNothingPersonalIsTold(DatabaseKind kind)
    {
        await using var collector = new OtlpCollector();
        var host = new ObservedHost(kind, collector.Endpoint);
        Guid application;
        Guid[] mails;
        await host.InitializeAsync();
        try
        {
            Skip.If(host.Unavailable is not null, host.Unavailable);
            (application, mails) = await LiveAsync(host);
            await host.Services.GetRequiredService<IHost>().StopAsync(); // and the last of it is sent
        }
        finally
        {
            await host.DisposeAsync();
        }

        var spans = collector.Spans();
        // Other tests run in this process, and are heard as well.
        var submit = Assert.Single(spans, span => span.Name == "POST /api/v1/applications/{id:guid}/submit" && span.Tags.GetValueOrDefault("grants.application") == application.ToString());
        Assert.Equal(("SubmitApplication", "200"), (submit.Tags["grants.act"], Status(spans, submit)));
        var sent = spans.Where(span => span.Name.StartsWith("e-mail ", StringComparison.Ordinal) && span.Tags["grants.subject"] == application.ToString() && span.Trace == submit.Trace).ToList();
        // The service failed at first: each was tried in the request, and again by the sweep, in the same trace.
        Assert.All(mails, mail => Assert.InRange(sent.Count(span => span.Tags["grants.row"] == mail.ToString()), 2, 4));
        Assert.All(sent, span => Assert.Contains(spans, call => call.Parent == span.Id && call.Name == "POST"));
        Assert.Contains(spans, span => span.Name == "start CallOrchestration");
        Assert.Contains(spans, span => span.Name == "PlanCall" && span.Tags["durabletask.task.instance_id"].StartsWith("call-", StringComparison.Ordinal));

        foreach (var kindOfTelemetry in new[] { "traces", "metrics", "logs" })
        {
            var told = collector.Everything(kindOfTelemetry);
            Assert.True(told.Length > 100, $"No {kindOfTelemetry} came.");
            var at = told.IndexOf(Marked, StringComparison.OrdinalIgnoreCase);
            Assert.True(at < 0, $"{kindOfTelemetry} tell something that a person wrote: {(at < 0 ? "" : told[Math.Max(0, at - 300)..Math.Min(told.Length, at + 100)])}");
        }

        var metrics = collector.Everything("metrics");
        foreach (var measure in new[] { "grants.outbox.age", "grants.outbox.parked", "grants.orchestrations.failed", "grants.orchestrations.stuck", "grants.emails", "grants.emails.deliveries", "grants.reminders.sent", "grants.stage.duration", "grants.scans", "http.server.request.duration" })
            Assert.Contains(measure, metrics, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task WithoutAPlaceToSendItTo_NothingIsRegistered()
    {
        var services = new ServiceCollection().AddLogging().AddGrants(new GrantsOptions { HashKey = Convert.ToBase64String(new byte[32]) });
        Assert.DoesNotContain(services, service => service.ServiceType == typeof(ITelemetryExport));
        await using var provider = services.BuildServiceProvider();
        Assert.DoesNotContain(provider.GetServices<ILoggerProvider>(), logger => logger is OpenTelemetryLoggerProvider);
        Assert.Null(provider.GetService<TracerProvider>());
    }

    private static string Status(IEnumerable<CollectedSpan> spans, CollectedSpan span) => spans.Contains(span) && !span.Tags.ContainsKey("error.type") ? "200" : "failed";

    private static async Task<(Guid Application, Guid[] Mails)> LiveAsync(ObservedHost host)
    {
        var scenario = await Scenario.BeginAsync(host);
        var lead = await Programme.PersonAsync(host, $"{Marked} Person", email: $"{Marked}@people.example");
        var organisation = new Organisation($"{Marked} Organisation", null, Programme.Country, "+855 23 000 000", host.Now);
        await host.InDatabaseAsync(db =>
        {
            db.Add(organisation);
            db.Add(new Membership(organisation.Id, lead.Id, MembershipKind.Lead));
            return db.SaveChangesAsync();
        });
        var draft = await scenario.DraftApplicationAsync(await scenario.OpenCallAsync(days: 20), new TestOrganisation(organisation.Id, organisation.LegalName, Programme.Country, lead, lead));
        await scenario.AnswerAsync(draft, ("title", $"{Marked} title"), ("approach", $"{Marked} text"));
        await scenario.UploadAsync(lead, "Application", draft.Id, "certificate", $"{Marked}.pdf", SampleFiles.Pdf());
        await host.AdvanceDaysAsync(18);

        // Whoever looks for something, mistypes an address or a code, sends a token, or something that is not understood.
        var browser = await host.SignInAsync(lead);
        (string, string)[] headers = [("User-Agent", Marked), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", $"who={Marked}"), ("baggage", $"who={Marked}"), ("Referer", $"http://localhost/{Marked}")];
        foreach (var path in new[] { $"/applications?search={Marked}", $"/organisations?search={Marked}", $"/{Marked}/{Marked}", $"/api/v1/applications?page={Marked}", $"/api/v1/calls/{Marked}", $"/documents/{Marked}" })
        {
            (await browser.SendAsync(HttpMethod.Get, path, null, headers)).Dispose();
            (await (await host.SignInAsync(scenario.Staff.Manager)).SendAsync(HttpMethod.Get, path, null, headers)).Dispose();
        }

        using (var visitor = host.NewBrowser())
        {
            (await visitor.SendAsync(HttpMethod.Get, "/api/v1/me", null, ("Authorization", $"Bearer {AccessToken.Prefix}{Marked}"))).Dispose();
            (await visitor.SendAsync(HttpMethod.Post, "/api/v1/sign-in", new { email = $"{Marked}-unknown@people.example" })).Dispose();
            (await visitor.SendAsync(HttpMethod.Post, "/api/v1/sign-in/code", new { email = $"{Marked}@people.example", code = Marked })).Dispose();
            (await visitor.SendAsync(HttpMethod.Post, "/api/v1/sign-in", new StringContent($"{{\"email\": {Marked}", null, "application/json"))).Dispose();
            (await visitor.SendAsync(HttpMethod.Post, "/sign-in", new FormUrlEncodedContent([new("Email", Marked)]))).Dispose();
            (await visitor.SendAsync(new HttpMethod(Marked.ToUpperInvariant()), "/")).Dispose();
        }

        // Bugs and outages tell most: an exception's message with a value in it, in a request and in a log line.
        using (var scope = host.Services.CreateScope())
            scope.ServiceProvider.GetRequiredService<ILogger<Outbox>>().LogError(new InvalidOperationException($"{Marked} failed", new FormatException(Marked)), "Row {Row} failed.", Guid.NewGuid());

        host.Mailbox.AddFault(new Fault(FaultKind.ServerError));
        await scenario.ActAsync(lead, draft.Path, "submit");
        await host.AdvanceToAsync(host.Now.AddMinutes(20));
        Assert.NotEmpty(host.MailTo(lead.Email));
        var mails = await host.InDatabaseAsync(db => db.Emails.Where(mail => mail.SubjectId == draft.Id && mail.Attempts > 1).Select(mail => mail.Id).ToArrayAsync());
        Assert.NotEmpty(mails);
        return (draft.Id, mails);
    }

    /// <summary>A host that sends its telemetry to a collector.</summary>
    private sealed class ObservedHost(DatabaseKind kind, Uri collector) : GrantsHost(kind)
    {
        private protected override void Configure(IServiceCollection services)
        {
            services.AddTelemetryExport(new OtlpExport(collector));
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace)); // what is let through is the product's own choice
        }
    }
}
