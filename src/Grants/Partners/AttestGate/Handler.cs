using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Milestones;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.AttestGate;

/// <summary>
/// A grant manager, not of the organisation, attests with their name that a gate may be open until a day, or that it is open no longer: the latest word
/// counts. Tranches that waited look again.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<GateState>> HandleAsync(Guid organisationId, Gate? gate, DateOnly? expiresOn, string note, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var today = DateOnly.FromDateTime(now);
        var actor = current.Value;
        if (!actor.MayActAs(Party.GrantManager, organisationId)) return Refusal.Forbidden(T("A grant manager attests."));
        if (actor.IsMemberOf(organisationId)) return Refusal.Forbidden(T("You belong to this organisation. Somebody else must attest."));
        var organisation = await db.Organisations.SingleOrDefaultAsync(row => row.Id == organisationId, cancellationToken);
        if (organisation is null) return Refusal.NotFound(T("This organisation"));

        var faults = new Dictionary<string, string>();
        if (gate is null or Gate.BankAccount || !Enum.IsDefined(gate.Value)) faults.Add("Gate", T("Choose what you attest. A bank account is verified on its own page"));
        if (expiresOn is not { } day || day < today.AddDays(-1)) faults.Add("ExpiresOn", T("Enter the last day on which this holds; yesterday closes the gate at once"));
        else if (day > today.AddMonths(Attestation.MostMonths)) faults.Add("ExpiresOn", T($"An attestation holds for {Attestation.MostMonths} months at most"));
        if (note.Length == 0) faults.Add("Note", T("Say what you checked, and against what"));
        if (note.Length > Texts.MostOfNote) faults.Add("Note", T("Shorten what you checked"));
        if (faults.Count > 0) return Refusal.Invalid(faults);

        var attestation = new Attestation(organisationId, gate!.Value, actor.PersonId!.Value, expiresOn!.Value, note, now);
        db.Attestations.Add(attestation);
        db.Touch(organisation);
        db.Note("organisation", organisationId, actor, "AttestGate", now, ("attestation", attestation.Id), ("gate", gate.Value), ("expiresOn", expiresOn.Value));
        await db.RingTranchesDueAsync(organisationId, now, cancellationToken);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : Gates.Attested(gate.Value, expiresOn, today);
    }
}
