using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.ShowPerson;

/// <summary>One person, with what they may do.</summary>
internal sealed class Handler(GrantsDb db) : IUseCase
{
    public async Task<Outcome<PersonView>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == id, cancellationToken) is not { } person) return Refusal.NotFound(T("The person"));
        var places = await (from membership in db.Memberships
                            join organisation in db.Organisations on membership.OrganisationId equals organisation.Id
                            where membership.PersonId == id
                            orderby EF.Property<string>(organisation, SearchKeys.SortColumn), organisation.Id
                            select new PlaceView(organisation.Id, organisation.LegalName, membership.Kind.ToString())).ToListAsync(cancellationToken);
        return new PersonView(
            person.Id, person.Version, person.Name, person.Email, person.TimeZone, person.IsActive, person.UndeliverableSince,
            [.. person.Roles.OrderBy(role => role.Role).ThenBy(role => role.Country, StringComparer.Ordinal).Select(role => new RoleView(role.Id, role.Role, role.Country, role.LimitMinor, RoleWords.Of(role)))],
            places);
    }
}

/// <summary>A person.</summary>
/// <param name="Id">The person.</param>
/// <param name="Version">The version that a change names.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="TimeZone">IANA name of the zone in which they read times.</param>
/// <param name="IsActive">Whether they may sign in.</param>
/// <param name="UndeliverableSince">Since when their address refuses mail (UTC).</param>
/// <param name="Roles">Their roles.</param>
/// <param name="Organisations">The organisations that they belong to.</param>
public sealed record PersonView(
    Guid Id, int Version, string Name, string Email, string TimeZone, bool IsActive, DateTime? UndeliverableSince, IReadOnlyList<RoleView> Roles, IReadOnlyList<PlaceView> Organisations);

/// <summary>One of a person's roles.</summary>
/// <param name="Id">The role of this person: what is removed.</param>
/// <param name="Role">The role.</param>
/// <param name="Country">For an endorser: ISO 3166 alpha-2; null for regional awards.</param>
/// <param name="LimitMinor">For a delegate: the largest award, in minor units of AUD.</param>
/// <param name="Words">All of that in words.</param>
public sealed record RoleView(Guid Id, Role Role, string? Country, long? LimitMinor, string Words);

/// <summary>A person's place in an organisation.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its legal name.</param>
/// <param name="Kind">Lead or Contributor.</param>
public sealed record PlaceView(Guid OrganisationId, string Organisation, string Kind);
