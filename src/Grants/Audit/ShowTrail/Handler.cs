using System.Text.Json;
using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Audit.ShowTrail;

/// <summary>One page of a record's audit trail.</summary>
/// <param name="Subject">The kind of record.</param>
/// <param name="SubjectId">Its id.</param>
/// <param name="Page">From 1.</param>
/// <param name="PageSize">The most entries of a page.</param>
/// <param name="Total">The number of the last entry.</param>
/// <param name="FirstBroken">The number of the first entry of this page that is not what was written; null when all are.</param>
/// <param name="Items">The entries, oldest first.</param>
public sealed record Trail(string Subject, Guid SubjectId, int Page, int PageSize, int Total, int? FirstBroken, IReadOnlyList<TrailEntry> Items);

/// <summary>One entry.</summary>
/// <param name="Sequence">Its number in the chain.</param>
/// <param name="At">When (UTC).</param>
/// <param name="ActorId">The person; null for the system.</param>
/// <param name="Actor">The person's name as it is now; null for the system.</param>
/// <param name="Capacity">A role, or the name of a function.</param>
/// <param name="What">What was done.</param>
/// <param name="Facts">Ids, codes, amounts, instants, keyed hashes.</param>
/// <param name="Hash">SHA-256, hex.</param>
public sealed record TrailEntry(int Sequence, DateTime At, Guid? ActorId, string? Actor, string Capacity, string What, IReadOnlyDictionary<string, string> Facts, string Hash);

/// <summary>Reads the audit trail of one record for its staff. What was done to a person's own record is for auditors and administrators alone.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    private const int PageSize = 100;

    public async Task<Outcome<Trail>> HandleAsync(Guid subjectId, int page, CancellationToken cancellationToken)
    {
        var chain = db.AuditEntries.AsNoTracking().Where(entry => entry.SubjectId == subjectId);
        var total = await chain.MaxAsync(entry => (int?)entry.Sequence, cancellationToken) ?? 0;
        page = Math.Max(page, 1);
        // The entry before the page is read too: the first of the page must carry its hash.
        var before = ((long)page - 1) * PageSize;
        var entries = before >= total
            ? []
            : await chain.Where(entry => entry.Sequence >= before && entry.Sequence <= before + PageSize).OrderBy(entry => entry.Sequence).ToListAsync(cancellationToken);
        if (entries.Count == 0 || (entries[0].Subject == "person" && !actor.Value.Is(Role.Auditor) && !actor.Value.Is(Role.Administrator)))
            return Refusal.NotFound(T("The audit trail"));

        var ids = entries.Select(entry => entry.ActorId).OfType<Guid>().Distinct().ToList();
        var names = await db.People.IgnoreAutoIncludes().Where(person => ids.Contains(person.Id)).Select(person => new { person.Id, person.Name }).ToDictionaryAsync(person => person.Id, person => person.Name, cancellationToken);
        var items = entries.Where(entry => entry.Sequence > before).Select(entry => new TrailEntry(
            entry.Sequence, entry.At, entry.ActorId, entry.ActorId is { } id ? names.GetValueOrDefault(id) : null, entry.Capacity, entry.What,
            JsonSerializer.Deserialize<SortedDictionary<string, string>>(entry.Facts)!, entry.Hash));
        return new Trail(entries[0].Subject, subjectId, page, PageSize, total, FirstBroken(entries), items.ToList());
    }

    private static int? FirstBroken(List<AuditEntry> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var follows = entries[i].Sequence == 1
                ? entries[i].PreviousHash == AuditEntry.Genesis
                : i == 0 || (entries[i].Sequence == entries[i - 1].Sequence + 1 && entries[i].PreviousHash == entries[i - 1].Hash);
            if (!follows || !entries[i].IsIntact()) return entries[i].Sequence;
        }

        return null;
    }
}
