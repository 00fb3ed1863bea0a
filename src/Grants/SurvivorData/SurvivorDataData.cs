using Microsoft.EntityFrameworkCore;

namespace Grants.SurvivorData
{
    internal static class SurvivorDataData
    {
        public static void Configure(ModelBuilder model) => model.Entity<SurvivorDataConfirmation>(confirmation =>
        {
            confirmation.Property(c => c.Id).ValueGeneratedNever();
            confirmation.HasIndex(c => new { c.SubjectId, c.Place, c.Fingerprint }).IsUnique();
        });
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<SurvivorData.SurvivorDataConfirmation> SurvivorDataConfirmations => Set<SurvivorData.SurvivorDataConfirmation>();
    }
}
