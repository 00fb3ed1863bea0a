using System.Globalization;
using Grants.Data;
using Grants.DurableEngine;
using Grants.Local.Authenticator;
using Grants.Local.Blobs;
using Grants.Local.Clock;
using Grants.Local.Instances;
using Grants.Local.Mailbox;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Grants.Local;

/// <summary>The whole system in this process, with Azurite beside it.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    /// <summary>Says where the document store of the running instance is: to an instance that stands beside it, and to whoever backs it up.</summary>
    public const string BlobsSetting = "blobs";

    private readonly DataFolder _folder;
    private readonly ListenSockets _sockets;
    private AzuriteProcess? _azurite;
    private WebApplication? _app;
    private ClockStart? _moveClockTo;

    private LocalHost(DataFolder folder, ListenSockets sockets) => (_folder, _sockets) = (folder, sockets);

    /// <summary>Where the portal is.</summary>
    public Uri Address => _sockets.PublicUrl;

    /// <summary>The product's services.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>Makes everything ready: Azurite runs and the database has its schema, but nothing is served and no function runs yet.</summary>
    /// <param name="line">What the command line asked for.</param>
    /// <param name="output">Where to say what takes a while.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartFailure">Something outside the program stands in the way.</exception>
    public static async Task<LocalHost> PrepareAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Open(line.DataDirectory);
        LocalHost? host = null;
        try
        {
            host = new LocalHost(folder, ListenSockets.Bind(line.Urls));
            await host.PrepareAsync(line, output, folder, cancellationToken);
            return host;
        }
        catch
        {
            if (host is not null) await host.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Begins to serve and to run functions. When this returns, the portal answers and the clock stands where it was asked to.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartFailure">The clock cannot stand there.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app!.StartAsync(cancellationToken);
        if (_moveClockTo is { } start) await MoveClockAsync(start, cancellationToken);
    }

    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="cancellationToken">Tells it.</param>
    /// <exception cref="StartFailure">The document store ended and could not be brought back.</exception>
    /// <exception cref="EngineStorageException">The durable engine's database failed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parentGone = ParentWatch.IsNeeded ? ParentWatch.WhenGoneAsync(stopping.Token) : Task.Delay(Timeout.Infinite, stopping.Token);
        var stopped = _app!.WaitForShutdownAsync(stopping.Token);
        var documentsFailed = _azurite?.Failed ?? new TaskCompletionSource<StartFailure>().Task;
        await Task.WhenAny(stopped, parentGone, documentsFailed);
        await stopping.CancelAsync();
        await stopped;
        await parentGone.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (documentsFailed.IsCompletedSuccessfully) throw await documentsFailed;
        if (Services.GetRequiredService<DurableEngine.DurableEngine>().Failure is { } failure) throw failure;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            // Whoever ends without having waited for the end, like a command that is done, leaves it running.
            if (_app.Lifetime.ApplicationStarted.IsCancellationRequested) await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_azurite is not null) await _azurite.DisposeAsync(); // after the product, which writes documents until it has stopped
        _sockets.Close();
        _folder.Dispose();
    }

    private async Task PrepareAsync(CommandLine line, TextWriter output, DataFolder folder, CancellationToken cancellationToken)
    {
        LocalStore.RequireSound(folder.LocalDatabase, folder.Path);
        var own = LocalStore.Open(folder.LocalDatabase);
        var store = line.Beside is null ? own : Beside(line.Beside);
        var clock = LocalClock.Restore(store, line.Clock, out var isNew);
        var options = Options(line, folder, store);

        // Azurite takes a second to start: the databases are looked at and migrated meanwhile, and beside that everything is built.
        var azurite = line.Blobs is null && line.Beside is null ? StartOwnAzuriteAsync() : Task.FromResult<AzuriteProcess?>(null);
        async Task<AzuriteProcess?> StartOwnAzuriteAsync() => await StartAzuriteAsync(line, output, folder, store, cancellationToken);
        try
        {
            await Task.WhenAll(
                Task.Run(() => LocalStore.RequireSound(folder.EngineDatabase, folder.Path), cancellationToken),
                Task.Run(() => PrepareDatabaseAsync(options, folder, cancellationToken), cancellationToken),
                Task.Run(() => _app = Build(options, folder, own, store, clock), cancellationToken));
        }
        finally
        {
            // Whatever else went wrong, the process that was started is to be stopped.
            await ((Task)azurite).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (azurite.IsCompletedSuccessfully) _azurite = await azurite;
        }

        if (options.Database == DatabaseKind.Postgres) await EngineLease.PrepareAsync(options, own, folder.EngineDatabase, cancellationToken);
        options.BlobConnectionString = (await azurite)?.ConnectionString ?? line.Blobs ?? store.Setting(BlobsSetting)
            ?? throw new StartFailure($"The instance in {line.Beside} has not started yet: start that one first.");
        if (line.Beside is null) store.Set(BlobsSetting, options.BlobConnectionString);
        _moveClockTo = isNew ? null : line.Clock;
    }

    private static LocalStore Beside(string directory)
    {
        var database = DataFolder.LocalDatabaseOf(directory);
        return File.Exists(database) ? LocalStore.Open(database) : throw new StartFailure($"No instance has run on {directory}: give the --data of the one to stand beside.");
    }

    /// <summary>Starts the document store of a data folder.</summary>
    internal static async Task<AzuriteProcess> StartAzuriteAsync(CommandLine line, TextWriter output, DataFolder folder, LocalStore store, CancellationToken cancellationToken)
    {
        var installation = await AzuriteInstallation.EnsureAsync(
            line.ToolsDirectory, () => output.WriteLine("Installing Azurite, the document store, with npm: only this once."), cancellationToken);
        return await AzuriteProcess.StartAsync(installation, folder.Blobs, store.Secret("blob-key", () => LocalStore.RandomBase64(64)), cancellationToken);
    }

    private static async Task PrepareDatabaseAsync(GrantsOptions options, DataFolder folder, CancellationToken cancellationToken)
    {
        if (options.Database == DatabaseKind.Sqlite) LocalStore.RequireSound(folder.GrantsDatabase, folder.Path);
        await GrantsDatabase.MigrateAsync(options, cancellationToken);
    }

    private GrantsOptions Options(CommandLine line, DataFolder folder, LocalStore store) => new()
    {
        Database = line.Postgres ? DatabaseKind.Postgres : DatabaseKind.Sqlite,
        ConnectionString = line.Connection ?? new SqliteConnectionStringBuilder { DataSource = folder.GrantsDatabase }.ConnectionString,
        PublicUrl = Address,
        SendGridHost = _sockets.OwnUrl.GetLeftPart(UriPartial.Authority),
        SendGridApiKey = store.Secret("sendgrid-key", () => "SG." + LocalStore.RandomBase64(32)),
        SendGridWebhookPublicKey = EventWebhook.PublicKeyOf(EventKey(store)),
        HashKey = store.Secret("hash-key", () => LocalStore.RandomBase64(32)),
    };

    private static string EventKey(LocalStore store) => store.Secret("event-key", EventWebhook.MakePrivateKey);

    private WebApplication Build(GrantsOptions options, DataFolder folder, LocalStore own, LocalStore store, MovableClock clock)
    {
        // No arguments and no settings files: what this host does is decided by its own command line alone.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(LocalHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore();
        _sockets.Configure(builder);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning).AddFilter("Grants", LogLevel.Information)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // the keys are as safe as the folder that they are in

        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(clock);
        builder.Services.AddDurableEngine(engine =>
        {
            engine.DatabasePath = folder.EngineDatabase;
            engine.FunctionAssemblies = [typeof(GrantsOptions).Assembly];
        });
        builder.Services.AddGrants(options);
        if (options.Database == DatabaseKind.Postgres)
        {
            builder.Services.AddSingleton(new InstanceStore(own));
            builder.Services.AddSingleton<EngineLease>();
            builder.Services.AddHostedService(services => services.GetRequiredService<EngineLease>());
            // Null while another instance runs the orchestrations: doorbells then wait for that one.
            builder.Services.AddTransient<DurableTaskClient>(services => services.GetRequiredService<EngineLease>().Client!);
        }

        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<MailStore>();
        builder.Services.AddSingleton(new EventWebhookOptions(_sockets.OwnUrl, EventKey(store)));
        builder.Services.AddSingleton<EventWebhook>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventWebhook>());
        builder.Services.AddSingleton<LocalClock>();

        var app = builder.Build();
        app.UseLocalOnly(routes =>
        {
            routes.MapMail(options.SendGridApiKey);
            routes.MapAuthenticator();
            routes.MapClock();
        });
        app.UseGrants();
        _ = app.Services.GetRequiredService<EndpointDataSource>().Endpoints; // not only when somebody waits for the first answer
        return app;
    }

    private async Task MoveClockAsync(ClockStart start, CancellationToken cancellationToken)
    {
        var clock = _app!.Services.GetRequiredService<LocalClock>();
        var now = clock.UtcNow;
        try
        {
            await clock.MoveToAsync(start.From(now), cancellationToken);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new StartFailure(
                string.Create(CultureInfo.InvariantCulture, $"The clock of this data folder stands at {now:yyyy-MM-dd HH:mm} UTC and only goes forward: leave --clock out, or give a later time."), exception);
        }
    }
}
