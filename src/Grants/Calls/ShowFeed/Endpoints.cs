using System.Globalization;
using System.Security.Cryptography;
using System.Xml;
using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Grants.Calls.ShowFeed;

internal static class Endpoints
{
    private const string Atom = "http://www.w3.org/2005/Atom";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(CallPaths.Feed, async (Handler handler, GrantsOptions options, IOptions<PortalOptions> portal, HttpContext http, CancellationToken cancellationToken) =>
        {
            var entries = await handler.HandleAsync(cancellationToken);
            var bytes = Write(entries, options.PublicUrl, portal.Value.Programme);
            http.Response.Headers.CacheControl = "public, max-age=900";
            http.Response.Headers.Vary = HeaderNames.AcceptLanguage;
            return Results.Bytes(
                bytes, "application/atom+xml; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\""),
                lastModified: entries.Count == 0 ? null : new DateTimeOffset(entries.Max(entry => entry.UpdatedAt)));
        }).WhoMay(Who.Anyone).ExcludeFromDescription();

    private static byte[] Write(IReadOnlyList<Entry> entries, Uri portal, string programme)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false), Indent = true }))
        {
            var feed = new Uri(portal, CallPaths.Feed).AbsoluteUri;
            xml.WriteStartElement("feed", Atom);
            Element("title", T($"Calls for proposals: {programme}"));
            Element("id", feed);
            // A feed without entries has not been updated yet; the format asks for an instant all the same.
            Element("updated", Instant(entries.Count == 0 ? DateTime.UnixEpoch : entries.Max(entry => entry.UpdatedAt)));
            Link("self", feed, "application/atom+xml");
            Link("alternate", new Uri(portal, "/calls").AbsoluteUri, "text/html");
            xml.WriteStartElement("author", Atom);
            Element("name", programme);
            xml.WriteEndElement();
            foreach (var entry in entries)
            {
                xml.WriteStartElement("entry", Atom);
                Element("title", $"{entry.Reference}: {entry.Title}");
                Element("id", $"urn:uuid:{entry.Id}");
                Element("published", Instant(entry.PublishedAt));
                Element("updated", Instant(entry.UpdatedAt));
                Link("alternate", new Uri(portal, $"/calls/{entry.Id}").AbsoluteUri, "text/html");
                Element("summary", T($"{entry.Summary} The deadline is {CallLetters.At(TimeZoneInfo.FindSystemTimeZoneById(entry.TimeZone), entry.DeadlineAt)}."));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();

            void Element(string name, string text) => xml.WriteElementString(name, Atom, text);

            void Link(string relation, string target, string type)
            {
                xml.WriteStartElement("link", Atom);
                xml.WriteAttributeString("rel", relation);
                xml.WriteAttributeString("href", target);
                xml.WriteAttributeString("type", type);
                xml.WriteEndElement();
            }
        }

        return stream.ToArray();
    }

    private static string Instant(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
