using Grants.Accounts;
using Grants.Applications;
using Grants.Data;
using Grants.Documents;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Destruction.RequestDestruction;

/// <summary>Asks to destroy a text or a document that could identify a survivor. Whoever may read it may ask.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier, DocumentAccess access) : IUseCase
{
    /// <summary>What would be asked for, in words; refused where the actor may not ask.</summary>
    public async Task<Outcome<string>> DescribeAsync(Request request, CancellationToken cancellationToken)
    {
        var may = await MayAsync(request, cancellationToken);
        if (may.IsRefused) return may.Refusal;
        var question = request.DocumentId is null ? (await DestructionWords.QuestionsAsync(db, [may.Value.SubjectId], cancellationToken))(may.Value.SubjectId, request.Code!) : null;
        return DestructionWords.Subject(question, request.TextId);
    }

    private async Task<Outcome<(Guid SubjectId, Guid OrganisationId)>> MayAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.DocumentId is { } documentId)
        {
            var document = await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == documentId && d.DestroyedAt == null, cancellationToken);
            return document is not null && await access.MayReadAsync(document.Purpose, document.SubjectId, document.OrganisationId, cancellationToken)
                ? (document.SubjectId, document.OrganisationId)
                : Refusal.NotFound(T("The document"));
        }

        var application = await db.Applications.AsNoTracking()
            .Where(a => a.Id == request.ApplicationId && (a.Answers.Any(answer => answer.QuestionCode == request.Code) || a.EarlierAnswers.Any(version => version.QuestionCode == request.Code)))
            .Select(a => new { a.Id, a.OrganisationId, a.Stage, a.Country }).SingleOrDefaultAsync(cancellationToken);
        return application is not null && ApplicationAccess.MayRead(actor.Value, application.OrganisationId, application.Stage, application.Country)
            ? (application.Id, application.OrganisationId)
            : Refusal.NotFound(T("The answer"));
    }

    public async Task<Outcome<Requested>> HandleAsync(Request request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var may = await MayAsync(request, cancellationToken);
        if (may.IsRefused) return may.Refusal;
        var (subject, organisation) = may.Value;
        var me = actor.Value.PersonId!.Value;
        var order = request.DocumentId is { } documentId
            ? DestructionOrder.OfDocument(documentId, subject, organisation, request.Reason, me, now)
            : DestructionOrder.OfAnswer(subject, organisation, request.Code!, request.TextId, request.Reason, me, now);
        db.DestructionOrders.Add(order);
        db.Note("destruction", order.Id, actor.Value, "RequestDestruction", now,
            ("subject", subject), ("question", order.QuestionCode), ("text", order.TextId), ("document", order.DocumentId), ("reason", order.Reason));
        var deciders = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
        notifier.QueueFirst(() => DestructionLetters.Requested(order), order.Id, [.. deciders.Concat(await notifier.WithRoleAsync(Role.Administrator, cancellationToken)).DistinctBy(person => person.Id).Where(person => person.Id != me)], now);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Requested(order.Id, order.Version);
    }
}
