using System.Collections.Concurrent;
using System.Globalization;
using Azure.Storage.Blobs;
using Grants.Accounts;
using Grants.Data;
using Grants.DurableEngine;
using Grants.Local;
using Grants.Local.Mailbox;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grants.Tests.Fixtures;

/// <summary>
/// The whole product in this process: its real pipeline behind Kestrel on a loopback port, its orchestrations on the durable engine, its documents
/// in Azurite, its e-mail through SendGrid's client into a mailbox, on a database of its own, with a clock that stands still until a test
/// moves it. A test uses it as people do, over HTTP:
/// <code>
/// public abstract class SubmitApplicationTests(GrantsHost host) : FrontDoorTests(host)
/// {
///     [SkippableFact]
///     public async Task Submit_AfterTheDeadline_IsRefused()
///     {
///         var draft = await Scenario.DraftApplicationAsync();
///         await Host.AdvanceDaysAsync(60);
///         var lead = await Host.SignInAsync(draft.Lead);
///         await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/applications/{draft.Id}/submit", new { draft.Version });
///     }
///
///     public sealed class OnSqlite(SqliteHost host) : SubmitApplicationTests(host), IClassFixture&lt;SqliteHost&gt;;
///     public sealed class OnPostgres(PostgresHost host) : SubmitApplicationTests(host), IClassFixture&lt;PostgresHost&gt;;
/// }
/// </code>
/// One host serves all tests of a class, one after the other: a test makes its own call and organisations (<see cref="Scenario"/>) and does not
/// count what others made. The clock only moves forward. Always [SkippableFact] or [SkippableTheory]: where PostgreSQL or Azurite cannot be had,
/// the tests are skipped and say why.
/// </summary>
public abstract class GrantsHost(DatabaseKind kind) : IAsyncLifetime
{
    private static readonly DateTimeOffset _start = new(2030, 1, 7, 2, 0, 0, TimeSpan.Zero);
    private static int _count;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("grants-host-");
    private readonly Dictionary<Guid, (Browser Browser, DateTime Until)> _signedIn = [];
    private TestDatabase? _database;
    private WebApplication? _app;

    /// <summary>Why there is no host; null when there is one.</summary>
    public string? Unavailable { get; private set; }

    /// <summary>The time of the host (UTC).</summary>
    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    internal MovableClock Clock { get; } = new(_start, frozen: true);

    internal Uri Address { get; private set; } = null!;

    /// <summary>The programme's staff.</summary>
    internal Programme Staff { get; private set; } = null!;

    /// <summary>Is told of every answer to the tests' own requests: method, path, status and content.</summary>
    internal Action<string, string, int, string>? Answered { get; set; }

    internal IServiceProvider Services => _app!.Services;

    internal DurableEngine.DurableEngine Engine => Services.GetRequiredService<DurableEngine.DurableEngine>();

