using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grants.Forms;
using Microsoft.AspNetCore.Http;

namespace Grants.Applications;

/// <summary>The fields that stand beside an answer's own on the form of a draft.</summary>
internal static class DraftFields
{
    private const string BasePrefix = "base.";

    // What a page's script says of a field that holds what is saved.
    private const string AsSaved = "saved";

    /// <summary>The choice of a colleague's text over one's own.</summary>
    public const string TakeTheirs = "theirs";

    /// <summary>The choice of one's own text.</summary>
    public const string KeepMine = "mine";

    /// <summary>The field that says which version of the answer the form shows.</summary>
    public static string Base(string code) => BasePrefix + code;

    /// <summary>The field that says whose text stands, after a conflict.</summary>
    public static string Chosen(string code) => $"choose.{code}";

    /// <summary>The field that says, after a conflict, which version the colleague's text is: an answer is written over it once its writer has chosen, and not before.</summary>
    public static string Met(string code) => $"met.{code}";

    /// <summary>
    /// The field that says which text the form came with, so that who changed nothing meets nobody: a text that only grew is not in the history by itself. Empty where the
    /// form came with what is not saved.
    /// </summary>
    public static string Came(string code) => $"came.{code}";

    /// <summary>What stands in that field for a text.</summary>
    public static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    /// <summary>Whether a posted text is the one that the form came with.</summary>
    /// <param name="came">What the field says.</param>
    /// <param name="text">The text.</param>
    public static bool IsUntouched(string? came, string text) => came == AsSaved || came == Fingerprint(text);

    /// <summary>Every answer on a posted form, with the version that it was written over.</summary>
    public static IReadOnlyList<TypedAnswer> TypedIn(IFormCollection form) =>
        [.. form.Keys.Where(name => name.StartsWith(BasePrefix, StringComparison.Ordinal)).Select(name => name[BasePrefix.Length..])
            .Select(code => new TypedAnswer(code, VersionOf(form, code), null, form, Yields: IsYielded(form, code), Came: form[Came(code)]))];

    /// <summary>Whether a colleague's text was chosen over what the form holds.</summary>
    public static bool IsYielded(IFormCollection form, string code) => form[Chosen(code)] == TakeTheirs;

    /// <summary>The answer to a question as it was typed; null when it was not on the form.</summary>
    public static string? Typed(IFormCollection? form, Question question, FormTerms terms) =>
        form?.ContainsKey(Base(question.Code)) == true ? FormAnswers.FromForm(question, terms, form) : null;

    /// <summary>The version that a posted answer was written over; 0 when the form does not say.</summary>
    public static int VersionOf(IFormCollection form, string code) =>
        form[Chosen(code)] == KeepMine && Number(form[Met(code)]) is { } met ? met : OverOf(form, code);

    /// <summary>The version that the text itself was written over, whatever was chosen since; 0 when the form does not say.</summary>
    public static int OverOf(IFormCollection form, string code) => Number(form[Base(code)]) ?? 0;

    private static int? Number(string? field) => int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
