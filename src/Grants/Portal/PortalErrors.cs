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
            Typed = typed is null ? [] : Readable(typed),
            Latest = latest,
            Reference = reference,
            Changed = changed,
        })
        { StatusCode = status };

    private static readonly string[] _machines = ["Version", "Code", "Seed", "Credential", "Act", "Back", "ReturnTo"];

    // What stands beside the fields of a draft.
    private static readonly string[] _beside = ["base.", "came.", "met.", "choose.", "confirm."];

    // Tokens, versions, ids, paths and the buttons' words are the machine's, codes are secrets: neither is repeated.
    private static KeyValuePair<string, string>[] Readable(IFormCollection form) =>
    [
        .. form
            .Where(f => !f.Key.StartsWith("__", StringComparison.Ordinal) && !_machines.Contains(f.Key) && !_beside.Any(prefix => f.Key.StartsWith(prefix, StringComparison.Ordinal))
                && f.Value.Any(v => !string.IsNullOrWhiteSpace(v) && !Guid.TryParse(v, out _)))
            .Select(f => KeyValuePair.Create(Words(f.Key), string.Join("\n", f.Value.Where(v => !string.IsNullOrWhiteSpace(v))))),
    ];

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
