using Grants.Accounts;
using Grants.Data;
using Microsoft.AspNetCore.Http;

namespace Grants.Applications.SaveApplication;

/// <summary>Keeps what an organisation has written. A draft may be incomplete.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, DraftAnswers answers, DraftPresence presence) : IUseCase
{
    /// <summary>The application as a form, or why it cannot be edited.</summary>
    public Task<Outcome<ApplicationFile>> ReadAsync(Guid id, CancellationToken cancellationToken) =>
        ApplicationFile.ReadDraftAsync(db, id, actor.Value, clock.GetUtcNow().UtcDateTime, cancellationToken);

    /// <summary>What the person typed here before their session ended; null when nothing is kept.</summary>
    public Task<IFormCollection?> KeptAsync(Guid keptId, string path, CancellationToken cancellationToken) => KeptForm.FindAsync(db, keptId, actor.Value.PersonId!.Value, path, cancellationToken);

    /// <summary>Who else has the draft open.</summary>
    public Task<string> HereAsync(Guid id, string section, CancellationToken cancellationToken) => presence.HereAsync(id, section, cancellationToken);

    /// <summary>Saves answers, each by itself.</summary>
    public Task<Outcome<SavedAnswers>> HandleAsync(Guid id, IReadOnlyList<TypedAnswer> typed, CancellationToken cancellationToken) => answers.SaveAsync(id, typed, cancellationToken);
}
