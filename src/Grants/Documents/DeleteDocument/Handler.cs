using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Documents.DeleteDocument;

/// <summary>Removes a document from what is still being written, or gives up an upload. Gone already: done.</summary>
internal sealed class Handler(GrantsDb db, DocumentUploads uploads, DocumentAccess access, CurrentActor actor) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Documents.SingleOrDefaultAsync(d => d.Id == id, cancellationToken) is not { } document) return Outcome.Done;
        var place = await access.PlaceToAttachAsync(document.Purpose, document.SubjectId, cancellationToken);
        return place.IsRefused ? place.Refusal : await uploads.RemoveAsync(document, actor.Value, cancellationToken);
    }
}
