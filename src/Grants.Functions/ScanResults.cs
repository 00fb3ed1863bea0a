using Grants.Documents;
using Microsoft.Azure.Functions.Worker;

namespace Grants.Functions;

/// <summary>What Microsoft Defender for Storage found in uploads. A message that fails again and again ends in the queue's poison queue (host.json says after how often).</summary>
public sealed class ScanResults(ScanMessages messages)
{
    /// <summary>The queue that Event Grid delivers to, in the host's own storage account.</summary>
    public const string Queue = "scan-results";

    /// <summary>Records one result.</summary>
    [Function(nameof(ScanResults))]
    public Task RunAsync([QueueTrigger(Queue)] string message, CancellationToken cancellationToken) => messages.TakeAsync(message, cancellationToken);
}
