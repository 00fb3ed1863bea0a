using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones
{
    internal static class MilestonesData
    {
        public static void Configure(ModelBuilder model)
        {
            model.Entity<Grant>(grant =>
            {
                grant.HasIndex(g => g.OrganisationId);
                grant.HasIndex(g => g.Stage);
                grant.HasMany(g => g.Milestones).WithOne().HasForeignKey(milestone => milestone.GrantId);
            });
            model.Entity<Milestone>(milestone => milestone.HasIndex(m => new { m.Stage, m.DueAt }));
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Milestones.Grant> Grants => Set<Milestones.Grant>();

        internal DbSet<Milestones.Milestone> Milestones => Set<Milestones.Milestone>();
    }
}
