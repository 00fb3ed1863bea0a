using Grants.Accounts;
using Grants.Applications;
using Grants.Awards;
using Grants.Calls;
using Grants.Closure;
using Grants.Destruction;
using Grants.Documents;
using Grants.Lifecycle;
using Grants.Milestones;
using Grants.Notifications;
using Grants.Partners;
using Grants.Reviews;
using Grants.SurvivorData;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Grants.Data;

/// <summary>
/// The record. A decision is one <see cref="SaveChangesAsync(bool, CancellationToken)"/>: state, audit entries and outbox rows commit together
/// or not at all. Each area configures its own tables in a <c>Configure</c> method and declares its sets in a partial of this class.
/// </summary>
public sealed partial class GrantsDb(DbContextOptions<GrantsDb> options) : DbContext(options)
{
    private readonly List<AuditNote> _notes = [];
    private readonly List<IOutboxRow> _fresh = [];

    internal DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    internal DbSet<Doorbell> Doorbells => Set<Doorbell>();

    internal DbSet<Step> Steps => Set<Step>();

    internal DbSet<Heartbeat> Heartbeats => Set<Heartbeat>();

    internal DbSet<Outage> Outages => Set<Outage>();

    internal DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>The outbox rows that this context has committed and that nobody has tried yet: whoever committed them tries them once, now.</summary>
    internal IReadOnlyCollection<IOutboxRow> FreshOutboxRows => _fresh;

    /// <summary>Appends to the audit chain of an aggregate when the changes commit.</summary>
    /// <param name="subject">The kind of aggregate: 'call', 'application', 'award', 'grant', 'organisation', 'person'.</param>
    /// <param name="subjectId">Its id.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="what">The act.</param>
    /// <param name="now">When (UTC).</param>
    /// <param name="facts">Ids, codes, amounts, instants, keyed hashes; never free text or personal data.</param>
    internal void Note(string subject, Guid subjectId, Actor actor, string what, DateTime now, params (string Key, object? Value)[] facts) =>
        _notes.Add(new AuditNote(subject, subjectId, now, actor.PersonId, actor.Capacity, what,
            facts.Where(fact => fact.Value is not null).ToDictionary(fact => fact.Key, fact => AuditFact.Text(fact.Value!))));

    /// <summary>Appends an act of the lifecycle map to the audit chain.</summary>
    internal void Note(string subject, Guid subjectId, Actor actor, Act what, DateTime now, params (string Key, object? Value)[] facts) =>
        Note(subject, subjectId, actor, what.ToString(), now, facts);

    /// <summary>Hands over <see cref="FreshOutboxRows"/> to whoever tries them; this context knows them no longer.</summary>
    internal IReadOnlyList<IOutboxRow> TakeFreshOutboxRows()
    {
        var rows = _fresh.ToList();
        foreach (var row in rows) Entry(row).State = EntityState.Detached;
        _fresh.Clear();
        return rows;
    }

    /// <summary>Forgets what has not been committed, so that whatever comes next starts from what the database says.</summary>
    internal void Discard()
    {
        ChangeTracker.Clear();
        _notes.Clear();
    }

