using Grants.Documents;

namespace Grants.Portal;

/// <summary>A document that a form already holds.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Name">The name it was given by the person who sent it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Href">The authorised route that downloads it; null for who may not open it.</param>
/// <param name="Scan">What the scanner said of it; null where that does not matter.</param>
public sealed record UploadedFile(string Id, string Name, long Length, string? Href, ScanResult? Scan = null);
