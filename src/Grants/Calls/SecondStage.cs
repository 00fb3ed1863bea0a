using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>A call for full proposals that follows a call for concept notes.</summary>
/// <param name="Id">The call.</param>
/// <param name="Title">Its title.</param>
/// <param name="IsDraft">Whether it is still to be published: until then nobody can be invited.</param>
public sealed record NextCall(Guid Id, string Title, bool IsDraft);

/// <summary>How a call for full proposals hangs together with that for its concept notes.</summary>
internal static class SecondStage
{
    /// <summary>The calls for full proposals that follow a call, by when they open; none for a call that is not for concept notes.</summary>
    public static Task<List<NextCall>> OfAsync(GrantsDb db, Guid conceptCallId, CancellationToken cancellationToken) =>
        db.Calls.IgnoreAutoIncludes().Where(next => next.ConceptCallId == conceptCallId).OrderBy(next => next.OpensAt).ThenBy(next => next.Reference)
            .Select(next => new NextCall(next.Id, next.Title, next.Stage == Stage.CallDraft)).ToListAsync(cancellationToken);

    /// <summary>Why a call cannot open when it says, because concept notes are still written then; null when it can, and for a call that follows none.</summary>
    public static async Task<string?> OpensTooEarlyAsync(GrantsDb db, Call call, CancellationToken cancellationToken) =>
        call.ConceptCallId is { } id ? call.OpensTooEarly(await db.Calls.AsNoTracking().SingleAsync(concepts => concepts.Id == id, cancellationToken)) : null;
}