    /// <summary>Nothing of a request stays in a context that is taken out of the pool again.</summary>
    public override ValueTask DisposeAsync()
    {
        Forget();
        return base.DisposeAsync();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public override void Dispose()
    {
        Forget();
        base.Dispose();
    }

    private void Forget()
    {
        _notes.Clear();
        _fresh.Clear();
        _witness = null;
    }

    /// <summary>Raises an aggregate's version although only rows that belong to it changed.</summary>
    internal void Touch(Aggregate aggregate) => Entry(aggregate).Property(a => a.Version).IsModified = true;

    /// <summary>Starts a stage's orchestration once the changes have committed.</summary>
    internal void RingToStart(string orchestrator, string instanceId, Guid subjectId, DateTime now, int round = 1) =>
        Doorbells.Add(Doorbell.ToStart(orchestrator, instanceId, subjectId, round, now));

    /// <summary>Wakes a stage's orchestration once the changes have committed.</summary>
    internal void RingToWake(string instanceId, Guid subjectId, DateTime now) => Doorbells.Add(Doorbell.ToWake(instanceId, subjectId, now));

    /// <summary>
    /// Commits a decision. A change made from an old version, or a unique key that somebody else took first, is an expected refusal, not an
    /// exception.
    /// </summary>
    internal async Task<Outcome> CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SaveChangesAsync(cancellationToken);
            return Outcome.Done;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Changed();
        }
        catch (DbUpdateException exception) when (DatabaseErrors.IsUniqueViolation(exception))
        {
            return Refusal.Changed();
        }
    }

    /// <summary>
    /// Does an activity's effect once, however often the activity runs: the step's record commits with the effect, and a second run finds it.
    /// </summary>
    /// <returns>Whether this call did it.</returns>
    internal async Task<bool> OnceAsync(Guid subjectId, string step, string occasion, DateTime now, Func<Task> effect, CancellationToken cancellationToken)
    {
        if (await Steps.AnyAsync(done => done.SubjectId == subjectId && done.Name == step && done.Occasion == occasion, cancellationToken))
            return false;
        Steps.Add(new Step(subjectId, step, occasion, now));
        await effect();
        try
        {
            await SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (DatabaseErrors.IsUniqueViolation(exception))
        {
            // The same activity ran twice at the same time and the other one committed: its effect is the effect.
            // Anything else unique that clashed would leave the step unrecorded, and then this is an error like any other.
            Discard();
            if (await Steps.AnyAsync(done => done.SubjectId == subjectId && done.Name == step && done.Occasion == occasion, cancellationToken))
                return false;
            throw;
        }
    }

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Use SaveChangesAsync: the audit trail is chained on the way.");

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        // What has changed is looked for once: from here on nothing changes but through its entry.
        ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return await SaveDetectedAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    private async Task<int> SaveDetectedAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken)
    {
        foreach (var entry in ChangeTracker.Entries().ToList())
        {
            switch (entry.Entity)
            {
                case AuditEntry when entry.State is EntityState.Modified or EntityState.Deleted:
                    throw new InvalidOperationException("The audit trail is append-only.");
                case Aggregate aggregate when entry.State is EntityState.Added or EntityState.Modified:
                    entry.Property(nameof(Aggregate.Version)).CurrentValue = aggregate.Version + 1;
                    break;
            }

            if (entry.State is EntityState.Added or EntityState.Modified) KeepKeys(entry);
        }

        // Whoever commits a row has claimed it, so that trying it at once costs no further command.
        var outbox = ChangeTracker.Entries<IOutboxRow>().Where(entry => entry.State == EntityState.Added).Select(entry => entry.Entity).ToList();
        foreach (var row in outbox) (row.Attempts, row.NextAttemptAt, row.Trace) = (1, row.CreatedAt + Outbox.Claim, Telemetry.Here);
        if (_notes.Count > 0) await ChainNotesAsync(cancellationToken);
        var ended = Telemetry.StageTime.Enabled ? EndedStages() : [];
        _witness = Witness();
        var written = Database.CurrentTransaction is null ? await SaveOnceAsync(acceptAllChangesOnSuccess, cancellationToken) : await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        foreach (var (stage, lasted) in ended) Telemetry.Ended(stage, lasted);
        foreach (var note in _notes) Telemetry.Act(note.Subject, note.SubjectId, note.What);
        _notes.Clear();
        _fresh.AddRange(outbox);
        return written;
    }

    private List<(Stage Stage, TimeSpan Lasted)> EndedStages() =>
    [
        .. from entry in ChangeTracker.Entries<StagedAggregate>()
           where entry.State == EntityState.Modified && entry.Property(aggregate => aggregate.Stage).IsModified
           let stage = entry.Property(aggregate => aggregate.Stage).OriginalValue
           select (stage, entry.Entity.StageSince - entry.Property(aggregate => aggregate.StageSince).OriginalValue),
    ];

    private static void KeepKeys(EntityEntry entry)
    {
        if (entry.Entity is ISorted sorted) entry.Property(SearchKeys.SortColumn).CurrentValue = SearchKeys.SortOf(sorted.SortText);
        if (entry.Entity is not ISearched searched) return;
        var key = SearchKeys.Of(searched.SearchText);
        entry.Property(SearchKeys.Column).CurrentValue = key;
        entry.Property(SearchKeys.SortColumn).CurrentValue = SearchKeys.Sort(key);
    }

    private static readonly Compiled<Func<GrantsDb, List<Guid>, IAsyncEnumerable<AuditEntry>>> Heads = new(() => EF.CompileAsyncQuery((GrantsDb db, List<Guid> ids) =>
        db.AuditEntries.AsNoTracking().Where(entry => ids.Contains(entry.SubjectId) &&
            entry.Sequence == db.AuditEntries.Where(other => other.SubjectId == entry.SubjectId).Max(other => other.Sequence))));

    // Two writers that append to the same chain at once take the same sequence number: the unique index lets one commit, and the other is told
    // that somebody else changed it.
    private async Task ChainNotesAsync(CancellationToken cancellationToken)
    {
        // A commit that failed and is tried again appends anew.
        foreach (var pending in ChangeTracker.Entries<AuditEntry>().Where(entry => entry.State == EntityState.Added).ToList())
            pending.State = EntityState.Detached;

        var ids = _notes.Select(note => note.SubjectId).Distinct().ToList();
        var heads = await Heads.For(this)(this, ids).ToDictionaryAsync(entry => entry.SubjectId, cancellationToken: cancellationToken);
        foreach (var note in _notes)
        {
            var head = heads.GetValueOrDefault(note.SubjectId);
            var next = AuditEntry.Append(note, (head?.Sequence ?? 0) + 1, head?.Hash ?? AuditEntry.Genesis);
            AuditEntries.Add(next);
            heads[note.SubjectId] = next;
        }
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Enums are stored by name: a row says what it means, and a new value in the middle of an enum changes no stored one.
        foreach (var type in typeof(GrantsDb).Assembly.GetTypes().Where(type => type.IsEnum))
            configurationBuilder.Properties(type).HaveConversion(typeof(EnumToStringConverter<>).MakeGenericType(type)).HaveMaxLength(40);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<string>().HaveMaxLength(400);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AuditEntry>(entry =>
        {
            entry.Property(e => e.Id).ValueGeneratedOnAdd();
            entry.Property(e => e.Facts).HasMaxLength(4000);
            entry.HasIndex(e => new { e.SubjectId, e.Sequence }).IsUnique();
            entry.HasIndex(e => e.At);
        });
        modelBuilder.Entity<Doorbell>(row =>
        {
            row.Property(r => r.Id).ValueGeneratedNever();
            row.HasIndex(r => new { r.State, r.NextAttemptAt });
            row.HasIndex(r => r.ClaimId);
            row.Property(r => r.Trace).HasMaxLength(55);
        });
        modelBuilder.Entity<DataProtectionKey>(key =>
        {
            key.Property(k => k.Id).ValueGeneratedNever();
            key.Property(k => k.Xml).HasMaxLength(8000);
        });
        modelBuilder.Entity<Outage>(outage =>
        {
            outage.Property(o => o.Id).ValueGeneratedNever();
            outage.Ignore(o => o.Length);
            outage.HasIndex(o => o.To);
        });
        modelBuilder.Entity<Lease>(lease => lease.Property(l => l.Id).ValueGeneratedNever());
        modelBuilder.Entity<Step>().HasKey(step => new { step.SubjectId, step.Name, step.Occasion });

        AccountsData.Configure(modelBuilder);
        PartnersData.Configure(modelBuilder);
        CallsData.Configure(modelBuilder);
        ApplicationsData.Configure(modelBuilder);
        ReviewsData.Configure(modelBuilder);
        AwardsData.Configure(modelBuilder);
        MilestonesData.Configure(modelBuilder);
        ClosureData.Configure(modelBuilder);
        DocumentsData.Configure(modelBuilder);
        SurvivorDataData.Configure(modelBuilder);
        DestructionData.Configure(modelBuilder);
        NotificationsData.Configure(modelBuilder);

        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(type => typeof(ISearched).IsAssignableFrom(type.ClrType)).ToList())
        {
            modelBuilder.Entity(entity.ClrType).Ignore(nameof(ISearched.SearchText));
            modelBuilder.Entity(entity.ClrType).Property<string>(SearchKeys.Column).HasMaxLength(SearchKeys.Most);
            modelBuilder.Entity(entity.ClrType).Property<string>(SearchKeys.SortColumn).HasMaxLength(SearchKeys.MostOfSort);
            modelBuilder.Entity(entity.ClrType).HasIndex(SearchKeys.SortColumn, nameof(Aggregate.Id));
        }

        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(type => typeof(ISorted).IsAssignableFrom(type.ClrType)).ToList())
        {
            modelBuilder.Entity(entity.ClrType).Ignore(nameof(ISorted.SortText));
            modelBuilder.Entity(entity.ClrType).Property<string>(SearchKeys.SortColumn).HasMaxLength(SearchKeys.MostOfSort);
        }

        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(type => typeof(Aggregate).IsAssignableFrom(type.ClrType)))
        {
            modelBuilder.Entity(entity.ClrType).Property(nameof(Aggregate.Id)).ValueGeneratedNever();
            modelBuilder.Entity(entity.ClrType).Property(nameof(Aggregate.Version)).IsConcurrencyToken();
        }
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Utc ? value : DateTime.SpecifyKind(value.ToUniversalTime(), DateTimeKind.Utc),
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
}
