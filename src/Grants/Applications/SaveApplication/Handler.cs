using Grants.Accounts;
using Grants.Data;
using Grants.SurvivorData;
using Microsoft.AspNetCore.Http;

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
    public Task<Outcome> ConfirmAsync(Guid id, IReadOnlyCollection<string> identifiesNobody, CancellationToken cancellationToken) => answers.ConfirmFilesAsync(id, identifiesNobody, cancellationToken);

    /// <summary>Saves answers, each by itself.</summary>
    public Task<Outcome<SavedAnswers>> HandleAsync(Guid id, IReadOnlyList<TypedAnswer> typed, CancellationToken cancellationToken) => answers.SaveAsync(id, typed, cancellationToken);
}
