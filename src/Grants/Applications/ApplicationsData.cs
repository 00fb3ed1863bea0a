using Microsoft.EntityFrameworkCore;

namespace Grants.Applications
{
    internal static class ApplicationsData
    {
        // PostgreSQL keeps a text of more than that as one without a limit.
        private const int MostOfContent = 8_000_000;

        public static void Configure(ModelBuilder model)
        {
            model.Entity<Application>(application =>
            {
                application.HasIndex(a => new { a.CallId, a.OrganisationId }).IsUnique();
                application.HasIndex(a => a.Number).IsUnique();
                application.HasIndex(a => new { a.CallId, a.Stage });
                application.HasIndex(a => new { a.Stage, a.StageSince });
                // The orders of the list, each with the filters that most of it is narrowed by.
                application.HasIndex(a => new { a.ScreenerId, a.Id });
                application.HasIndex(a => new { a.CallId, a.Id });
                application.HasIndex(a => new { a.Stage, a.Id });
                application.HasIndex(a => new { a.Country, a.Id });
                application.HasIndex(a => new { a.StageSince, a.Id });
                application.HasIndex(a => new { a.RequestedMinor, a.Id });
                application.HasIndex(a => new { a.OrganisationId, a.Id });
                application.Property(a => a.DecisionReasons).HasMaxLength(8000);
                application.Property(a => a.Feedback).HasMaxLength(8000);
                application.Property(a => a.OpenQuestions).HasMaxLength(8000);
                application.HasMany(a => a.Requests).WithOne().HasForeignKey(request => request.ApplicationId);
                application.HasMany(a => a.Answers).WithOne().HasForeignKey(answer => answer.ApplicationId);
                application.HasMany(a => a.EarlierAnswers).WithOne().HasForeignKey(version => version.ApplicationId);
            });
            model.Entity<Answer>(answer =>
            {
                answer.Property(a => a.Id).ValueGeneratedNever();
                answer.Property(a => a.Text).HasMaxLength(40_000);
                answer.Property(a => a.Version).IsConcurrencyToken();
                answer.HasIndex(a => new { a.ApplicationId, a.QuestionCode }).IsUnique();
            });
            model.Entity<AnswerVersion>(version =>
            {
                version.Property(v => v.Id).ValueGeneratedNever();
                version.Property(v => v.Text).HasMaxLength(40_000);
                version.HasIndex(v => new { v.ApplicationId, v.QuestionCode, v.At });
            });
            model.Entity<Submission>(submission =>
            {
                submission.Property(s => s.Id).ValueGeneratedNever();
                submission.Ignore(s => s.Occasion);
                submission.Property(s => s.Content).HasMaxLength(MostOfContent);
                submission.HasIndex(s => new { s.ApplicationId, s.Sequence }).IsUnique();
                submission.HasIndex(s => s.RequestId).IsUnique();
                submission.HasOne<Application>().WithMany().HasForeignKey(s => s.ApplicationId);
            });
            model.Entity<ScreeningRequest>(request =>
            {
                request.Property(r => r.Id).ValueGeneratedNever();
                request.Property(r => r.Text).HasMaxLength(8000);
                request.Property(r => r.Reply).HasMaxLength(8000);
                request.Property(r => r.QuestionCodes).HasMaxLength(8000);
            });
            model.Entity<ScreenerDeclaration>(declaration =>
            {
                declaration.HasKey(d => new { d.ApplicationId, d.PersonId });
                declaration.HasIndex(d => d.PersonId);
                declaration.Property(d => d.Note).HasMaxLength(8000);
            });
            model.Entity<Presence>(presence =>
            {
                presence.HasKey(p => new { p.ApplicationId, p.PersonId });
                presence.HasIndex(p => p.At);
            });
            model.Entity<ApplicationComment>(comment =>
            {
                comment.Property(c => c.Id).ValueGeneratedNever();
                comment.Property(c => c.Text).HasMaxLength(8000);
                comment.HasIndex(c => new { c.ApplicationId, c.At });
            });
            model.Entity<SavedView>(view =>
            {
                view.Property(v => v.Id).ValueGeneratedNever();
                view.Property(v => v.Query).HasMaxLength(2000);
                view.HasIndex(v => new { v.PersonId, v.Name }).IsUnique();
            });
            model.Entity<Numbering>().HasKey(numbering => numbering.CallId);
        }
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Applications.Application> Applications => Set<Applications.Application>();

