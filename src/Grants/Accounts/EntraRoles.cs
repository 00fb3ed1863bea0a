using Grants.Data;

namespace Grants.Accounts;

/// <summary>
/// Gives people the roles of their groups in Microsoft Entra ID, and takes them away with the group. Roles that an administrator has given stay. Both are audited; whoever
/// loses a role is signed out everywhere, so that nothing that was begun with it goes on.
/// </summary>
internal sealed class EntraRoles(GrantsDb db, GrantsOptions options)
{
    /// <summary>Whether Entra ID is used and knows the person: then it must have signed them in, because a mailbox and an app of ours would go round what it asks for.</summary>
    public bool Knows(Person person) => options.Entra is not null && person.EntraObjectId is not null;

    /// <summary>Whether a person's roles are what their groups say.</summary>
    public bool Agree(Person person, EntraPrincipal principal) => Lost(person, principal).Count == 0 && Gained(person, principal).Count == 0;

    /// <summary>Makes them so with what is committed next.</summary>
    /// <returns>Whether a role was lost.</returns>
    public async Task<bool> FollowAsync(Person person, EntraPrincipal principal, DateTime now, CancellationToken cancellationToken)
    {
        var actor = Actor.System(nameof(EntraRoles));
        var (lost, gained) = (Lost(person, principal), Gained(person, principal));
        foreach (var role in lost)
        {
            person.Remove(role.Id);
            db.Note("person", person.Id, actor, "RemoveRole", now, ("role", role.Role), ("country", role.Country), ("limitMinor", role.LimitMinor));
        }

        foreach (var group in gained)
        {
            // Given by an administrator already, with another limit perhaps: that one counts.
            if (person.Grant(RoleGrant.OfGroup(group.Role, group.Country, group.LimitMinor)).IsRefused) continue;
            db.Note("person", person.Id, actor, "GrantRole", now, ("role", group.Role), ("country", group.Country), ("limitMinor", group.LimitMinor));
        }

        if (lost.Count > 0) await db.EndSessionsAsync(person.Id, now, cancellationToken);
        return lost.Count > 0;
    }

    private List<RoleGrant> Lost(Person person, EntraPrincipal principal)
    {
        var wanted = Wanted(principal).ToList();
        return [.. person.Roles.Where(held => held.IsOfGroup && !wanted.Exists(group => IsSame(group, held)))];
    }

    private List<EntraGroup> Gained(Person person, EntraPrincipal principal) =>
        [.. Wanted(principal).DistinctBy(group => (group.Role, group.Country)).Where(group => !person.Roles.Any(held => held.Role == group.Role && held.Country == group.Country && (!held.IsOfGroup || held.LimitMinor == group.LimitMinor)))];

    private static bool IsSame(EntraGroup group, RoleGrant held) => (group.Role, group.Country, group.LimitMinor) == (held.Role, held.Country, held.LimitMinor);

    // The first group that gives a role decides on its limit.
    private IEnumerable<EntraGroup> Wanted(EntraPrincipal principal) => options.Entra!.Groups.Where(group => principal.Groups?.Contains(group.Id) == true).DistinctBy(group => (group.Role, group.Country));
}
