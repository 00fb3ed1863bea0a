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
                grant.Property(g => g.ClosingNote).HasMaxLength(8000);
                grant.HasMany(g => g.Budget).WithOne().HasForeignKey(line => line.GrantId);
                grant.HasMany(g => g.Milestones).WithOne().HasForeignKey(milestone => milestone.GrantId);
            });
            model.Entity<GrantBudgetLine>(line => line.Property(l => l.Id).ValueGeneratedNever());
            model.Entity<Milestone>(milestone =>
            {
                milestone.HasIndex(m => new { m.Stage, m.DueAt });
                milestone.HasMany(m => m.Narratives).WithOne().HasForeignKey(narrative => narrative.MilestoneId);
                milestone.HasMany(m => m.Trained).WithOne().HasForeignKey(trained => trained.MilestoneId);
                milestone.HasMany(m => m.Spending).WithOne().HasForeignKey(spending => spending.MilestoneId);
                milestone.HasMany(m => m.Submissions).WithOne().HasForeignKey(submission => submission.MilestoneId);
            });
            model.Entity<ReportNarrative>(narrative =>
            {
                narrative.Property(n => n.Id).ValueGeneratedNever();
                narrative.Property(n => n.Text).HasMaxLength(ReportNarrative.MostStored);
            });
            model.Entity<TrainedCount>(trained =>
            {
                trained.Property(t => t.Id).ValueGeneratedNever();
                trained.HasIndex(t => t.Country);
            });
            model.Entity<Spending>(spending =>
            {
                spending.Property(s => s.Id).ValueGeneratedNever();
                spending.OwnsOne(s => s.Foreign, foreign => foreign.Property(f => f.Rate).HasPrecision(28, 12));
            });
            model.Entity<ReportSubmission>(submission =>
            {
                submission.Property(s => s.Id).ValueGeneratedNever();
                submission.Property(s => s.Content).HasMaxLength(1_000_000);
                submission.HasIndex(s => new { s.MilestoneId, s.Number }).IsUnique();
                submission.HasMany(s => s.Decisions).WithOne().HasForeignKey(decision => decision.SubmissionId);
            });
            model.Entity<SectionDecision>(decision =>
            {
                decision.Property(d => d.Id).ValueGeneratedNever();
                decision.Property(d => d.Note).HasMaxLength(8000);
            });
            model.Entity<Payment>(payment =>
            {
                payment.Property(p => p.Id).ValueGeneratedNever();
                payment.HasIndex(p => p.MilestoneId).IsUnique();
                payment.HasIndex(p => p.GrantId);
            });
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Milestones.Grant> Grants => Set<Milestones.Grant>();

        internal DbSet<Milestones.Milestone> Milestones => Set<Milestones.Milestone>();

        internal DbSet<Milestones.ReportSubmission> ReportSubmissions => Set<Milestones.ReportSubmission>();

        internal DbSet<Milestones.Payment> Payments => Set<Milestones.Payment>();

        /// <summary>Keeps a milestone from being submitted until the transaction ends: who adds and removes its evidence does so together with others.</summary>
        internal Task HoldMilestoneAsync(Guid milestoneId, CancellationToken cancellationToken) => HoldAsync(
            $"""SELECT 1 FROM "Milestones" WHERE "Id" = {milestoneId} FOR SHARE""", cancellationToken);

        /// <summary>Holds an organisation as it is until the transaction ends: no gate of it closes meanwhile.</summary>
        internal Task HoldOrganisationAsync(Guid organisationId, CancellationToken cancellationToken) => HoldAsync(
            $"""SELECT 1 FROM "Organisations" WHERE "Id" = {organisationId} FOR SHARE""", cancellationToken);

        /// <summary>Holds a milestone until the transaction ends, alone: the evidence that is read from here on is what is submitted.</summary>
        internal Task HoldMilestoneAloneAsync(Guid milestoneId, CancellationToken cancellationToken) => HoldAsync(
            $"""SELECT 1 FROM "Milestones" WHERE "Id" = {milestoneId} FOR NO KEY UPDATE""", cancellationToken);
    }
}
