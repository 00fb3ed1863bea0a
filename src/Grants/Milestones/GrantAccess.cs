using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones;

/// <summary>Which grants a person may know of, and the loading of a milestone that they act on.</summary>
internal static class GrantAccess
{
    /// <summary>A partner's people see their own grants, staff see all.</summary>
    public static bool MaySee(this Actor actor, Guid organisationId) => actor.IsStaff || actor.IsMemberOf(organisationId);

    /// <inheritdoc cref="MaySee"/>
    public static IQueryable<Grant> VisibleTo(this IQueryable<Grant> grants, Actor actor)
    {
        if (actor.IsStaff) return grants;
        var own = actor.Memberships.Select(membership => membership.OrganisationId).ToList();
        return grants.Where(grant => own.Contains(grant.OrganisationId));
    }

    /// <summary>
    /// The milestone and its grant for somebody who does an act: not found for who may not know of it, forbidden for who may not do it, refused
    /// when it has changed since the person saw it.
    /// </summary>
    public static async Task<Outcome<(Grant Grant, Milestone Milestone)>> MilestoneForActAsync(
        this GrantsDb db, Guid milestoneId, int version, Party party, Actor actor, CancellationToken cancellationToken, Func<IQueryable<Milestone>, IQueryable<Milestone>>? with = null)
    {
        var milestones = with is null ? db.Milestones : with(db.Milestones);
        var milestone = await milestones.SingleOrDefaultAsync(row => row.Id == milestoneId, cancellationToken);
        if (milestone is null) return Refusal.NotFound(T("This milestone"));
        var grant = await db.Grants.Include(row => row.Budget).SingleAsync(row => row.Id == milestone.GrantId, cancellationToken);
        if (!actor.MaySee(grant.OrganisationId)) return Refusal.NotFound(T("This milestone"));
        if (!actor.MayActAs(party, grant.OrganisationId)) return Refusal.Forbidden(T("Your role does not allow this."));
        if (party is not (Party.Lead or Party.Contributor) && actor.IsMemberOf(grant.OrganisationId)) return Refusal.Forbidden(T("You belong to this organisation. Somebody else must do this."));
        if (milestone.Version != version) return Refusal.Changed();
        return (grant, milestone);
    }
}
