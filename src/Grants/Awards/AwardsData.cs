using Microsoft.EntityFrameworkCore;

namespace Grants.Awards
{
    internal static class AwardsData
    {
        public static void Configure(ModelBuilder model)
        {
            model.Entity<Award>(award =>
            {
                award.HasIndex(a => a.ApplicationId).IsUnique();
                award.HasIndex(a => new { a.CallId, a.Stage });
                award.HasMany(a => a.Duties).WithOne().HasForeignKey(duty => duty.AwardId);
            });
            model.Entity<DutyRecord>(duty =>
            {
                duty.Property(d => d.Id).ValueGeneratedNever();
                duty.HasIndex(d => new { d.AwardId, d.Duty, d.PersonId }).IsUnique();
            });
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Awards.Award> Awards => Set<Awards.Award>();
    }
}
