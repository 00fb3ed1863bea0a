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
                award.Property(a => a.Reasons).HasMaxLength(8000);
                award.HasOne(a => a.Agreement).WithOne().HasForeignKey<Agreement>(agreement => agreement.AwardId);
                award.HasMany(a => a.Duties).WithOne().HasForeignKey(duty => duty.AwardId);
            });
            model.Entity<Agreement>(agreement =>
            {
                agreement.HasKey(a => a.AwardId);
                agreement.HasMany(a => a.Budget).WithOne().HasForeignKey(line => line.AwardId);
                agreement.HasMany(a => a.Milestones).WithOne().HasForeignKey(milestone => milestone.AwardId);
            });
            model.Entity<AgreementBudgetLine>(line => line.Property(l => l.Id).ValueGeneratedNever());
            model.Entity<AgreementMilestone>(milestone => milestone.Property(m => m.Id).ValueGeneratedNever());
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

        internal DbSet<Awards.AgreementBudgetLine> AgreementBudgetLines => Set<Awards.AgreementBudgetLine>();
    }
}
