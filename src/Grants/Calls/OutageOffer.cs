using System.Globalization;
using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>
/// The service was down within a day before a deadline of a call: a manager decides whether there is more time. Decided by an extension, or by a manager who finds
/// that none is needed.
/// </summary>
internal sealed class OutageOffer
{
    private OutageOffer()
    {
    }

    public OutageOffer(Guid callId, Guid outageId, Guid? organisationId, DateTime deadlineAt, DateTime now) =>
        (CallId, OutageId, OrganisationId, DeadlineAt, At) = (callId, outageId, organisationId, deadlineAt, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid CallId { get; private init; }

    public Guid OutageId { get; private init; }

    /// <summary>Whose deadline was near; null for everybody's, and of an offer that was made before this was written down.</summary>
    public Guid? OrganisationId { get; private init; }

    /// <summary>The deadline that was near (UTC).</summary>
    public DateTime DeadlineAt { get; private init; }

    /// <summary>When the outage was found (UTC).</summary>
    public DateTime At { get; private init; }

    /// <summary>When a manager decided (UTC); null until then.</summary>
    public DateTime? DecidedAt { get; private set; }

    public Guid? DecidedBy { get; private set; }

    /// <summary>Whether the deadline is still one: once it was moved there is nothing left to decide.</summary>
    public bool Holds(Call call) => OrganisationId is { } one ? call.DeadlineFor(one) == DeadlineAt : call.Deadlines.Contains(DeadlineAt);

    public void Decide(Guid by, DateTime now) => (DecidedBy, DecidedAt) = (by, now);
}

/// <summary>The rule about outages before deadlines.</summary>
public sealed class OutageRule(GrantsDb db, Notifier notifier, TimeProvider clock)
{
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    private static readonly Stage[] Moveable = [Stage.CallPublished, Stage.CallOpen, Stage.CallClosed];

    /// <summary>Offers managers an extension of every deadline that the outage came before by a day or less. Commits with the caller.</summary>
    internal async Task OfferAsync(Outage outage, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (from, to) = (outage.From, outage.To + Before);
        var calls = await db.Calls
            .Where(call => Moveable.Contains(call.Stage)
                && ((call.DeadlineAt > from && call.DeadlineAt <= to) || call.Extensions.Any(extension => extension.DeadlineAt > from && extension.DeadlineAt <= to)))
            .ToListAsync(cancellationToken);
        var near = calls.SelectMany(call => call.WhoseDeadlines().Where(whose => whose.DeadlineAt > from && whose.DeadlineAt <= to).Select(whose => (Call: call, whose.OrganisationId, whose.DeadlineAt))).ToList();
        if (near.Count == 0) return;
        var named = near.ConvertAll(each => each.OrganisationId);
        var names = await db.Organisations.Where(organisation => named.Contains(organisation.Id)).ToDictionaryAsync(organisation => organisation.Id, organisation => organisation.LegalName, cancellationToken);
        var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
        foreach (var (call, organisationId, deadline) in near)
        {
            var offer = new OutageOffer(call.Id, outage.Id, organisationId, deadline, now);
            db.Add(offer);
            db.Note("call", call.Id, Actor.System(nameof(OutageRule)), "OfferExtension", now,
                ("outage", outage.Id), ("from", outage.From), ("to", outage.To), ("organisation", organisationId), ("deadlineAt", deadline));
            await notifier.QueueAsync(
                () => CallLetters.OutageBeforeDeadline(call, organisationId is { } one ? names[one] : null, deadline, outage), offer.Id, "", managers, now, cancellationToken);
        }
    }

    /// <summary>The outages of the day before an instant (UTC), cut to that day.</summary>
    internal static async Task<IReadOnlyList<(DateTime From, DateTime To)>> DowntimeAsync(GrantsDb db, DateTime deadline, CancellationToken cancellationToken)
    {
        var since = deadline - Before;
        var outages = await db.Outages.AsNoTracking().Where(outage => outage.To > since && outage.From < deadline).OrderBy(outage => outage.From).ToListAsync(cancellationToken);
        return [.. outages.Select(outage => (outage.From > since ? outage.From : since, outage.To < deadline ? outage.To : deadline))];
    }

    /// <summary>Intervals as the record of an extension keeps them: ISO 8601 in UTC, parted by spaces.</summary>
    internal static string Text(IEnumerable<(DateTime From, DateTime To)> intervals) =>
        string.Join(' ', intervals.Select(interval => string.Create(CultureInfo.InvariantCulture, $"{interval.From:yyyy-MM-dd'T'HH:mm:ss'Z'}/{interval.To:yyyy-MM-dd'T'HH:mm:ss'Z'}")));

    /// <summary>How long the intervals are together.</summary>
    internal static TimeSpan Length(IEnumerable<(DateTime From, DateTime To)> intervals) => new(intervals.Sum(interval => (interval.To - interval.From).Ticks));
}