        internal DbSet<Applications.Submission> Submissions => Set<Applications.Submission>();

        internal DbSet<Applications.ApplicationComment> ApplicationComments => Set<Applications.ApplicationComment>();

        internal DbSet<Applications.SavedView> SavedViews => Set<Applications.SavedView>();

        internal DbSet<Applications.ScreenerDeclaration> ScreenerDeclarations => Set<Applications.ScreenerDeclaration>();

        internal DbSet<Applications.Numbering> Numberings => Set<Applications.Numbering>();

        internal DbSet<Applications.Presence> Presences => Set<Applications.Presence>();

        internal DbSet<Applications.AnswerVersion> AnswerVersions => Set<Applications.AnswerVersion>();

        /// <summary>
        /// Holds an application as it is until the transaction ends, together with others who only write its answers: a submission waits for them, and they
        /// wait for it. So what was saved before a submission is in it, and nothing is saved behind it.
        /// </summary>
        internal Task HoldAsync(Guid applicationId, CancellationToken cancellationToken) => HoldAsync(
            $"""SELECT 1 FROM "Applications" WHERE "Id" = {applicationId} FOR SHARE""", cancellationToken);

        /// <summary>Holds an application until the transaction ends, alone: what is read of it and its answers from here on nobody changes.</summary>
        /// <inheritdoc cref="HoldAsync(Guid, CancellationToken)"/>
        internal Task HoldAloneAsync(Guid applicationId, CancellationToken cancellationToken) => HoldAsync(
            $"""SELECT 1 FROM "Applications" WHERE "Id" = {applicationId} FOR NO KEY UPDATE""", cancellationToken);

        // On SQLite the transaction itself is alone: it is the one writer from its beginning.
        private async Task HoldAsync(FormattableString statement, CancellationToken cancellationToken)
        {
            if (Database.CurrentTransaction is null) throw new InvalidOperationException("An application is held in a transaction.");
            if (Database.IsNpgsql()) await Database.ExecuteSqlAsync(statement, cancellationToken);
        }

        /// <summary>
        /// An application with its answers as it is now, held alone until the transaction ends.
        /// </summary>
        internal async Task<Applications.Application?> HoldApplicationAsync(Guid id, CancellationToken cancellationToken)
        {
            await HoldAloneAsync(id, cancellationToken);
            return await WithAnswers.For(this)(this, id, cancellationToken);
        }

        private static readonly Compiled<Func<GrantsDb, Guid, CancellationToken, Task<Applications.Application?>>> WithAnswers = new(() => EF.CompileAsyncQuery(
            (GrantsDb db, Guid id, CancellationToken _) => db.Applications.Include(application => application.Answers).SingleOrDefault(application => application.Id == id)));

        /// <summary>
        /// The next number of a call's applications, from 1. Inside a transaction: other submissions of the same call wait for its end, and a number
        /// is given back when it fails.
        /// </summary>
        internal async Task<int> NextNumberAsync(Guid callId, CancellationToken cancellationToken)
        {
            // One statement on both databases: the first submission makes the row, every other raises it.
            var numbers = await Database.SqlQuery<int>(
                $"""
                INSERT INTO "Numberings" ("CallId", "Last") VALUES ({callId}, 1)
                ON CONFLICT ("CallId") DO UPDATE SET "Last" = "Numberings"."Last" + 1
                RETURNING "Last" AS "Value"
                """).ToListAsync(cancellationToken);
            return numbers.Single();
        }
    }
}
