using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Hosting;

/// <summary>A collector of telemetry (OTLP over HTTP, protobuf) that keeps what it is sent, byte for byte.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _taken = new();
    private readonly Task _serving;

    public OtlpCollector()
    {
        Endpoint = new Uri($"http://127.0.0.1:{Ports.Free()}/");
        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>Everything that came, by kind: 'traces', 'metrics' or 'logs'; as text of one character a byte, in which whatever was sent as UTF-8 stands as it is.</summary>
    public string Everything(string kind) => string.Concat(_taken.Where(taken => taken.Path == $"/v1/{kind}").Select(taken => Encoding.UTF8.GetString(taken.Body)));

    /// <summary>The spans that came.</summary>
    public IReadOnlyList<CollectedSpan> Spans() =>
    [
        .. from taken in _taken
           where taken.Path == "/v1/traces"
           from resource in Fields(taken.Body, 1)
           from scope in Fields(resource, 2)
           from span in Fields(scope, 2)
           select new CollectedSpan(
               Convert.ToHexStringLower(Fields(span, 1).Single()), Convert.ToHexStringLower(Fields(span, 2).Single()), Convert.ToHexStringLower(Fields(span, 4).SingleOrDefault() ?? []),
               Encoding.UTF8.GetString(Fields(span, 5).Single()),
               Fields(span, 9).ToDictionary(tag => Encoding.UTF8.GetString(Fields(tag, 1).Single()), tag => Fields(tag, 2).SelectMany(value => Fields(value, 1)).Select(Encoding.UTF8.GetString).SingleOrDefault() ?? "")),
    ];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return; // stopped
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            _taken.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
            context.Response.Close();
        }
    }

    // The fields of a protobuf message that have a length: messages, texts and bytes.
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == number) found.Add(message[at..(at + length)]);
                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException("This is not protobuf.");
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}

/// <summary>A span as the collector heard of it; ids in hex.</summary>
internal sealed record CollectedSpan(string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Tags);
