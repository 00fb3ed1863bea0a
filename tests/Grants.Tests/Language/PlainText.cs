using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Grants.Data;
using Grants.Forms;
using Grants.Partners;
using Grants.Portal;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Grants.Tests.Language;

/// <summary>
/// Finds what is still plain English where everything should be in the pseudo-language: words of unaccented letters that nobody typed. What people
/// wrote is whatever stands as text in the database, but for the e-mails, which are the product's own words.
/// </summary>
internal sealed partial class PlainText
{
    private static readonly string[] _attributes = ["aria-label", "title", "placeholder", "alt", "label", "data-label"];
    private string[] _written = [];

    /// <summary>Reads again what has been written.</summary>
    public async Task ReadAsync(GrantsHost host)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        await host.InDatabaseAsync(async db =>
        {
            foreach (var type in db.Model.GetEntityTypes().Where(type => type.ClrType.Name is not ("EmailMessage" or "Heartbeat" or "Step" or "AuditEntry" or "Doorbell")))
            {
                foreach (var column in type.GetProperties().Where(property => (property.ClrType == typeof(string) && property.GetValueConverter() is null) || property.ClrType == typeof(Rubric)))
                    await ReadAsync(db, type, column, texts);
            }
        });
        // Names of cities, of registers and of the programme itself are not translated.
        texts.UnionWith(TimeZones.Choices.Select(zone => zone.Label));
        texts.UnionWith(Registries.All.Select(registry => registry.Name));
        texts.Add(new PortalOptions().Programme);
        // The longest first: a title may hold a name.
        _written = [.. texts.Where(text => AsciiWord().IsMatch(text)).OrderByDescending(text => text.Length)];
    }

    /// <summary>Every text of a page that is still plain, with where it stands.</summary>
    public IEnumerable<string> In(IHtmlDocument document)
    {
        foreach (var element in document.All.Where(element => element is not (IHtmlScriptElement or IHtmlStyleElement) && !IsOfPeople(element)))
        {
            foreach (var node in element.ChildNodes.OfType<IText>().Where(_ => element is not IHtmlTextAreaElement))
            {
                if (Plain(node.Data) is { } plain) yield return $"<{element.LocalName}> {plain}";
            }

            foreach (var name in _attributes)
            {
                if (element.GetAttribute(name) is { } value && Plain(value) is { } plain) yield return $"<{element.LocalName} {name}> {plain}";
            }

            if (element.GetAttribute("data-texts") is { } texts)
            {
                foreach (var value in JsonSerializer.Deserialize<Dictionary<string, string>>(texts)!.Values.Where(value => Plain(value) is not null)) yield return $"<{element.LocalName} data-texts> {value}";
            }
        }
    }

    /// <summary>The text when a plain word is left in it; null otherwise.</summary>
    public string? Plain(string text)
    {
        var rest = Allowed().Replace(text, " ");
        // In either order: what was written may hold a date, and a zone the name of a city.
        return !AsciiWord().IsMatch(rest) || !AsciiWord().IsMatch(WithoutWritten(rest)) || !AsciiWord().IsMatch(Allowed().Replace(WithoutWritten(text), " "))
            ? null
            : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private string WithoutWritten(string text) => _written.Aggregate(text, (left, written) => left.Replace(written, " ", StringComparison.OrdinalIgnoreCase));

    private static bool IsOfPeople(IElement element) => element.Closest("[translate=no]") is not null;

    private static async Task ReadAsync(GrantsDb db, IEntityType type, IProperty column, HashSet<string> texts)
    {
        // Owned rows and hidden columns too: names come from the model, never from outside.
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table);
        if (table is null || column.GetColumnName(table.Value) is not { } name) return;
        var everyText = $"SELECT DISTINCT \"{name}\" AS \"Value\" FROM \"{table.Value.Name}\" WHERE \"{name}\" IS NOT NULL";
        foreach (var value in await db.Database.SqlQueryRaw<string>(everyText).ToListAsync())
        {
            Add(value);
            if (value.StartsWith('{') || value.StartsWith('[')) Unfold(value);
        }

        void Add(string value)
        {
            if (value.Length > 1) texts.Add(value);
            foreach (var line in value.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 1)) texts.Add(line);
        }

        void Unfold(string json)
        {
            try
            {
                using var read = JsonDocument.Parse(json);
                Walk(read.RootElement);
            }
            catch (JsonException)
            {
                // A text that begins with a bracket.
            }
        }

        void Walk(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.String) Add(element.GetString()!);
            else if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) Walk(item);
            else if (element.ValueKind == JsonValueKind.Object) foreach (var property in element.EnumerateObject()) Walk(property.Value);
        }
    }

    /// <summary>What stays as it is in every language: dates, zones, amounts, sizes, addresses, ids, hashes, references, the API's fields and the product's name.</summary>
    [GeneratedRegex(@"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)( \d{4})?\b|\b[\w ]+ time, UTC[+−]?\d*(:\d\d)?|\bUTC\b|\b[A-Z]{3}\u00A0?[\d,.]+|\b(AUD|USD|VND|KHR|THB|LAK|PHP)\b|\b[\d.]+ (bytes|KB|MB)\b|\bhttps?://\S+|\S+@\S+|\b[0-9a-f-]{8,}\b|\b[A-Z]+-[\w-]+\b|\b(pdf|docx|xlsx|jpg|png)\b|Commonground|\bSHA-256\b|'[a-z][\w.\[\]]*'|\bEnglish\b|\bPseudo\b")]
    private static partial Regex Allowed();

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex AsciiWord();
}
