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
            model.Entity<BankAccount>(account =>
            {
                account.HasIndex(a => new { a.OrganisationId, a.VerifiedAt });
                account.Property(a => a.VerificationNote).HasMaxLength(4000);
            });
            model.Entity<Attestation>(attestation =>
            {
                attestation.Property(a => a.Id).ValueGeneratedNever();
                attestation.Property(a => a.Note).HasMaxLength(4000);
                attestation.HasIndex(a => new { a.OrganisationId, a.Gate, a.AttestedAt });
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

        internal DbSet<Partners.BankAccount> BankAccounts => Set<Partners.BankAccount>();

        internal DbSet<Partners.Attestation> Attestations => Set<Partners.Attestation>();
    }
}
