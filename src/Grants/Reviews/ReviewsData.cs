using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews
{
    internal static class ReviewsData
    {
        public static void Configure(ModelBuilder model)
        {
            model.Entity<ReviewAssignment>(assignment =>
            {
                assignment.HasIndex(a => new { a.ApplicationId, a.Round, a.ReviewerId }).IsUnique();
                assignment.HasIndex(a => new { a.ReviewerId, a.State });
                assignment.Property(a => a.DeclarationNote).HasMaxLength(ReviewAssignment.MostOfDeclaration);
                assignment.Property(a => a.Overall).HasMaxLength(ReviewAssignment.MostStored);
                assignment.HasOne<Applications.Application>().WithMany().HasForeignKey(a => a.ApplicationId).OnDelete(DeleteBehavior.Restrict);
                assignment.HasMany(a => a.Scores).WithOne().HasForeignKey(score => score.AssignmentId);
            });
            model.Entity<CriterionScore>(score =>
            {
                score.Property(s => s.Id).ValueGeneratedNever();
                score.Property(s => s.Comment).HasMaxLength(ReviewAssignment.MostStored);
                score.HasIndex(s => new { s.AssignmentId, s.CriterionId }).IsUnique();
            });
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Reviews.ReviewAssignment> ReviewAssignments => Set<Reviews.ReviewAssignment>();
    }
}
