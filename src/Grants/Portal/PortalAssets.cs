using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Grants.Portal;

/// <summary>
/// The portal's style sheet, script and icon: embedded, compressed when a browser first asks for them, and served under names that contain their hash, so that a browser
/// may keep them for ever.
/// </summary>
public static class PortalAssets
{
    private static readonly Asset StylesAsset = Load("portal.css", "portal", "css", "text/css; charset=utf-8");
    private static readonly Asset ScriptAsset = Load("portal.min.js", "portal", "js", "text/javascript; charset=utf-8");
    private static readonly Asset DraftScriptAsset = Load("draft.min.js", "draft", "js", "text/javascript; charset=utf-8");
    private static readonly Asset IconAsset = Load("icon.svg", "icon", "svg", "image/svg+xml");
    private static readonly FrozenDictionary<string, Asset> ByName =
        new[] { StylesAsset, ScriptAsset, DraftScriptAsset, IconAsset }.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>Path of the style sheet.</summary>
    public static string Styles => StylesAsset.Path;

    /// <summary>Path of the script.</summary>
    public static string Script => ScriptAsset.Path;

    /// <summary>Path of the module that a draft's pages have as well.</summary>
    public static string DraftScript => DraftScriptAsset.Path;

    /// <summary>Path of the icon.</summary>
    public static string Icon => IconAsset.Path;

    /// <summary>Serves the assets to everybody.</summary>
    public static void MapPortalAssets(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/assets/{name}", [HttpMethods.Get, HttpMethods.Head], Serve).WhoMay(Who.Anyone).ExcludeFromDescription();

    internal static byte[] Embedded(string file)
    {
        using Stream stream = typeof(PortalAssets).Assembly.GetManifestResourceStream("Portal/" + file)
            ?? throw new InvalidOperationException($"The resource Portal/{file} is not embedded in this build.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static IResult Serve(string name, HttpContext http)
    {
        if (!ByName.TryGetValue(name, out Asset? asset)) return Results.NotFound();

        IHeaderDictionary headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        IList<StringWithQualityHeaderValue> accepted = http.Request.GetTypedHeaders().AcceptEncoding;
        if (Accepts("br"))
        {
            headers.ContentEncoding = "br";
            return Results.Bytes(asset.Brotli.Value, asset.Type);
        }

        if (Accepts("gzip"))
        {
            headers.ContentEncoding = "gzip";
            return Results.Bytes(asset.Gzip.Value, asset.Type);
        }

        return Results.Bytes(asset.Plain, asset.Type);

        bool Accepts(string encoding) => accepted.Any(a => a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && a.Quality is not 0);
    }

    private static Asset Load(string file, string stem, string extension, string type)
    {
        byte[] plain = Embedded(file);
        string name = $"{stem}.{Convert.ToHexStringLower(SHA256.HashData(plain))[..12]}.{extension}";
        return new Asset(
            name,
            type,
            plain,
            new(() => Compress(plain, s => new BrotliStream(s, CompressionLevel.SmallestSize))),
            new(() => Compress(plain, s => new GZipStream(s, CompressionLevel.SmallestSize))));
    }

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> with)
    {
        using MemoryStream target = new();
        using (Stream compressor = with(target)) compressor.Write(plain);
        return target.ToArray();
    }

    private sealed record Asset(string Name, string Type, byte[] Plain, Lazy<byte[]> Brotli, Lazy<byte[]> Gzip)
    {
        public string Path => "/assets/" + Name;
    }
}
