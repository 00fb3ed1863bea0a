namespace Grants.Documents;

/// <summary>Looks for malicious programs in what people upload. Outside this product, so behind an interface.</summary>
public interface IScanner
{
    /// <summary>Whether a file is looked through when it is asked; otherwise the answer comes by itself, later.</summary>
    bool AnswersAtOnce { get; }

    /// <summary>Looks through a file.</summary>
    /// <param name="content">The bytes from the stream's position on.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <returns>What was found; <see cref="ScanResult.NotScanned"/> where there is no scanner, <see cref="ScanResult.Waiting"/> from one that answers later.</returns>
    /// <exception cref="ScannerException">The scanner cannot be reached, or could not come to a result.</exception>
    Task<ScanVerdict> ScanAsync(Stream content, CancellationToken cancellationToken);
}

/// <summary>What a scanner says of a file.</summary>
/// <param name="Result">Clean, infected or not scanned.</param>
/// <param name="Threat">What the scanner calls what it found.</param>
public readonly record struct ScanVerdict(ScanResult Result, string? Threat = null);

/// <summary>The scanner gave no result; later it may.</summary>
/// <param name="message">What happened.</param>
/// <param name="isReachable">Whether the scanner was there: then it may well take other files.</param>
/// <param name="inner">What failed.</param>
public sealed class ScannerException(string message, bool isReachable, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the scanner was there: then it may well take other files.</summary>
    public bool IsReachable { get; } = isReachable;
}
