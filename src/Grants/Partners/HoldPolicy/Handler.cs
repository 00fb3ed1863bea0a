using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.HoldPolicy;

/// <summary>A policy of an organisation, with its documents.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="Version">The version that a change names.</param>
/// <param name="Kind">Which policy.</param>
/// <param name="Holds">Whether the organisation says that it holds it.</param>
/// <param name="ExpiresOn">The last day on which it holds; null for one without an end.</param>
/// <param name="Documents">Its documents.</param>
/// <param name="MayChange">Whether the reader belongs to the organisation.</param>
public sealed record PolicyView(Guid OrganisationId, string Organisation, int Version, PolicyKind Kind, bool Holds, DateOnly? ExpiresOn, IReadOnlyList<UploadedFile> Documents, bool MayChange);

/// <summary>An organisation's people say which policies it holds, until when, and add the documents; programme staff read that.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    private const int MostYearsAhead = 20;

    public async Task<Outcome<PolicyView>> FindAsync(Guid id, PolicyKind kind, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        if (!actor.IsStaff && !actor.IsMemberOf(id)) return Refusal.NotFound(T("This organisation"));
        var found = await db.Organisations.AsNoTracking().Where(row => row.Id == id)
            .Select(row => new { row.LegalName, row.Version, Policy = row.Policies.FirstOrDefault(policy => policy.Kind == kind) }).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return Refusal.NotFound(T("This organisation"));
        var slot = kind.ToString();
        var documents = await db.Documents.AsNoTracking().Where(document => document.SubjectId == id && document.Purpose == DocumentPurpose.Policy && document.Slot == slot && document.Scan != null && document.DestroyedAt == null)
            .OrderBy(document => document.CreatedAt).ToListAsync(cancellationToken);
        var mayOpen = DocumentAccess.IsFor(actor, DocumentPurpose.Policy, id);
        return new PolicyView(
            id, found.LegalName, found.Version, kind, found.Policy is not null, found.Policy?.ExpiresOn,
            [.. documents.Select(document => new UploadedFile(document.Id.ToString(), document.Name, document.Length!.Value, mayOpen ? $"/documents/{document.Id}" : null, document.Scan))], actor.IsMemberOf(id));
    }

    /// <param name="id">The organisation.</param>
    /// <param name="kind">Which policy.</param>
    /// <param name="version">The organisation's version that was seen.</param>
    /// <param name="holds">Whether it holds such a policy; null when nothing was chosen.</param>
    /// <param name="expiresOn">The last day on which it holds; null for one without an end.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome<Held>> HandleAsync(Guid id, PolicyKind kind, int version, bool? holds, DateOnly? expiresOn, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        if (!actor.IsMemberOf(id)) return actor.IsStaff ? Refusal.Forbidden(T("The organisation's own people say which policies it holds.")) : Refusal.NotFound(T("This organisation"));
        var organisation = await db.Organisations.Include(row => row.Policies).SingleAsync(row => row.Id == id, cancellationToken);
        if (organisation.Version != version) return Refusal.Changed();
        if (holds is not { } held) return Refusal.Invalid("Holds", T("Say whether your organisation holds this policy"));
        if (held && expiresOn > DateOnly.FromDateTime(now).AddYears(MostYearsAhead)) return Refusal.Invalid("ExpiresOn", T($"Enter a day within {MostYearsAhead} years, or leave it empty"));

        var policy = organisation.Policies.FirstOrDefault(row => row.Kind == kind);
        if (!held && policy is not null) db.Policies.Remove(policy);
        else if (held && policy is not null) policy.Renew(expiresOn, actor.PersonId!.Value, now);
        else if (held) db.Policies.Add(new PolicyHeld(id, kind, expiresOn, actor.PersonId!.Value, now));
        db.Touch(organisation);
        db.Note("organisation", id, actor, held ? "HoldPolicy" : "DropPolicy", now, ("policy", kind), ("expiresOn", held ? expiresOn : null));
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : new Held(organisation.Version);
    }
}

/// <param name="Version">The organisation's version that the next change names.</param>
internal sealed record Held(int Version);
