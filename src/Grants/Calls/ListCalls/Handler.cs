using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.ListCalls;

/// <summary>Where a call stands for whoever wants to apply.</summary>
public enum Standing
{
    /// <summary>Not yet published; for staff only.</summary>
    Draft,

    /// <summary>Applications are taken now.</summary>
    Open,

    /// <summary>It opens later.</summary>
    Coming,

    /// <summary>Its deadline has passed.</summary>
    Past,
}

/// <summary>A call in the list.</summary>
public sealed record Row(
    Guid Id, string Reference, string Title, string Summary, CallKind Kind, IReadOnlyList<string> Countries, Stage Stage, string TimeZone, DateTime OpensAt, DateTime DeadlineAt,
    string Currency, long FloorMinor, long CeilingMinor, int Version)
{
    /// <summary>Where it stands at an instant (UTC), by its dates alone.</summary>
    public Standing StandingAt(DateTime now) => Stage switch
    {
        Stage.CallDraft => Standing.Draft,
        Stage.CallPublished or Stage.CallOpen when now < OpensAt => Standing.Coming,
        Stage.CallPublished or Stage.CallOpen when now <= DeadlineAt => Standing.Open,
        _ => Standing.Past,
    };
}

/// <summary>The calls, newest deadline first: published ones for everybody, drafts for staff as well.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    private const int Most = 200;

    public async Task<IReadOnlyList<Row>> HandleAsync(CancellationToken cancellationToken)
    {
        var calls = db.Calls.AsNoTracking();
        if (!actor.Value.IsStaff) calls = calls.Where(call => call.Stage != Stage.CallDraft);
        return await calls.OrderByDescending(call => call.DeadlineAt).ThenBy(call => call.Id)
            .Select(call => new Row(
                call.Id, call.Reference, call.Title, call.Summary, call.Kind, call.Countries, call.Stage, call.TimeZone, call.OpensAt, call.DeadlineAt,
                call.Currency, call.FloorMinor, call.CeilingMinor, call.Version))
            .Take(Most)
            .ToListAsync(cancellationToken);
    }
}
