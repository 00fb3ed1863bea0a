namespace Grants.Documents;

/// <summary>A complete document as the API tells of it.</summary>
internal sealed record StoredDocument(Guid Id, DocumentPurpose Purpose, string? Slot, string Name, long Length, string Sha256, string ContentType, DateTime CompletedAt)
{
    public static StoredDocument Of(Document document) =>
        new(document.Id, document.Purpose, document.Slot, document.Name, document.Length!.Value, document.Sha256!, document.ContentType!, document.CompletedAt!.Value);
}
