using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.ShowPartner;

/// <summary>An organisation with its people, its bank accounts and, for staff, its gates.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Gates gates, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<PartnerView>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        // One command for the organisation and its people: a row for each, or one without anybody.
        var rows = await (from row in db.Organisations.AsNoTracking()
                          where row.Id == id
                          join membership in db.Memberships on row.Id equals membership.OrganisationId into memberships
                          from membership in memberships.DefaultIfEmpty()
                          join person in db.People on membership.PersonId equals person.Id into persons
                          from person in persons.DefaultIfEmpty()
                          select new
                          {
                              Organisation = row,
                              Name = (string?)person.Name,
                              Kind = (MembershipKind?)membership.Kind,
                              UndeliverableSince = person.IsActive ? person.UndeliverableSince : null,
                              Policies = row.Policies.ToList(),
                          }).ToListAsync(cancellationToken);
        if (rows.Count == 0 || (!actor.IsStaff && !actor.IsMemberOf(id))) return Refusal.NotFound(T("This organisation"));
        var organisation = rows[0].Organisation;
        var people = rows.Where(row => row.Name is not null).OrderBy(row => NameOrder.Of(row.Name!))
            .Select(row => new MemberView(row.Name!, row.Kind == MembershipKind.Lead, actor.IsStaff ? row.UndeliverableSince : null)).ToList();
        var inFull = actor.Is(Role.FinanceOfficer) && !actor.IsMemberOf(id);
        var accounts = (await db.BankAccounts.AsNoTracking().Where(account => account.OrganisationId == id).OrderByDescending(account => account.EnteredAt).ThenByDescending(account => account.Id).Take(10).ToListAsync(cancellationToken))
            .Select(account => new AccountView(
                account.Id, account.BankName, account.AccountName, inFull ? account.AccountNumber : BankAccount.Mask(account.AccountNumber), account.Swift, account.Currency, account.EnteredAt, account.VerifiedAt,
                account.IsInForce, account.WaitsForVerification, account.Version))
            .ToList();
        var attestations = actor.IsStaff
            ? await (from attestation in db.Attestations.AsNoTracking()
                     join person in db.People on attestation.AttestedBy equals person.Id
                     where attestation.OrganisationId == id
                     orderby attestation.AttestedAt descending
                     select new AttestationView(attestation.Gate, person.Name, attestation.AttestedAt, attestation.ExpiresOn, attestation.Note)).Take(50).ToListAsync(cancellationToken)
            : null;
        var states = actor.IsStaff ? (await gates.AtAsync(id, clock.GetUtcNow().UtcDateTime, cancellationToken)).States : null;
        var untold = actor.IsStaff ? await ContactReach.UntoldAsync(db, id, cancellationToken) : null;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var policies = Enum.GetValues<PolicyKind>().Select(kind => (Kind: kind, Held: rows[0].Policies.Find(policy => policy.Kind == kind)))
            .Select(policy => new PolicyState(policy.Kind, policy.Held is not null, policy.Held?.ExpiresOn, policy.Held?.ExpiresOn < today)).ToList();
        return new PartnerView(
            organisation.Id, organisation.LegalName, organisation.Acronym, organisation.Country, organisation.Phone, organisation.Version, ProfileForm.Of(organisation.Profile), policies, people, accounts, states,
            attestations, untold);
    }
}

/// <summary>An organisation.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="LegalName">Its legal name.</param>
/// <param name="Acronym">Its acronym.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Phone">Its known number.</param>
/// <param name="Version">The version.</param>
/// <param name="Profile">All that it says about itself.</param>
/// <param name="Policies">Each policy that partners must hold.</param>
/// <param name="People">Its people, by name.</param>
/// <param name="BankAccounts">Its bank accounts, latest first; numbers masked except for finance.</param>
/// <param name="Gates">For staff: the gates now.</param>
/// <param name="Attestations">For staff: who attested what, latest first.</param>
/// <param name="Untold">For staff: the e-mails that none of its people received, latest first.</param>
public sealed record PartnerView(
    Guid Id, string LegalName, string? Acronym, string Country, string Phone, int Version, ProfileForm Profile, IReadOnlyList<PolicyState> Policies, IReadOnlyList<MemberView> People, IReadOnlyList<AccountView> BankAccounts, IReadOnlyList<GateState>? Gates,
    IReadOnlyList<AttestationView>? Attestations, IReadOnlyList<Untold>? Untold);

/// <summary>Whether an organisation says that it holds a policy.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="ExpiresOn">The last day on which it holds; null for one without an end.</param>
/// <param name="HasExpired">Whether that day is over.</param>
public sealed record PolicyState(PolicyKind Kind, bool Holds, DateOnly? ExpiresOn, bool HasExpired);

/// <summary>A person of the organisation.</summary>
/// <param name="Name">Their name.</param>
/// <param name="IsLead">A lead; otherwise a contributor.</param>
/// <param name="UndeliverableSince">For staff: since when their address refuses mail (UTC); null while it takes mail.</param>
public sealed record MemberView(string Name, bool IsLead, DateTime? UndeliverableSince);

/// <summary>A bank account.</summary>
/// <param name="Id">The account.</param>
/// <param name="BankName">The bank.</param>
/// <param name="AccountName">In whose name it is.</param>
/// <param name="AccountNumber">Masked, except for finance.</param>
/// <param name="Swift">BIC.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="EnteredAt">When it was entered (UTC).</param>
/// <param name="VerifiedAt">When it was verified (UTC).</param>
/// <param name="InForce">Payments go to it.</param>
/// <param name="WaitsForVerification">It waits to be verified.</param>
/// <param name="Version">The version that a verification names.</param>
public sealed record AccountView(
    Guid Id, string BankName, string AccountName, string AccountNumber, string Swift, string Currency, DateTime EnteredAt, DateTime? VerifiedAt, bool InForce, bool WaitsForVerification, int Version);

/// <summary>An attestation.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="By">Who attested.</param>
/// <param name="At">When (UTC).</param>
/// <param name="ExpiresOn">The last day (UTC) on which it holds.</param>
/// <param name="Note">What was checked.</param>
public sealed record AttestationView(Gate Gate, string By, DateTime At, DateOnly ExpiresOn, string Note);
