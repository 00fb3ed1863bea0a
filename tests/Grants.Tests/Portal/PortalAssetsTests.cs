using System.IO.Compression;
using System.Net;
using Grants.Portal;

namespace Grants.Tests.Portal;

public sealed class PortalAssetsTests(PortalSite site) : IClassFixture<PortalSite>
{
    [Theory]
    [InlineData("br", 12_000)]
    [InlineData("gzip", 13_000)]
    public async Task Styles_Compressed_AreSmallAndKeptForEver(string encoding, int most)
    {
        using HttpResponseMessage response = await Get(PortalAssets.Styles, encoding);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.InRange(body.Length, 1, most);
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl!.ToString());
        await using MemoryStream compressed = new(body);
        await using Stream plain = encoding == "br" ? new BrotliStream(compressed, CompressionMode.Decompress) : new GZipStream(compressed, CompressionMode.Decompress);
        using StreamReader reader = new(plain);
        Assert.Contains(".govuk-button", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_IsSmallAndItsTypeIsNotGuessed()
    {
        using HttpResponseMessage response = await Get(PortalAssets.Script, "gzip");
        Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 1, 5_000);
        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Asset_OfAnotherHash_IsNotFound()
    {
        using HttpResponseMessage response = await Get("/assets/portal.000000000000.css", "br");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Asset_ForAClientThatTakesNoEncoding_IsPlain()
    {
        using HttpResponseMessage response = await Get(PortalAssets.Styles, "br;q=0, identity");
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Page_ForbidsFramesInlineCodeAndCaches()
    {
        using HttpResponseMessage response = await Get(PortalPaths.Help, "identity");
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    private async Task<HttpResponseMessage> Get(string path, string encoding)
    {
        using HttpClient client = site.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", encoding);
        return await client.GetAsync(path);
    }
}
