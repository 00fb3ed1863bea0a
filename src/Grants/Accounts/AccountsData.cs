using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts
{
    internal static class AccountsData
    {
        public static void Configure(ModelBuilder model)
        {
            model.Entity<Person>(person =>
            {
                person.HasIndex(p => p.EmailKey);
                person.HasIndex(p => new { p.EntraTenantId, p.EntraObjectId }).IsUnique();
                person.HasMany(p => p.Roles).WithOne().HasForeignKey("PersonId").IsRequired().OnDelete(DeleteBehavior.Cascade);
                person.Navigation(p => p.Roles).HasField("_roles").AutoInclude();
            });
            model.Entity<RoleGrant>(role =>
            {
                role.Property(r => r.Id).ValueGeneratedNever();
                role.HasIndex(r => r.Role);
            });
            model.Entity<Session>(session =>
            {
                session.Property(s => s.Id).ValueGeneratedNever();
                session.Property(s => s.PasskeyState).HasMaxLength(4_000);
                session.HasIndex(s => s.PersonId);
            });
            model.Entity<RecoveryCode>(code =>
            {
                code.Property(c => c.Id).ValueGeneratedNever();
                code.HasIndex(c => c.PersonId);
            });
            model.Entity<Passkey>(passkey =>
            {
                passkey.Property(p => p.Id).ValueGeneratedNever();
                passkey.Ignore(p => p.Info);
                passkey.HasIndex(p => p.CredentialId).IsUnique();
                passkey.HasIndex(p => p.PersonId);
            });
            model.Entity<KeptForm>(form =>
            {
                form.Property(f => f.Id).ValueGeneratedNever();
                form.Property(f => f.Fields).HasMaxLength(1_000_000);
                form.HasIndex(f => f.At);
            });
            model.Entity<AccessToken>(token =>
            {
                token.Property(t => t.Id).ValueGeneratedNever();
                token.HasIndex(t => t.Hash).IsUnique();
                token.HasIndex(t => t.PersonId);
                token.HasOne<Person>().WithMany().HasForeignKey(t => t.PersonId);
            });
            model.Entity<SignInCode>(code =>
            {
                code.HasIndex(c => c.BrowserHash).IsUnique();
                code.HasIndex(c => new { c.EmailKey, c.CreatedAt });
                code.HasIndex(c => new { c.ClientHash, c.CreatedAt });
            });
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Accounts.Person> People => Set<Accounts.Person>();

        internal DbSet<Accounts.RoleGrant> RoleGrants => Set<Accounts.RoleGrant>();

        internal DbSet<Accounts.Session> Sessions => Set<Accounts.Session>();

        internal DbSet<Accounts.SecondFactor> SecondFactors => Set<Accounts.SecondFactor>();

        internal DbSet<Accounts.RecoveryCode> RecoveryCodes => Set<Accounts.RecoveryCode>();

        internal DbSet<Accounts.Passkey> Passkeys => Set<Accounts.Passkey>();

        internal DbSet<Accounts.KeptForm> KeptForms => Set<Accounts.KeptForm>();

        internal DbSet<Accounts.AccessToken> AccessTokens => Set<Accounts.AccessToken>();

        internal DbSet<Accounts.SignInCode> SignInCodes => Set<Accounts.SignInCode>();
    }
}
