using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.ListPeople;

/// <summary>A person in the list.</summary>
/// <param name="Id">The person.</param>
/// <param name="Version">The version that a change names.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="Does">Roles and organisations, in words.</param>
/// <param name="IsActive">Whether they may sign in.</param>
/// <param name="UndeliverableSince">Since when their address refuses mail (UTC).</param>
public sealed record PersonItem(Guid Id, int Version, string Name, string Email, string Does, bool IsActive, DateTime? UndeliverableSince);

/// <summary>One page of people.</summary>
public sealed record PeoplePage(IReadOnlyList<PersonItem> Items, int Page, int Total);

/// <summary>Everybody who can sign in or could, by name.</summary>
internal sealed class Handler(GrantsDb db) : IUseCase
{
    public const int PageSize = 50;

    public async Task<PeoplePage> HandleAsync(int page, CancellationToken cancellationToken)
    {
        page = Math.Max(page, 1);
        var people = await db.People.AsNoTracking().InOrderOfName().Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellationToken);
        var ids = people.Select(person => person.Id).ToList();
        var places = await (from membership in db.Memberships
                            join organisation in db.Organisations on membership.OrganisationId equals organisation.Id
                            where ids.Contains(membership.PersonId)
                            select new { membership.PersonId, membership.Kind, organisation.LegalName }).ToListAsync(cancellationToken);
        var items = people.Select(person => new PersonItem(
            person.Id, person.Version, person.Name, person.Email,
            string.Join("; ", person.Roles.Select(RoleWords.Of).Concat(places.Where(place => place.PersonId == person.Id).Select(place => RoleWords.Of(place.Kind, place.LegalName)))),
            person.IsActive, person.UndeliverableSince));
        return new PeoplePage(items.ToList(), page, await db.People.CountAsync(cancellationToken));
    }
}
