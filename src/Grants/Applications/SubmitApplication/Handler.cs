using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.SubmitApplication;

/// <summary>What a submission came to.</summary>
internal sealed record Submitted(string Number, DateTime SubmittedAt);

/// <summary>Submits an application: its number, its stage, the receipt and the screening that starts are one transaction.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    /// <summary>The application to be checked before it is submitted.</summary>
    public Task<Outcome<ApplicationFile>> ReadAsync(Guid id, CancellationToken cancellationToken) =>
        ApplicationFile.ReadDraftAsync(db, id, actor.Value, clock.GetUtcNow().UtcDateTime, cancellationToken);

    public async Task<Outcome<Submitted>> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        // The instant that decides: when the request has arrived, before anything else takes time.
        var now = clock.GetUtcNow().UtcDateTime;
        var application = await db.Applications.Include(a => a.Answers).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !actor.Value.IsMemberOf(application.OrganisationId)) return Refusal.NotFound("The application");
        if (!actor.Value.MayActAs(GrantLifecycle.Of(Act.SubmitApplication).By, application.OrganisationId))
            return Refusal.Forbidden("Only a lead person of your organisation can submit. Tell them that the application is ready.");
        var call = await db.Calls.AsNoTracking().Include(c => c.Questions).SingleAsync(c => c.Id == application.CallId, cancellationToken);
        var documents = await db.Documents.AsNoTracking()
            .Where(document => document.SubjectId == id && document.Purpose == DocumentPurpose.Application)
            .Select(document => new AttachedDocument(document.Slot, document.CompletedAt != null))
            .ToListAsync(cancellationToken);
        var allowed = application.MaySubmit(call, documents, now);
        if (allowed.IsRefused) return allowed.Refusal;
        if (application.Version != version) return Refusal.Changed();
        var leads = await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken);

        // The number's row is locked from here to the commit, so nothing is read in between that could be read before.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        application.Submit($"{call.Reference}-{await db.NextNumberAsync(call.Id, cancellationToken):D3}", now);
        db.Note("application", id, actor.Value, Act.SubmitApplication, now,
            ("number", application.Number), ("call", call.Id), ("requestedMinor", application.RequestedMinor), ("documents", documents.Count(document => document.IsComplete)));
        notifier.QueueFirst(ApplicationLetters.Received(call, application), id, leads, now);
        db.RingToStart(nameof(ScreeningOrchestration), ScreeningOrchestration.InstanceId(id), id, now);
        var committed = await db.CommitAsync(cancellationToken);
        if (committed.IsRefused) return committed.Refusal;
        await transaction.CommitAsync(cancellationToken);
        return new Submitted(application.Number!, now);
    }
}
