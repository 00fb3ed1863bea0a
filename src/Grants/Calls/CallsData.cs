using System.Runtime.CompilerServices;
using Grants.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Grants.Calls
{
    internal static class CallsData
    {
        // More than a rubric of the most and longest criteria and scores has as JSON.
        private const int MostRubric = 200_000;

        public static void Configure(ModelBuilder model)
        {
            model.Entity<Call>(call =>
            {
                call.HasIndex(c => c.Reference).IsUnique();
                call.HasIndex(c => new { c.Stage, c.DeadlineAt });
                call.Property(c => c.Summary).HasMaxLength(Call.MostText);
                call.Property(c => c.Objectives).HasMaxLength(Call.MostText);
                call.Property(c => c.Eligibility).HasMaxLength(Call.MostText);
                call.Property(c => c.Contacts).HasMaxLength(Call.MostContacts);
                call.Property(c => c.Pathways).HasMaxLength(100);
                call.Property(c => c.ProjectAreas).HasMaxLength(100);
                call.Property(c => c.Written).HasMaxLength(100);
                call.Property(c => c.Countries).HasMaxLength(100).HasConversion(
                    countries => string.Join(',', countries),
                    text => text.Split(',', StringSplitOptions.RemoveEmptyEntries),
                    new ValueComparer<IReadOnlyList<string>>((one, other) => one!.SequenceEqual(other!), countries => string.Join(',', countries).GetHashCode(StringComparison.Ordinal)));
                call.Ignore(c => c.Country);
                call.Ignore(c => c.Deadlines);
                call.Ignore(c => c.Zone);
                call.HasMany(c => c.Extensions).WithOne().HasForeignKey(e => e.CallId);
                // What the deadline is for somebody cannot be said without them.
                call.Navigation(c => c.Extensions).AutoInclude();
                call.Ignore(c => c.Form);
                call.Ignore(c => c.FormNumber);
                call.Ignore(c => c.FormTerms);
                // The version is there before the call that names it, so the key points this way only.
                call.HasOne(c => c.FormVersion).WithOne().HasForeignKey<Call>("FormVersionId").IsRequired().OnDelete(DeleteBehavior.Restrict);
                call.Navigation(c => c.FormVersion).AutoInclude();
                call.Property(c => c.Rubric).HasMaxLength(MostRubric).HasConversion(rubric => RubricJson.Write(rubric), json => RubricJson.Read(json), ById<Rubric>());
                call.Property(c => c.RubricBefore).HasMaxLength(MostRubric).HasConversion(rubric => RubricJson.Write(rubric!), json => RubricJson.Read(json), ById<Rubric?>());
            });
            model.Entity<DeadlineExtension>(extension =>
            {
                extension.Property(e => e.Id).ValueGeneratedNever();
                extension.Property(e => e.Reason).HasMaxLength(DeadlineExtension.MostReason);
                extension.Property(e => e.Downtime).HasMaxLength(DeadlineExtension.MostReason);
                extension.HasIndex(e => new { e.CallId, e.OrganisationId });
            });
            model.Entity<Addendum>(addendum =>
            {
                addendum.Property(a => a.Title).HasMaxLength(Addendum.MostTitle);
                addendum.Property(a => a.Text).HasMaxLength(Addendum.MostText);
                addendum.HasIndex(a => a.CallId);
            });
            model.Entity<Enquiry>(enquiry =>
            {
                enquiry.Property(e => e.Asked).HasMaxLength(Enquiry.MostQuestion);
                enquiry.Property(e => e.Question).HasMaxLength(Enquiry.MostQuestion);
                enquiry.Property(e => e.Answer).HasMaxLength(Enquiry.MostAnswer);
                enquiry.HasIndex(e => new { e.CallId, e.AnsweredAt });
            });
            model.Entity<CallInvitation>(invitation =>
            {
                invitation.HasKey(i => new { i.CallId, i.OrganisationId });
                invitation.HasIndex(i => i.ConceptId);
            });
            model.Entity<OutageOffer>(offer =>
            {
                offer.Property(o => o.Id).ValueGeneratedNever();
                offer.HasIndex(o => new { o.CallId, o.DecidedAt });
            });
            model.Entity<FormVersion>(form =>
            {
                form.Property(f => f.Id).ValueGeneratedNever();
                form.HasIndex(f => new { f.CallId, f.Number }).IsUnique();
                form.Ignore(f => f.Form);
                form.Ignore(f => f.LastEdit);
                form.Property(f => f.Json).HasMaxLength(FormVersion.MostJson);
                form.Property(f => f.Before).HasMaxLength(FormVersion.MostJson);
                form.Property(f => f.Revision).IsConcurrencyToken();
            });
            model.Entity<FormStep>(step =>
            {
                step.HasKey(s => new { s.FormVersionId, s.Revision });
                step.Property(s => s.Revision).ValueGeneratedNever();
                step.Property(s => s.Json).HasMaxLength(FormVersion.MostJson);
            });
        }

        // It is never changed in place: another one is another object.
        private static ValueComparer<T> ById<T>() => new((one, other) => ReferenceEquals(one, other), value => RuntimeHelpers.GetHashCode(value), value => value);
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Calls.Call> Calls => Set<Calls.Call>();

        internal DbSet<Calls.Addendum> Addenda => Set<Calls.Addendum>();

        internal DbSet<Calls.Enquiry> Enquiries => Set<Calls.Enquiry>();

        internal DbSet<Calls.CallInvitation> CallInvitations => Set<Calls.CallInvitation>();

        internal DbSet<Calls.OutageOffer> OutageOffers => Set<Calls.OutageOffer>();

        /// <summary>Keeps a call from being published until the transaction ends: its documents are added and removed before that.</summary>
        internal Task HoldCallAsync(Guid callId, CancellationToken cancellationToken) => HoldAsync(
            $"""SELECT 1 FROM "Calls" WHERE "Id" = {callId} FOR SHARE""", cancellationToken);

        /// <summary>Keeps an addendum from being published until the transaction ends.</summary>
        internal Task HoldAddendumAsync(Guid addendumId, CancellationToken cancellationToken) => HoldAsync(
            $"""SELECT 1 FROM "Addenda" WHERE "Id" = {addendumId} FOR SHARE""", cancellationToken);

        /// <summary>Holds an addendum until the transaction ends, alone: no document is added to it or removed from it meanwhile.</summary>
        internal Task HoldAddendumAloneAsync(Guid addendumId, CancellationToken cancellationToken) => HoldAsync(
            $"""SELECT 1 FROM "Addenda" WHERE "Id" = {addendumId} FOR UPDATE""", cancellationToken);

        internal DbSet<Calls.DeadlineExtension> DeadlineExtensions => Set<Calls.DeadlineExtension>();

        internal DbSet<Calls.FormVersion> FormVersions => Set<Calls.FormVersion>();

        internal DbSet<Calls.FormStep> FormSteps => Set<Calls.FormStep>();
    }
}
