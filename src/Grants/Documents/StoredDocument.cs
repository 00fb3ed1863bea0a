namespace Grants.Documents;

/// <summary>A document that has arrived, as the API tells of it.</summary>
/// <param name="Id">The document.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Slot">The question that it answers.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Hex.</param>
/// <param name="ContentType">By content.</param>
/// <param name="Scan">What the scanner said.</param>
/// <param name="CompletedAt">When it had passed every check (UTC); null while it waits for the scanner and cannot be used.</param>
internal sealed record StoredDocument(Guid Id, DocumentPurpose Purpose, string? Slot, string Name, long Length, string Sha256, string ContentType, ScanResult Scan, DateTime? CompletedAt)
{
    public static StoredDocument Of(Document document) =>
        new(document.Id, document.Purpose, document.Slot, document.Name, document.Length!.Value, document.Sha256!, document.ContentType!, document.Scan!.Value, document.CompletedAt);
}
