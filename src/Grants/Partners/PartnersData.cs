using Microsoft.EntityFrameworkCore;

namespace Grants.Partners
{
    internal static class PartnersData
    {
        public static void Configure(ModelBuilder model)
        {
            model.Entity<Organisation>(organisation => organisation.HasIndex(o => o.Country));
            model.Entity<Membership>(membership =>
            {
                membership.HasKey(m => new { m.OrganisationId, m.PersonId });
                membership.HasIndex(m => m.PersonId);
            });
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Partners.Organisation> Organisations => Set<Partners.Organisation>();

        internal DbSet<Partners.Membership> Memberships => Set<Partners.Membership>();
    }
}
