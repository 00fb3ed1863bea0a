using System.Collections.Frozen;
using Grants.Portal.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grants.Portal;

/// <summary>Pages that say what went wrong and what to do now.</summary>
public static class PortalErrors
{
    /// <summary>The page for a status.</summary>
    /// <param name="status">400, 401, 403, 404, 409, 410, 413, 429 or 500; any other is told as 400 or 500 are.</param>
    /// <param name="reason">Why, as a full sentence, where the portal knows more than the status says.</param>
    /// <param name="typed">The form that could not be saved, so that nothing typed is lost.</param>
    /// <param name="latest">The path that shows the present state.</param>
    /// <param name="reference">With 500: the trace id, which the log has too.</param>
    /// <param name="changed">With 409: whether somebody else was faster.</param>
    public static RazorComponentResult<ErrorPage> Page(
        int status, string? reason = null, IFormCollection? typed = null, string? latest = null, string? reference = null, bool changed = false) =>
        new(new
        {
            Status = status,
            Reason = reason,
            Typed = typed is null ? [] : Typed(typed),
            Latest = latest,
            Reference = reference,
            Changed = changed,
        })
        { StatusCode = status };

    // What pages post beside their fields.
    private static readonly string[] _machines =
        ["Version", "Code", "Seed", "Credential", "Act", "Save", "Send", "More", "Back", "ReturnTo", "Form", "Kind", "Section", "Number", "Chosen", "What", "Query", "Others", "ReplySeen", "TextId", "RemoveDocument", "identifiesNobody"];

    // What stands beside the fields of a draft.
    private static readonly string[] _beside = ["base.", "came.", "met.", "choose.", "confirm."];

    /// <summary>
    /// What somebody typed, field by field, to read and to copy. Tokens, versions, ids, paths and the buttons' words are the machine's, codes are secrets: neither is repeated.
    /// </summary>
    /// <param name="form">The form as it was posted.</param>
    /// <param name="shown">Whether the page has a field for it already; null when it has none.</param>
    internal static KeyValuePair<string, string>[] Typed(IFormCollection form, Func<string, bool>? shown = null) =>
    [
        .. form
            .Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal) && !_machines.Contains(field.Key, StringComparer.OrdinalIgnoreCase)
                && !_beside.Any(prefix => field.Key.StartsWith(prefix, StringComparison.Ordinal)) && shown?.Invoke(field.Key) != true)
            .Select(field => (Field: DateOf(field.Key), Texts: field.Value.Where(text => !string.IsNullOrWhiteSpace(text) && !Guid.TryParse(text, out _))))
            .Where(field => field.Texts.Any())
            // The three boxes of a date are one line.
            .GroupBy(field => field.Field, field => field.Texts)
            .Select(field => KeyValuePair.Create(Words(field.Key), field.Count() > 1 ? string.Join(' ', field.SelectMany(texts => texts)) : string.Join('\n', field.Single().Select(Chosen)))),
    ];

    private static string DateOf(string field) =>
        field.LastIndexOf('.') is var dot and > 0 && field[(dot + 1)..] is "Day" or "Month" or "Year" ? field[..dot] : field;

    // What was chosen among the product's own kinds: "NationalCapacity" reads "National capacity".
    private static string Chosen(string? text) => _kinds.Value.Contains(text!) ? Words(text!) : text!;

    private static readonly Lazy<FrozenSet<string>> _kinds = new(() =>
        typeof(PortalErrors).Assembly.GetTypes().Where(type => type.IsEnum).SelectMany(Enum.GetNames).ToFrozenSet(StringComparer.Ordinal));

    // "Lines[0].SpentAbroad" reads "Lines 1, spent abroad".
    private static string Words(string field)
    {
        System.Text.StringBuilder words = new();
        for (int i = 0; i < field.Length; i++)
        {
            char c = field[i];
            if (c == '[' && field.IndexOf(']', i) is int end and > 0 && int.TryParse(field.AsSpan(i + 1, end - i - 1), out int index))
            {
                words.Append(' ').Append(index + 1);
                i = end;
            }
            else if (c == '.') words.Append(',');
            else if (char.IsUpper(c) && i > 0) words.Append(' ').Append(char.ToLowerInvariant(c));
            else words.Append(c);
        }

        return words.ToString();
    }
}
