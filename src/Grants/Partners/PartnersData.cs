using Microsoft.EntityFrameworkCore;

namespace Grants.Partners
{
    internal static class PartnersData
    {
        public static void Configure(ModelBuilder model)
        {
            model.Entity<Organisation>(organisation =>
            {
                organisation.HasIndex(o => o.Country);
                // One registration for each number: the database decides between two that come at once.
                organisation.HasIndex(o => new { o.Registry, o.RegistrationKey }).IsUnique();
                organisation.Property(o => o.Focus).HasMaxLength(400);
                organisation.HasMany(o => o.Keys).WithOne().HasForeignKey(key => key.OrganisationId);
                organisation.HasMany(o => o.Policies).WithOne().HasForeignKey(policy => policy.OrganisationId);
            });
            model.Entity<OrganisationKey>(key =>
            {
                key.HasKey(k => new { k.OrganisationId, k.Key });
                key.Property(k => k.Key).HasMaxLength(100);
                key.HasIndex(k => new { k.Key, k.OrganisationId, k.Weight });
            });
            model.Entity<OrganisationVersion>(version =>
            {
                version.HasKey(v => new { v.OrganisationId, v.Number });
                version.Property(v => v.Json).HasMaxLength(8000);
            });
            model.Entity<PolicyHeld>(policy =>
            {
                policy.HasKey(p => new { p.OrganisationId, p.Kind });
                policy.HasIndex(p => p.ExpiresOn);
            });
            model.Entity<OrganisationDraft>(draft =>
            {
                draft.HasKey(d => d.PersonId);
                draft.Property(d => d.Json).HasMaxLength(8000);
            });
            model.Entity<Membership>(membership =>
            {
                membership.HasKey(m => new { m.OrganisationId, m.PersonId });
                membership.HasIndex(m => m.PersonId);
                membership.Property(m => m.LeadReason).HasMaxLength(2000);
            });
            model.Entity<FormerMembership>(former =>
            {
                former.Property(f => f.Id).ValueGeneratedNever();
                former.HasIndex(f => f.OrganisationId);
            });
            model.Entity<Invitation>(invitation =>
            {
                invitation.HasIndex(i => new { i.OrganisationId, i.CreatedAt });
                invitation.HasIndex(i => i.EmailKey);
            });
            model.Entity<JoinRequest>(request =>
            {
                request.HasIndex(r => new { r.OrganisationId, r.DecidedAt });
                request.HasIndex(r => r.PersonId);
            });
            model.Entity<DeletionRequest>(request =>
            {
                request.HasIndex(r => r.OrganisationId);
                request.HasIndex(r => r.State);
                request.Property(r => r.Reasons).HasMaxLength(4000);
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

        internal DbSet<Partners.OrganisationKey> OrganisationKeys => Set<Partners.OrganisationKey>();

        internal DbSet<Partners.OrganisationVersion> OrganisationVersions => Set<Partners.OrganisationVersion>();

        internal DbSet<Partners.OrganisationDraft> OrganisationDrafts => Set<Partners.OrganisationDraft>();

        internal DbSet<Partners.PolicyHeld> Policies => Set<Partners.PolicyHeld>();

        internal DbSet<Partners.Membership> Memberships => Set<Partners.Membership>();

        internal DbSet<Partners.FormerMembership> FormerMemberships => Set<Partners.FormerMembership>();

        internal DbSet<Partners.Invitation> Invitations => Set<Partners.Invitation>();

        internal DbSet<Partners.JoinRequest> JoinRequests => Set<Partners.JoinRequest>();

        internal DbSet<Partners.DeletionRequest> DeletionRequests => Set<Partners.DeletionRequest>();

        internal DbSet<Partners.BankAccount> BankAccounts => Set<Partners.BankAccount>();

        internal DbSet<Partners.Attestation> Attestations => Set<Partners.Attestation>();
    }
}
