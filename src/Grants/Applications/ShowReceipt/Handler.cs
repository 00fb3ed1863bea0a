using Grants.Accounts;
using Grants.Data;

namespace Grants.Applications.ShowReceipt;

/// <summary>The receipt of a submitted application.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    public async Task<Outcome<ApplicationFile>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var file = await ApplicationFile.ReadAsync(db, id, actor.Value, cancellationToken);
        return !file.IsRefused && file.Value.Application.SubmittedAt is null ? Refusal.WrongStage("There is no receipt: the application has not been submitted.") : file;
    }
}
