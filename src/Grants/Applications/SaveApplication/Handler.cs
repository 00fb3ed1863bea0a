using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.SurvivorData;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.SaveApplication;

/// <summary>Keeps what an organisation has written. A draft may be incomplete.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, DraftAnswers answers, DraftPresence presence, SurvivorDataReview review) : IUseCase
{
    /// <summary>The application as a form, or why it cannot be edited.</summary>
    public async Task<Outcome<ApplicationFile>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var file = await ApplicationFile.ReadDraftAsync(db, id, actor.Value, clock.GetUtcNow().UtcDateTime, cancellationToken);
        return file.IsRefused ? file : await file.Value.LookedThroughAsync(review, cancellationToken);
    }

    /// <summary>What the person typed here before their session ended; null when nothing is kept.</summary>
    public Task<IFormCollection?> KeptAsync(Guid keptId, string path, CancellationToken cancellationToken) => KeptForm.FindAsync(db, keptId, actor.Value.PersonId!.Value, path, cancellationToken);

    /// <summary>Who else has the draft open.</summary>
    public Task<string> HereAsync(Guid id, string section, CancellationToken cancellationToken) => presence.HereAsync(id, section, cancellationToken);

    /// <summary>Writes down that names of files identify nobody.</summary>
    public async Task<Outcome> ConfirmAsync(Guid id, IReadOnlyCollection<string> identifiesNobody, CancellationToken cancellationToken)
    {
        if (identifiesNobody.Count == 0) return Outcome.Done;
        var documents = await db.Documents.AsNoTracking().Where(document => document.SubjectId == id && document.Purpose == DocumentPurpose.Application && document.Scan != null)
            .Select(document => new { document.Id, document.Name }).ToListAsync(cancellationToken);
        await review.ConfirmAsync(
            "application", id, documents.Select(document => ApplicationTexts.OfDocument(document.Id, document.Name)), identifiesNobody, actor.Value, clock.GetUtcNow().UtcDateTime, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }

    /// <summary>Saves answers, each by itself.</summary>
    public Task<Outcome<SavedAnswers>> HandleAsync(Guid id, IReadOnlyList<TypedAnswer> typed, CancellationToken cancellationToken) => answers.SaveAsync(id, typed, cancellationToken);
}
