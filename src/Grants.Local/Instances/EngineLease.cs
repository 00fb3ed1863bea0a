using System.Diagnostics;
using System.Globalization;
using Grants.Data;
using Microsoft.DurableTask.Client;

namespace Grants.Local.Instances;

/// <summary>
/// Of several instances on one PostgreSQL database one at a time runs the orchestrations: it holds a lease, and only it has a durable client, so only it rings
/// doorbells and starts stages. When it dies another one takes over as soon as the lease is over; what ran is rebuilt from the record. An instance whose lease
/// was somebody else's meanwhile forgets what its engine had.
/// </summary>
internal sealed class EngineLease : BackgroundService
{
    /// <summary>How long an instance that died keeps the others from taking over.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(8);

    private const string Name = "engine";
    private const string IdSetting = "instance-id", TermSetting = "engine-term";
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    private readonly DurableEngine.DurableEngine _engine;
    private readonly LocalStore _own;
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger<EngineLease> _log;
    private readonly SemaphoreSlim _oneRing = new(1);
    private readonly Guid _id;
    private volatile bool _isReady;
    private long _until;

    /// <param name="engine">This instance's engine.</param>
    /// <param name="own">The store of this instance's own data folder.</param>
    /// <param name="scopes">For the database.</param>
    /// <param name="log">Says who takes over.</param>
    public EngineLease(DurableEngine.DurableEngine engine, InstanceStore own, IServiceScopeFactory scopes, ILogger<EngineLease> log) =>
        (_engine, _own, _scopes, _log, _id) = (engine, own.Store, scopes, log, IdOf(own.Store));

    /// <summary>Whether this instance runs the orchestrations now.</summary>
    public bool IsHeld => _isReady && Stopwatch.GetTimestamp() < Volatile.Read(ref _until);

    /// <summary>The client of the engine; null while another instance runs the orchestrations.</summary>
    public DurableTaskClient? Client => IsHeld ? _engine.Client : null;

    /// <summary>
    /// Before the engine starts: takes the lease if it is free. What the engine's file has is good only if nobody else has run the orchestrations since; otherwise it
    /// is removed.
    /// </summary>
    public static async Task PrepareAsync(GrantsOptions options, LocalStore own, string engineDatabase, CancellationToken cancellationToken)
    {
        int? term;
        await using (var pool = PostgresServer.Open(options, () => throw new InvalidOperationException("On one machine nobody takes a token.")))
        {
            var builder = new Microsoft.EntityFrameworkCore.DbContextOptionsBuilder<GrantsDb>();
            GrantsDatabase.Configure(builder, options, pool);
            await using var db = new GrantsDb(builder.Options);
            term = await db.TakeLeaseAsync(Name, IdOf(own), Length, cancellationToken);
        }

        if (term is not null && TermOf(own) == term) return;
        foreach (var file in new[] { engineDatabase, engineDatabase + "-wal", engineDatabase + "-shm" }) File.Delete(file);
        // Nothing is there that could be of another term: whoever finds the lease theirs begins with an empty engine and the reconciler.
        own.Set(TermSetting, "");
    }

    /// <summary>Rings here what the other instances have committed; when that is being done already, waits for it first.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RingAsync(CancellationToken cancellationToken)
    {
        await _oneRing.WaitAsync(cancellationToken);
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Outbox>().SweepAsync(cancellationToken);
        }
        finally
        {
            _oneRing.Release();
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Once before anything is served: an instance that is alone has its orchestrations from the beginning.
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _isReady = false;
        await using var scope = _scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<GrantsDb>().GiveBackLeaseAsync(Name, _id, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The machine's own time: the moved clock has nothing to do with who is alive.
        using var timer = new PeriodicTimer(_every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                    if (IsHeld) await RingAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is System.Data.Common.DbException or TimeoutException or Microsoft.EntityFrameworkCore.Storage.RetryLimitExceededException)
                {
                    // Without the database nobody can say who has the lease; it ends by itself, and is asked for again.
                    _log.LogWarning("The lease of the orchestrations could not be renewed: {Reason}", exception.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The lease is given back.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        await using var scope = _scopes.CreateAsyncScope();
        var term = await scope.ServiceProvider.GetRequiredService<GrantsDb>().TakeLeaseAsync(Name, _id, Length, cancellationToken);
        if (term is null)
        {
            if (!_isReady) return;
            _isReady = false;
            _log.LogWarning("Another instance runs the orchestrations now.");
            await _engine.ClearAsync(cancellationToken);
            return;
        }

        Volatile.Write(ref _until, asked + (Length.Ticks * Stopwatch.Frequency / TimeSpan.TicksPerSecond));
        if (TermOf(_own) != term)
        {
            _isReady = false;
            await _engine.ClearAsync(cancellationToken);
            _own.Set(TermSetting, term.Value.ToString(CultureInfo.InvariantCulture));
            var started = await scope.ServiceProvider.GetRequiredService<Reconciler>().RunAsync(_engine.Client, cancellationToken);
            _log.LogInformation("This instance runs the orchestrations from now on; {Started} were started from the record.", started);
        }

        _isReady = true;
    }

    private static Guid IdOf(LocalStore own) => Guid.Parse(own.Secret(IdSetting, () => Guid.NewGuid().ToString()));

    private static int? TermOf(LocalStore own) => int.TryParse(own.Setting(TermSetting), NumberStyles.None, CultureInfo.InvariantCulture, out var term) ? term : null;
}

/// <summary>The store of an instance's own data folder, where mailbox, keys and clock are in that of another one.</summary>
internal sealed record InstanceStore(LocalStore Store);
