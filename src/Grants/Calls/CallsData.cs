using Microsoft.EntityFrameworkCore;

namespace Grants.Calls
{
    internal static class CallsData
    {
        public static void Configure(ModelBuilder model)
        {
            model.Entity<Call>(call =>
            {
                call.HasIndex(c => c.Reference).IsUnique();
                call.HasIndex(c => new { c.Stage, c.DeadlineAt });
                call.Property(c => c.Summary).HasMaxLength(4000);
                call.Property(c => c.Pathways).HasMaxLength(100);
                call.Ignore(c => c.ClosesAt);
                call.Ignore(c => c.Zone);
                call.HasMany(c => c.Questions).WithOne().HasForeignKey(q => q.CallId);
                call.HasMany(c => c.Rubric).WithOne().HasForeignKey(c => c.CallId);
            });
            model.Entity<Question>(question =>
            {
                question.Property(q => q.Id).ValueGeneratedNever();
                question.Property(q => q.Help).HasMaxLength(2000);
                question.HasIndex(q => new { q.CallId, q.Code }).IsUnique();
            });
            model.Entity<Criterion>(criterion =>
            {
                criterion.Property(c => c.Id).ValueGeneratedNever();
                criterion.Property(c => c.Guidance).HasMaxLength(2000);
            });
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Calls.Call> Calls => Set<Calls.Call>();
    }
}
