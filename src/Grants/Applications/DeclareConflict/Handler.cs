using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.DeclareConflict;

/// <summary>What a conflict of interest is declared with.</summary>
public sealed record Screened(Guid Id, string? Number, string Organisation);

/// <summary>Records a screener's conflict of interest: the screening is everybody else's again.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    /// <summary>Characters of a note, as a reader counts them.</summary>
    public const int Most = 1000;

    /// <summary>The application, for whoever could screen it.</summary>
    public async Task<Outcome<Screened>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var application = await db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !ApplicationAccess.MayRead(actor.Value, application.OrganisationId, application.Stage, application.Country)) return Refusal.NotFound(T("The application"));
        return new Screened(id, application.Number, await db.Organisations.Where(o => o.Id == application.OrganisationId).Select(o => o.LegalName).SingleAsync(cancellationToken));
    }

    public async Task<Outcome> HandleAsync(Guid id, string? note, CancellationToken cancellationToken)
    {
        var (now, me, text) = (clock.GetUtcNow().UtcDateTime, actor.Value.PersonId!.Value, Texts.Clean(note));
        if (text.Length == 0) return Refusal.Invalid("Note", T("Say in a sentence or two what ties you to the organisation"));
        if (PortalText.Length(text) > Most) return Refusal.Invalid("Note", T("Shorten the text to 1,000 characters"));
        var application = await db.Applications.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !ApplicationAccess.MayRead(actor.Value, application.OrganisationId, application.Stage, application.Country)) return Refusal.NotFound(T("The application"));
        if (await db.ScreenerDeclarations.SingleOrDefaultAsync(declaration => declaration.ApplicationId == id && declaration.PersonId == me, cancellationToken) is { } declared) declared.DeclareConflict(text, now);
        else db.ScreenerDeclarations.Add(new ScreenerDeclaration(id, me, hasConflict: true, text, now));
        if (application.ScreenerId == me) application.Assign(null);
        db.Note("application", id, actor.Value, "DeclareConflict", now);
        return await db.CommitAsync(cancellationToken);
    }
}
