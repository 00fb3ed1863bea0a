using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones;

/// <summary>The tranches that wait for a gate.</summary>
internal static class WaitingTranches
{
    /// <summary>Something has changed for the organisation's money: its milestones whose tranche is due look again, once the changes have committed.</summary>
    public static async Task RingTranchesDueAsync(this GrantsDb db, Guid organisationId, DateTime now, CancellationToken cancellationToken)
    {
        var due = await (from milestone in db.Milestones
                         join grant in db.Grants on milestone.GrantId equals grant.Id
                         where grant.OrganisationId == organisationId && milestone.Stage == Stage.TrancheDue
                         select new { milestone.Id, milestone.Round }).ToListAsync(cancellationToken);
        foreach (var milestone in due) db.RingToWake(Milestone.InstanceOf(milestone.Id, milestone.Round), milestone.Id, now);
    }
}
