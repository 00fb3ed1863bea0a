using Grants.Data;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.ShowKeptForm;

/// <summary>What somebody typed when their session had ended.</summary>
/// <param name="Path">The page on which it was typed.</param>
/// <param name="Typed">Field by field.</param>
public sealed record Kept(string Path, IReadOnlyList<KeyValuePair<string, string>> Typed);

/// <summary>Shows people what they typed when their session had ended, until the next day.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    public async Task<Outcome<Kept>> HandleAsync(Guid id, CancellationToken cancellationToken) =>
        await db.KeptForms.AsNoTracking().SingleOrDefaultAsync(kept => kept.Id == id && kept.PersonId == actor.Value.PersonId, cancellationToken) is { } found
            ? new Kept(found.Path, PortalErrors.Typed(found.Form))
            : Refusal.NotFound(T("What was typed"));
}
