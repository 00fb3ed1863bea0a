using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.ListPartners;

/// <summary>All organisations for staff; their own for everybody else.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current) : IUseCase
{
    public const int PageSize = 50;

    public async Task<PartnerList> HandleAsync(int page, CancellationToken cancellationToken)
    {
        var organisations = db.Organisations.AsNoTracking();
        if (!current.Value.IsStaff)
        {
            var own = current.Value.Memberships.Select(membership => membership.OrganisationId).ToList();
            organisations = organisations.Where(organisation => own.Contains(organisation.Id));
        }

        var total = await organisations.CountAsync(cancellationToken);
        var items = await organisations.InOrderOfName()
            .Skip((Math.Max(page, 1) - 1) * PageSize).Take(PageSize)
            .Select(organisation => new PartnerItem(
                organisation.Id, organisation.LegalName, organisation.Acronym, organisation.Country,
                db.Grants.Count(grant => grant.OrganisationId == organisation.Id),
                db.BankAccounts.Any(account => account.OrganisationId == organisation.Id && account.VerifiedAt != null && account.ReplacedAt == null),
                db.BankAccounts.Any(account => account.OrganisationId == organisation.Id && account.VerifiedAt == null && account.ReplacedAt == null)))
            .ToListAsync(cancellationToken);
        return new PartnerList(items, Math.Max(page, 1), total);
    }
}

/// <summary>One page of organisations.</summary>
/// <param name="Items">The organisations, by name.</param>
/// <param name="Page">From 1.</param>
/// <param name="Total">How many there are on all pages.</param>
public sealed record PartnerList(IReadOnlyList<PartnerItem> Items, int Page, int Total);

/// <summary>An organisation in the list.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="LegalName">Its legal name.</param>
/// <param name="Acronym">Its acronym, where it has one.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Grants">How many grants it has or had.</param>
/// <param name="HasVerifiedAccount">Whether a verified bank account is in force.</param>
/// <param name="HasAccountToVerify">Whether a bank account waits to be verified.</param>
public sealed record PartnerItem(Guid Id, string LegalName, string? Acronym, string Country, int Grants, bool HasVerifiedAccount, bool HasAccountToVerify);
