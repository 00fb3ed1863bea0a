using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Grants.Benchmarks;

/// <summary>
/// What the portal sees of Blob Storage, in a process of its own and as light as can be: blocks are staged in memory, where each content is kept once, committed
/// once, and read. In Azure that work is done on machines that are not the portal's; the emulator, which does it in one thread, would be what is measured here. It
/// knows what a surge asks of it: any other operation it refuses, and it looks at neither conditions nor who asks.
/// </summary>
internal sealed class StandInBlobs : IAsyncDisposable
{
    /// <summary>The command of this program that is the process.</summary>
    public const string Command = "blobs";

    private readonly Process _process;

    private StandInBlobs(Process process, Uri address)
    {
        _process = process;
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName=standin;AccountKey={Convert.ToBase64String(new byte[32])};BlobEndpoint={address}standin;";
    }

    /// <summary>For <c>BlobServiceClient</c>.</summary>
    public string ConnectionString { get; }

    public static async Task<StandInBlobs> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { ["DOTNET_gcServer"] = "0" } };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(StandInBlobs).Assembly.Location);
        start.ArgumentList.Add(Command);
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The stand-in for Blob Storage did not start.");
        return new StandInBlobs(process, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Is the process, until its input ends.</summary>
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(new Blobs().AnswerAsync);
        await app.StartAsync();
        Console.WriteLine($"{app.Urls.Single()}/");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private sealed class Blobs
    {
        private readonly ConcurrentDictionary<string, Blob> _blobs = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<(string Name, string Block), byte[]> _staged = new();
        private readonly ConcurrentBag<byte[]> _contents = [];

        public async Task AnswerAsync(HttpContext context)
        {
            var (request, response) = (context.Request, context.Response);
            var name = request.Path.Value!;
            await ((request.Method, request.Query["restype"].ToString(), request.Query["comp"].ToString()) switch
            {
                ("PUT", "container", "") => Done(response, StatusCodes.Status201Created),
                ("GET" or "HEAD", "container", "") => Done(response, StatusCodes.Status200OK),
                // What was kept before this surge: nothing.
                ("GET", "container", "list") => response.WriteAsync("""<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs /></EnumerationResults>"""),
                ("PUT", "", "block") => StageAsync(request, name, request.Query["blockid"].ToString()),
                ("PUT", "", "blocklist") => CommitAsync(request, name),
                ("GET", "", "") when _blobs.TryGetValue(name, out var blob) => ReadAsync(response, blob),
                ("GET", "", "") => Refused(response, StatusCodes.Status404NotFound, "BlobNotFound"),
                _ => Refused(response, StatusCodes.Status501NotImplemented, "NotImplemented"),
            });
        }

        private async Task StageAsync(HttpRequest request, string name, string block)
        {
            var length = (int)request.ContentLength!.Value;
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                var bytes = buffer.AsMemory(0, length);
                await request.Body.ReadExactlyAsync(bytes);
                _staged[(name, block)] = Kept(bytes.Span);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            await Done(request.HttpContext.Response, StatusCodes.Status201Created);
        }

        // Everybody in a surge sends the same file.
        private byte[] Kept(ReadOnlySpan<byte> bytes)
        {
            foreach (var content in _contents)
                if (bytes.SequenceEqual(content)) return content;
            var kept = bytes.ToArray();
            _contents.Add(kept);
            return kept;
        }

        private async Task CommitAsync(HttpRequest request, string name)
        {
            var list = await XDocument.LoadAsync(request.Body, LoadOptions.None, CancellationToken.None);
            var blocks = list.Root!.Elements().Select(element => _staged.GetValueOrDefault((name, element.Value))).ToList();
            await (blocks.Contains(null) ? Refused(request.HttpContext.Response, StatusCodes.Status400BadRequest, "InvalidBlockList")
                : !_blobs.TryAdd(name, new Blob(blocks!, blocks.Sum(block => (long)block!.Length), DateTimeOffset.UtcNow)) ? Refused(request.HttpContext.Response, StatusCodes.Status409Conflict, "BlobAlreadyExists")
                : Done(request.HttpContext.Response, StatusCodes.Status201Created));
        }

        private static async Task ReadAsync(HttpResponse response, Blob blob)
        {
            Describe(response, blob.At);
            response.Headers["x-ms-blob-type"] = "BlockBlob";
            response.ContentLength = blob.Length;
            foreach (var block in blob.Blocks) await response.Body.WriteAsync(block);
        }

        private static Task Done(HttpResponse response, int status)
        {
            response.StatusCode = status;
            Describe(response, DateTimeOffset.UtcNow);
            return Task.CompletedTask;
        }

        private static Task Refused(HttpResponse response, int status, string code)
        {
            response.StatusCode = status;
            response.Headers["x-ms-error-code"] = code;
            return Task.CompletedTask;
        }

        private static void Describe(HttpResponse response, DateTimeOffset at)
        {
            response.Headers.ETag = $"\"{at.UtcTicks.ToString(CultureInfo.InvariantCulture)}\"";
            response.Headers.LastModified = at.ToString("R", CultureInfo.InvariantCulture);
        }
    }

    private sealed record Blob(IReadOnlyList<byte[]> Blocks, long Length, DateTimeOffset At);
}
