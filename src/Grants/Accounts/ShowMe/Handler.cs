using Grants.Data;
using Grants.Partners;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.ShowMe;

/// <summary>The signed-in person, with roles and memberships as they are now.</summary>
internal sealed record Me(Guid Id, string Name, IReadOnlyList<Role> Roles, IReadOnlyList<Place> Memberships);

/// <summary>One place in an organisation.</summary>
internal sealed record Place(Guid OrganisationId, string Organisation, MembershipKind Kind);

/// <summary>Says who is signed in.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    public async Task<Me> HandleAsync(CancellationToken cancellationToken)
    {
        var me = actor.Value;
        var places = await (from membership in db.Memberships
                            join organisation in db.Organisations on membership.OrganisationId equals organisation.Id
                            where membership.PersonId == me.PersonId
                            orderby EF.Property<string>(organisation, SearchKeys.SortColumn), organisation.Id
                            select new Place(organisation.Id, organisation.LegalName, membership.Kind)).ToListAsync(cancellationToken);
        return new Me(me.PersonId!.Value, me.Name, me.Roles.Select(grant => grant.Role).Distinct().ToList(), places);
    }
}
