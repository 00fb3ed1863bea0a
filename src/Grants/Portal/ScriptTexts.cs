using System.Text.Encodings.Web;
using System.Text.Json;

namespace Grants.Portal;

/// <summary>The words that a script says, written into its element as JSON: scripts have no texts of their own.</summary>
internal static class ScriptTexts
{
    // The attribute is encoded once more by the page, so that scripts of other languages need not become escapes.
    private static readonly JsonSerializerOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value of <c>data-texts</c>.</summary>
    /// <param name="texts">Name in the script, and the words in the reader's language with {0} and on for values.</param>
    public static string Of(params (string Name, string Text)[] texts) => JsonSerializer.Serialize(texts.ToDictionary(text => text.Name, text => text.Text), _options);
}
