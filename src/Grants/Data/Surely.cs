using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Grants.Data;

/// <summary>
/// Commits that survive a lost connection. What the server has not committed is done again; when the connection was lost during the commit itself, nobody but the
/// database knows whether it happened, so it is asked for a row that only this change adds: its entry of the audit trail, which names the change by its hash, or a
/// row with an id made for it. A change without such a row may safely be made twice, or is refused the second time by the version that it was made from.
/// </summary>
public sealed partial class GrantsDb
{
    private EntityEntry? _witness;

    /// <summary>
    /// Does a decision in one transaction that commits unless it is refused. When the connection is lost, the decision is made again from the beginning, from what
    /// the database then says: the work must read all that it decides by, and do nothing outside the database.
    /// </summary>
    internal async Task<TOutcome> InTransactionAsync<TOutcome>(Func<Task<TOutcome>> work, CancellationToken cancellationToken)
        where TOutcome : struct, IOutcome
    {
        // A savepoint of a lost connection cannot be gone back to, and trying it would hide what was wrong.
        Database.AutoSavepointsEnabled = false;
        var fresh = _fresh.Count;
        (TOutcome Outcome, AuditEntry Entry)? doubtful = null;
        var isFirst = true;
        return await Database.CreateExecutionStrategy().ExecuteAsync(
            async token =>
            {
                if (!isFirst)
                {
                    if (await HasCommittedAsync(doubtful?.Entry, token)) return doubtful!.Value.Outcome;
                    _fresh.RemoveRange(fresh, _fresh.Count - fresh);
                    Discard();
                }

                isFirst = false;
                var outcome = await CommitAsync(token);
                // Refused, perhaps because of what this very change did when it was first made: its commit was still under way when it was asked for.
                return outcome.Refusal is not null && await HasCommittedAsync(doubtful?.Entry, token) ? doubtful!.Value.Outcome : outcome;
            },
            cancellationToken);

        async Task<TOutcome> CommitAsync(CancellationToken token)
        {
            _witness = null;
            await using var transaction = await Database.BeginTransactionAsync(token);
            var outcome = await work();
            if (outcome.Refusal is not null) return outcome;
            if (_witness?.Entity is AuditEntry entry) doubtful = (outcome, entry);
            await transaction.CommitAsync(token);
            return outcome;
        }
    }

    private async Task<int> SaveOnceAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken)
    {
        // On SQLite a single row, too, waits for its turn to write as transactions do.
        if (Database.IsSqlite()) Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        var isFirst = true;
        return await Database.CreateExecutionStrategy().ExecuteAsync(
            async token =>
            {
                try
                {
                    if (!isFirst && await HasCommittedAsync(token)) return Accepted();
                    return await base.SaveChangesAsync(acceptAllChangesOnSuccess, token);
                }
                catch (DbUpdateException exception) when (!isFirst && (exception is DbUpdateConcurrencyException || DatabaseErrors.IsUniqueViolation(exception)))
                {
                    if (await HasCommittedAsync(token)) return Accepted();
                    throw;
                }
                finally
                {
                    isFirst = false;
                }
            },
            cancellationToken);

        int Accepted()
        {
            var written = ChangeTracker.Entries().Count(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted);
            if (acceptAllChangesOnSuccess) ChangeTracker.AcceptAllChanges();
            return written;
        }
    }

    private EntityEntry? Witness()
    {
        var added = ChangeTracker.Entries().Where(entry => entry.State == EntityState.Added).ToList();
        return added.Find(entry => entry.Entity is AuditEntry) ?? added.Find(entry => entry.Metadata.FindPrimaryKey()?.Properties is [{ ClrType: var type }] && type == typeof(Guid));
    }

    private async Task<bool> HasCommittedAsync(CancellationToken cancellationToken) => _witness switch
    {
        null => false,
        { Entity: AuditEntry entry } => await HasCommittedAsync(entry, cancellationToken),
        var row => await row.GetDatabaseValuesAsync(cancellationToken) is not null,
    };

    private async Task<bool> HasCommittedAsync(AuditEntry? entry, CancellationToken cancellationToken) =>
        entry is not null && await AuditEntries.AnyAsync(other => other.SubjectId == entry.SubjectId && other.Sequence == entry.Sequence && other.Hash == entry.Hash, cancellationToken);
}
