using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>That somebody has a page of a draft open. One row for each person and draft; old ones are removed daily.</summary>
internal sealed class Presence
{
    public Guid ApplicationId { get; init; }

    public Guid PersonId { get; init; }

    /// <summary>The part of the form, as its page is headed.</summary>
    public string Section { get; init; } = "";

    /// <summary>When they were last heard of (UTC).</summary>
    public DateTime At { get; init; }
}

/// <summary>A colleague who is here.</summary>
internal sealed record Colleague(string Name, string Section, DateTime At);

/// <summary>Tells the people of one organisation who else has its draft open. It decides nothing: it lets people talk to each other.</summary>
internal sealed class DraftPresence(GrantsDb db, CurrentActor actor, TimeProvider clock)
{
    // A page without a script is heard of only when it opens.
    private static readonly TimeSpan StillHere = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);

    /// <summary>Notes that the actor is here, and says who else is; empty when nobody, or when it is not their draft. One command.</summary>
    public async Task<string> HereAsync(Guid applicationId, string section, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (me, since) = (actor.Value.PersonId!.Value, now - StillHere);
        // On SQLite whoever writes takes a turn, and a command that also reads gets it with a transaction.
        await using var turn = db.Database.IsSqlite() ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        var colleagues = await db.Database.SqlQuery<Colleague>(
            $"""
            INSERT INTO "Presences" ("ApplicationId", "PersonId", "Section", "At")
            SELECT a."Id", m."PersonId", {section}, {now} FROM "Applications" a JOIN "Memberships" m ON m."OrganisationId" = a."OrganisationId"
            WHERE a."Id" = {applicationId} AND m."PersonId" = {me}
            ON CONFLICT ("ApplicationId", "PersonId") DO UPDATE SET "Section" = excluded."Section", "At" = excluded."At";
            SELECT p."Name", x."Section", x."At" FROM "Presences" x JOIN "People" p ON p."Id" = x."PersonId"
            WHERE x."ApplicationId" = {applicationId} AND x."At" > {since} AND x."PersonId" <> {me}
              AND EXISTS (SELECT 1 FROM "Presences" own WHERE own."ApplicationId" = {applicationId} AND own."PersonId" = {me})
            ORDER BY x."At" DESC
            """).ToListAsync(cancellationToken);
        if (turn is not null) await turn.CommitAsync(cancellationToken);
        return colleagues.Count == 0 ? "" : T($"Also here: {string.Join("; ", colleagues.Select(colleague => Words(colleague, now)))}");
    }

    private static string Words(Colleague colleague, DateTime now) => now - colleague.At < Now
        ? T($"{colleague.Name} ({colleague.Section}, now)")
        : T($"{colleague.Name} ({colleague.Section}, {Count((long)(now - colleague.At).TotalMinutes, "{0} minute ago", "{0} minutes ago")})");
}

/// <summary>Forgets daily who had a draft open before yesterday.</summary>
public sealed class PresenceSweep(GrantsDb db, TimeProvider clock)
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <summary>Runs once.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().UtcDateTime - Age;
        return db.Presences.Where(presence => presence.At < before).ExecuteDeleteAsync(cancellationToken);
    }
}
