using Microsoft.EntityFrameworkCore;

namespace Grants.Applications
{
    internal static class ApplicationsData
    {
        public static void Configure(ModelBuilder model)
        {
            model.Entity<Application>(application =>
            {
                application.HasIndex(a => new { a.CallId, a.OrganisationId }).IsUnique();
                application.HasIndex(a => a.Number).IsUnique();
                application.HasIndex(a => new { a.CallId, a.Stage });
                application.HasIndex(a => a.OrganisationId);
                application.Property(a => a.DecisionReasons).HasMaxLength(8000);
                application.Property(a => a.Feedback).HasMaxLength(8000);
                application.Ignore(a => a.RequestedMinor);
                application.HasMany(a => a.Answers).WithOne().HasForeignKey(answer => answer.ApplicationId);
                application.HasMany(a => a.Budget).WithOne().HasForeignKey(line => line.ApplicationId);
            });
            model.Entity<Answer>(answer =>
            {
                answer.Property(a => a.Id).ValueGeneratedNever();
                answer.Property(a => a.Text).HasMaxLength(40_000);
                answer.HasIndex(a => new { a.ApplicationId, a.QuestionCode }).IsUnique();
            });
            model.Entity<ProposedBudgetLine>(line => line.Property(l => l.Id).ValueGeneratedNever());
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Applications.Application> Applications => Set<Applications.Application>();
    }
}
