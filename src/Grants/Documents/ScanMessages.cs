using System.Text.Json;
using Azure.Storage.Blobs;
using Grants.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Grants.Documents;

/// <summary>
/// The results that Microsoft Defender for Storage sends, as Event Grid puts them into a queue: one event a message, in Event Grid's own schema or as a CloudEvent.
/// A message may come twice, and before the upload has been recorded.
/// </summary>
public sealed class ScanMessages(GrantsDb db, DocumentScans scans, Outbox outbox, BlobServiceClient blobs, ILogger<ScanMessages> logger)
{
    private const string EventType = "Microsoft.Security.MalwareScanningResult";
    private const string Clean = "No threats found";
    private const string Malicious = "Malicious";

    /// <summary>Records the result that a message tells. What is not about a document of this service is logged and done with.</summary>
    /// <param name="message">The event as JSON.</param>
    /// <param name="cancellationToken">Ends with the function.</param>
    /// <exception cref="JsonException">It is not such an event at all.</exception>
    /// <exception cref="InvalidOperationException">The document is still arriving: the queue is to give the message again a little later.</exception>
    public async Task TakeAsync(string message, CancellationToken cancellationToken)
    {
        if (Read(message) is not { } told) return;
        var document = BlobName(told.BlobUri) is { } blobName
            ? await db.Documents.SingleOrDefaultAsync(row => row.BlobName == blobName, cancellationToken)
            : null;
        if (document is null)
        {
            // Refused or removed before the scanner came to it.
            logger.LogInformation("Scan {Scan} was of a blob that no document refers to: {Result}.", told.Id, told.Result);
            return;
        }

        if (document.DestroyedAt is not null || document.Scan is ScanResult.Clean or ScanResult.Infected or ScanResult.NotScanned) return;
        if (document.IsArriving) throw new InvalidOperationException($"Document {document.Id} was scanned before its upload was recorded.");
        switch (told.Result)
        {
            case Clean:
                await scans.RecordAsync(document, new ScanVerdict(ScanResult.Clean), cancellationToken);
                break;
            case Malicious:
                await scans.RecordAsync(document, new ScanVerdict(ScanResult.Infected, told.Threat), cancellationToken);
                break;
            default:
                // 'Not scanned' and 'Error', with a reason. It goes on waiting: once the cause is mended, the blob can be scanned on demand.
                logger.LogError("Document {Document} could not be scanned: {Result}, {Reason} (scan {Scan}).", document.Id, told.Result, told.Reason, told.Id);
                return;
        }

        await outbox.TryFreshAsync(cancellationToken);
    }

    private sealed record Told(string Id, Uri BlobUri, string Result, string? Threat, string? Reason);

    // Null: an event of another kind.
    private Told? Read(string message)
    {
        using var json = JsonDocument.Parse(message);
        var root = json.RootElement;
        // CloudEvents call it 'type', Event Grid's schema 'eventType'; the data is the same.
        var type = Text(root, "type") ?? Text(root, "eventType");
        if (type != EventType)
        {
            logger.LogWarning("A message of type {Type} is in the queue of scan results.", type);
            return null;
        }

        if (!root.TryGetProperty("data", out var data) || !Uri.TryCreate(Text(data, "blobUri"), UriKind.Absolute, out var blobUri) || Text(data, "scanResultType") is not { } result)
            throw new JsonException("A scan result has no blob or no result.");
        var details = data.TryGetProperty("scanResultDetails", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var threats = details.ValueKind == JsonValueKind.Object && details.TryGetProperty("malwareNamesFound", out var names) && names.ValueKind == JsonValueKind.Array
            ? string.Join(", ", names.EnumerateArray().Select(name => name.GetString()))
            : null;
        return new Told(Text(root, "id") ?? "", blobUri, result, threats, Text(details, "notScannedReason"));
    }

    // Null: not in the container of the documents.
    private string? BlobName(Uri blob)
    {
        var container = blobs.GetBlobContainerClient(DocumentStore.Container).Uri;
        var place = container.AbsolutePath + "/";
        return blob.Host == container.Host && blob.AbsolutePath.StartsWith(place, StringComparison.Ordinal) ? blob.AbsolutePath[place.Length..] : null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
