using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.EditOrganisation;

/// <summary>A lead changes what the organisation says about itself; what it said before is kept.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, AuditKey key, TimeProvider clock) : IUseCase
{
    /// <summary>The organisation, for a lead.</summary>
    public async Task<Outcome<Organisation>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        if (!actor.IsStaff && !actor.IsMemberOf(id)) return Refusal.NotFound(T("This organisation"));
        if (!actor.MayActAs(Party.Lead, id)) return Refusal.Forbidden(T("Only a lead of the organisation changes its details."));
        return await db.Organisations.Include(row => row.Keys).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } organisation ? organisation : Refusal.NotFound(T("This organisation"));
    }

    /// <param name="id">The organisation.</param>
    /// <param name="version">Its version that was seen.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="step">The page whose fields count; null for all.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome<Changed>> HandleAsync(Guid id, int version, ProfileForm typed, ProfileStep? step, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var found = await FindAsync(id, cancellationToken);
        if (found.IsRefused) return found.Refusal;
        var organisation = found.Value;
        if (organisation.Version != version) return Refusal.Changed();
        var form = step is null ? typed : ProfileForm.Of(organisation.Profile).With(step, typed);
        var wrong = form.WhyNot(now, step);
        if (wrong.Count > 0) return Refusal.Invalid(wrong);
        var (before, after) = (organisation.Profile, form.Read());
        if (before == after) return new Changed(version);
        if (after.RegistrationKey is not null && await db.Organisations.AnyAsync(other => other.Id != id && other.Registry == after.Registry && other.RegistrationKey == after.RegistrationKey, cancellationToken))
            return Refusal.Invalid("RegistrationNumber", T("Another organisation is registered with this number. Check it, or write to us"));

        db.OrganisationVersions.Add(organisation.Change(after, current.Value.PersonId!.Value, now));
        db.Touch(organisation);
        db.Note("organisation", id, current.Value, "EditOrganisation", now, ("country", after.Country), ("registry", after.Registry),
            ("name", before.LegalName == after.LegalName ? null : AuditFact.Keyed(key, after.LegalName)), ("phone", before.Phone == after.Phone ? null : AuditFact.Keyed(key, after.Phone)));
        if (before.Phone != after.Phone)
        {
            var told = (await notifier.WithRoleAsync(Role.GrantManager, cancellationToken)).Concat(await notifier.LeadsOfAsync(id, cancellationToken)).ToList();
            await notifier.QueueAsync(() => PartnerLetters.PhoneChanged(organisation), id, $"version-{version}", told, now, cancellationToken);
        }

        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : new Changed(organisation.Version);
    }
}

/// <param name="Version">The version that the next change names.</param>
internal sealed record Changed(int Version);
