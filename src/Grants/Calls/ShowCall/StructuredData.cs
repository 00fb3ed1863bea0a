using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Portal;

namespace Grants.Calls.ShowCall;

/// <summary>
/// A call in the words of schema.org, for search engines: a <c>MonetaryGrant</c> that can be applied for (<c>ApplyAction</c>) in a certain time. There is no type for a
/// call itself.
/// </summary>
internal static class StructuredData
{
    /// <summary>The JSON-LD of a call. Nothing in it can end the element that it stands in: whatever HTML knows is escaped.</summary>
    public static string Of(CallView call, Uri portal, string programme)
    {
        var page = new Uri(portal, $"/calls/{call.Id}").AbsoluteUri;
        var funder = new JsonObject { ["@type"] = "Organization", ["name"] = programme, ["url"] = portal.AbsoluteUri };
        var data = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "MonetaryGrant",
            ["@id"] = page,
            ["url"] = page,
            ["identifier"] = call.Reference,
            ["name"] = call.Title,
            ["description"] = call.Summary,
            ["funder"] = funder,
            ["amount"] = new JsonObject
            {
                ["@type"] = "MonetaryAmount",
                ["currency"] = call.Currency,
                ["minValue"] = Units(call.FloorMinor, call.Currency),
                ["maxValue"] = Units(call.CeilingMinor, call.Currency),
            },
            ["potentialAction"] = new JsonObject
            {
                ["@type"] = "ApplyAction",
                ["target"] = page,
                ["startTime"] = Instant(call.OpensAt),
                ["endTime"] = Instant(call.DeadlineAt),
                ["location"] = new JsonArray([.. call.Countries.Select(country => (JsonNode)new JsonObject { ["@type"] = "Country", ["name"] = Countries.Place(country), ["identifier"] = country })]),
            },
        };
        return data.ToJsonString(JsonSerializerOptions.Default);
    }

    private static decimal Units(long minor, string currency) => PortalText.Decimals(currency) == 0 ? minor : minor / 100m;

    private static string Instant(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