    /// <summary>What was logged as a warning or worse: shown where a request fails that should not.</summary>
    internal TestLog Log { get; } = new();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        try
        {
            _database = await CreateDatabaseAsync();
            await StartAsync();
        }
        catch (SkipException reason)
        {
            Unavailable = reason.Message;
        }
    }

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        foreach (var (browser, _) in _signedIn.Values) browser.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        Log.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Does something with the database that no use case does: seeding, tampering, looking.</summary>
    internal async Task<T> InDatabaseAsync<T>(Func<GrantsDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<GrantsDb>());
    }

    /// <inheritdoc cref="InDatabaseAsync{T}(Func{GrantsDb, Task{T}})"/>
    internal Task InDatabaseAsync(Func<GrantsDb, Task> work) => InDatabaseAsync(async db =>
    {
        await work(db);
        return true;
    });

    /// <summary>A context of one's own on the host's database, with somebody who listens to it. The caller disposes of it.</summary>
    internal GrantsDb OpenDatabase(params IInterceptor[] interceptors) => _database!.Open(interceptors);

    /// <summary>Does something with a service of the product, in a scope of its own.</summary>
    internal async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>A browser in which nobody has signed in. The caller disposes of it.</summary>
    internal Browser NewBrowser() => new(this, Services.GetRequiredService<RequestFollower>());

    /// <summary>
    /// The browser of a person who has signed in with a code from their e-mail; the same one as long as the session lasts, so that a test that moves
    /// the clock asks again.
    /// </summary>
    internal async Task<Browser> SignInAsync(TestPerson person)
    {
        if (_signedIn.TryGetValue(person.Id, out var earlier))
        {
            if (earlier.Until > Now) return earlier.Browser;
            earlier.Browser.Dispose();
        }

        var browser = NewBrowser();
        await browser.SignInAsync(person);
        _signedIn[person.Id] = (browser, Now + (Grants.Accounts.SessionCookie.Lifetime / 2));
        return browser;
    }

    /// <summary>
    /// The code that a person's authenticator app shows; whoever has none yet, as people whom an administrator has added, gets one. A code is good once, and the
    /// clock stands still: what was used before is forgotten, as if time had passed.
    /// </summary>
    internal Task<string> AppCodeAsync(TestPerson person) => InDatabaseAsync(async db =>
    {
        var factor = await db.SecondFactors.SingleOrDefaultAsync(factor => factor.Id == person.Id) ?? db.Add(new SecondFactor(person.Id)).Entity;
        if (factor.Seed is null) factor.Enrol(Guid.NewGuid());
        await db.SaveChangesAsync();
        await db.SecondFactors.Where(factor => factor.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(factor => factor.LastStep, 0));
        return Totp.Code(SecondFactor.KeyOf(person.Id, factor.Seed!.Value, Services.GetRequiredService<AuditKey>()), Totp.StepOf(Now));
    });

    /// <summary>Removes every blob.</summary>
    internal async Task DeleteBlobsAsync()
    {
        var blobs = Services.GetRequiredService<BlobServiceClient>();
        await foreach (var container in blobs.GetBlobContainersAsync())
            await foreach (var blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync())
                await blobs.GetBlobContainerClient(container.Name).DeleteBlobAsync(blob.Name);
    }

    /// <summary>Puts other content into a blob, as somebody with the storage's key could.</summary>
    internal Task ReplaceBlobAsync(string container, string name, string content) =>
        Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(container).GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true);

    /// <summary>The mail to an address so far, oldest first.</summary>
    internal IReadOnlyList<Mail> MailTo(string address) =>
        Services.GetRequiredService<MailStore>().Find(new MailQuery(address, null, After: 0, null, 500));

    /// <summary>Makes the mailbox fail, or an address bounce.</summary>
    internal MailStore Mailbox => Services.GetRequiredService<MailStore>();

    /// <summary>Lets everything happen that is under way and due now: orchestrations, the minute's sweep, the e-mail service's events.</summary>
    public async Task SettleAsync()
    {
        await Engine.WaitUntilIdleAsync();
        await Engine.RunDueTimerTriggersAsync();
        await Engine.WaitUntilIdleAsync();
        await Services.GetRequiredService<EventWebhook>().PostAllAsync(CancellationToken.None);
    }

    /// <summary>Moves the clock to an instant (UTC), stopping wherever something becomes due on the way, so that all of it happens at its time.</summary>
    public async Task AdvanceToAsync(DateTime instant)
    {
        await SettleAsync();
        while (Earlier(await Engine.NextDueAsync(), await Engine.NextTimerTriggerAsync(TimeSpan.FromDays(1))) is { } next && next <= instant)
        {
            if (next > Now) Clock.SetUtcNow(next);
            await SettleAsync();
        }

        if (instant > Now) Clock.SetUtcNow(instant);
        await SettleAsync();
    }

    /// <summary>Moves the clock forward by days.</summary>
    public Task AdvanceDaysAsync(double days) => AdvanceToAsync(Now.AddDays(days));

    /// <summary>The database of this host alone, with the schema.</summary>
    private protected virtual Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.CreateAsync(kind);

    /// <summary>What a host of its own kind is set to.</summary>
    private protected virtual void Configure(IServiceCollection services)
    {
    }

    private static DateTime? Earlier(DateTime? one, DateTime? other) => one is null || other < one ? other : one;

    private async Task StartAsync()
    {
        var number = Interlocked.Increment(ref _count);
        const string ApiKey = "SG.test";
        var options = new GrantsOptions
        {
            Database = kind,
            ConnectionString = _database!.ConnectionString,
            BlobConnectionString = (await SharedAzurite.GetAsync()).ConnectionStringOf(number),
            SendGridApiKey = ApiKey,
            HashKey = Convert.ToBase64String(new byte[32]),
            // The clock stands still: what a busy machine left to the sweep would not come before a test moves it.
            FirstTry = TimeSpan.FromMinutes(3),
            ProbePatience = TimeSpan.FromMinutes(3),
        };
        var store = LocalStore.Open(Path.Combine(_folder.FullName, "local.db"));
        var eventKey = EventWebhook.MakePrivateKey();
        options.SendGridWebhookPublicKey = EventWebhook.PublicKeyOf(eventKey);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(GrantsHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.AddProvider(Log).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddGrants(options);
        Configure(builder.Services);
        builder.Services.AddDurableEngine(engine =>
        {
            engine.DatabasePath = Path.Combine(_folder.FullName, "engine.db");
            engine.FunctionAssemblies.Add(typeof(GrantsServices).Assembly);
            engine.RunTimerTriggers = false; // When the clock is moved, not by themselves.
        });
        builder.Services.AddSingleton<RequestFollower>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler>(services => services.GetRequiredService<RequestFollower>());
        builder.Services.ConfigureDbContext<GrantsDb>((services, db) => db.AddInterceptors(services.GetRequiredService<RequestFollower>()));
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<MailStore>();
        builder.Services.AddSingleton(_ => new EventWebhookOptions(Address, eventKey));
        builder.Services.AddSingleton<EventWebhook>();

        _app = builder.Build();
        _app.Use(Services.GetRequiredService<RequestFollower>().FollowAsync);
        _app.UseLocalOnly(routes => routes.MapMail(ApiKey));
        _app.UseGrants();
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
        options.PublicUrl = Address;
        options.SendGridHost = Address.ToString().TrimEnd('/');
        Staff = await Programme.SeedAsync(this);
    }
}

/// <summary>A host on SQLite.</summary>
public sealed class SqliteHost() : GrantsHost(DatabaseKind.Sqlite);

/// <summary>A host on PostgreSQL.</summary>
public sealed class PostgresHost() : GrantsHost(DatabaseKind.Postgres);

/// <summary>The base of tests through the front door: a host, and what brings the programme to where the test begins.</summary>
public abstract class FrontDoorTests(GrantsHost host) : IAsyncLifetime
{
    /// <summary>The product, running.</summary>
    protected GrantsHost Host { get; } = host;

    /// <summary>People, organisations and calls of this test alone.</summary>
    internal Scenario Scenario { get; private set; } = null!;

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        Skip.If(Host.Unavailable is not null, Host.Unavailable);
        Scenario = await Scenario.BeginAsync(Host);
    }

    /// <inheritdoc/>
    public virtual Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>Keeps what a host logs as a warning or worse.</summary>
internal sealed class TestLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public override string ToString() => string.Join('\n', _lines.TakeLast(20));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log._lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{logLevel} {category}: {formatter(state, exception)} {exception}"));
        }
    }
}
