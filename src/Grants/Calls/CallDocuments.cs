using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>A document of a call, as everybody reads it.</summary>
/// <param name="Id">The document.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Type">Its ending in capitals, such as 'PDF'.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Hex.</param>
/// <param name="Href">Where anybody can download it once the call is published.</param>
public sealed record CallDocument(Guid Id, string Name, string Type, long Length, string Sha256, string Href);

/// <summary>
/// What a call gives applicants to read: guidelines, templates. Grant managers attach it to the draft; with the call it becomes public, and is frozen.
/// </summary>
internal sealed class CallDocuments(GrantsDb db) : IDocumentSubjects, IDocumentReaders
{
    /// <summary>The slot of all of them.</summary>
    public const string Slot = "Documents";

    public DocumentPurpose Purpose => DocumentPurpose.Call;

    public IReadOnlyCollection<DocumentPurpose> Purposes { get; } = [DocumentPurpose.Call];

    public bool IncludesStrangers => true;

    public async Task<DocumentPlace?> FindAsync(Guid subjectId, CancellationToken cancellationToken) =>
        await db.Calls.Where(call => call.Id == subjectId).Select(call => (Stage?)call.Stage).SingleOrDefaultAsync(cancellationToken) is { } stage
            ? new DocumentPlace(Guid.Empty, stage == Stage.CallDraft, Slot) { KeptBy = Role.GrantManager }
            : null;

    public Task HoldAsync(Guid subjectId, CancellationToken cancellationToken) => db.HoldCallAsync(subjectId, cancellationToken);

    public Task<bool> MayReadAsync(Guid subjectId, Actor actor, CancellationToken cancellationToken) =>
        db.Calls.AnyAsync(call => call.Id == subjectId && (actor.IsStaff || call.PublishedAt != null), cancellationToken);

    /// <summary>Those of a call and of its addenda that can be used, by the id of either, in the order in which they came; one command.</summary>
    public static async Task<ILookup<Guid, CallDocument>> OfAsync(GrantsDb db, Guid callId, CancellationToken cancellationToken)
    {
        var addenda = db.Addenda.Where(addendum => addendum.CallId == callId).Select(addendum => addendum.Id);
        var documents = await Kept(db).Where(document => document.CompletedAt != null)
            .Where(document => (document.Purpose == DocumentPurpose.Call && document.SubjectId == callId) || (document.Purpose == DocumentPurpose.Addendum && addenda.Contains(document.SubjectId)))
            .ToListAsync(cancellationToken);
        return documents.ToLookup(document => document.SubjectId, document => new CallDocument(
            document.Id, document.Name, Path.GetExtension(document.Name).TrimStart('.').ToUpperInvariant(), document.Length!.Value, document.Sha256!, $"/public/documents/{document.Id}"));
    }

    /// <summary>All of a call, or of an addendum, that have arrived, as the form that they are attached with shows them.</summary>
    public static async Task<IReadOnlyList<UploadedFile>> FilesAsync(GrantsDb db, DocumentPurpose purpose, Guid subjectId, CancellationToken cancellationToken) =>
        [.. (await Kept(db).Where(document => document.SubjectId == subjectId && document.Purpose == purpose && document.Scan != null && document.DestroyedAt == null).ToListAsync(cancellationToken))
            .Select(document => new UploadedFile(document.Id.ToString(), document.Name, document.Length!.Value, $"/documents/{document.Id}", document.Scan))];

    private static IQueryable<Document> Kept(GrantsDb db) =>
        db.Documents.AsNoTracking().Where(document => document.Slot != Document.SetAsideSlot).OrderBy(document => document.CreatedAt).ThenBy(document => document.Id);
}
