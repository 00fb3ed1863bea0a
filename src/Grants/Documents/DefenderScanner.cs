namespace Grants.Documents;

/// <summary>
/// Microsoft Defender for Storage: it scans a blob by itself when it is written, and tells the result in a message (<see cref="ScanMessages"/>).
/// </summary>
internal sealed class DefenderScanner : IScanner
{
    /// <inheritdoc/>
    public bool AnswersAtOnce => false;

    /// <inheritdoc/>
    public Task<ScanVerdict> ScanAsync(Stream content, CancellationToken cancellationToken) => Task.FromResult(new ScanVerdict(ScanResult.Waiting));
}
