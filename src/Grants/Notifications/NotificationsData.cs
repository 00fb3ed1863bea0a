using Microsoft.EntityFrameworkCore;

namespace Grants.Notifications
{
    internal static class NotificationsData
    {
        public static void Configure(ModelBuilder model)
        {
            model.Entity<EmailMessage>(email =>
            {
                email.Property(e => e.Id).ValueGeneratedNever();
                email.Property(e => e.Body).HasMaxLength(20_000);
                email.Property(e => e.Trace).HasMaxLength(55);
                email.HasIndex(e => new { e.SubjectId, e.Template, e.RecipientId, e.Occasion }).IsUnique();
                email.HasIndex(e => new { e.State, e.NextAttemptAt });
                email.HasIndex(e => e.ClaimId);
                email.HasIndex(e => e.RecipientId);
                email.HasIndex(e => e.OrganisationId);
            });
            model.Entity<DeliveryEvent>(delivery => delivery.HasIndex(d => d.MessageId));
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Notifications.EmailMessage> Emails => Set<Notifications.EmailMessage>();

        internal DbSet<Notifications.DeliveryEvent> DeliveryEvents => Set<Notifications.DeliveryEvent>();
    }
}
