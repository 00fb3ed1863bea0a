using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Grants.Documents;

/// <summary>
/// ClamAV's daemon, by its INSTREAM command: the bytes go over a socket and never become a file there. Its StreamMaxLength must be at least
/// <see cref="GrantsOptions.MaxDocumentBytes"/>. Where <see cref="ScannerOptions.Clamd"/> names none, nothing is scanned.
/// </summary>
internal sealed class ClamdScanner(GrantsOptions options) : IScanner
{
    private const int Block = 64 * 1024;
    private const int LongestAnswer = 4096;
    private const string Found = " FOUND";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public bool AnswersAtOnce => true;

    /// <inheritdoc/>
    public async Task<ScanVerdict> ScanAsync(Stream content, CancellationToken cancellationToken)
    {
        if (options.Scanner.Clamd is not { Length: > 0 } address) return new ScanVerdict(ScanResult.NotScanned);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        var isConnected = false;
        string answer;
        try
        {
            using var socket = await ConnectAsync(address, patience.Token);
            isConnected = true;
            await using var stream = new NetworkStream(socket);
            answer = await AskAsync(stream, content, patience.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Of a file that is too large for it, the daemon hangs up in the middle.
            throw new ScannerException($"The scanner at {address} {(isConnected ? "came to no result" : "cannot be reached")}.", isConnected, exception);
        }

        // "stream: OK", "stream: NAME FOUND", or "... ERROR".
        var verdict = answer[(answer.IndexOf(':') + 1)..].Trim();
        if (verdict == "OK") return new ScanVerdict(ScanResult.Clean);
        return verdict.EndsWith(Found, StringComparison.Ordinal) ? new ScanVerdict(ScanResult.Infected, verdict[..^Found.Length]) : throw new ScannerException($"The scanner says: {answer}", isReachable: true);
    }

    private static async Task<Socket> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        var isPath = address.StartsWith('/');
        var socket = isPath ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (isPath) await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), cancellationToken);
            else await socket.ConnectAsync(address[..address.LastIndexOf(':')], int.Parse(address.AsSpan(address.LastIndexOf(':') + 1), CultureInfo.InvariantCulture), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Every block is led by its length, and a length of nothing ends the file.
    private static async Task<string> AskAsync(NetworkStream stream, Stream content, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            int read;
            do
            {
                read = await content.ReadAsync(buffer.AsMemory(sizeof(uint), Block - sizeof(uint)), cancellationToken);
                BinaryPrimitives.WriteUInt32BigEndian(buffer, (uint)read);
                await stream.WriteAsync(buffer.AsMemory(0, sizeof(uint) + read), cancellationToken);
            }
            while (read > 0);

            var answer = await stream.ReadAtLeastAsync(buffer.AsMemory(0, LongestAnswer), LongestAnswer, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, answer).TrimEnd('\0', '\n');
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
