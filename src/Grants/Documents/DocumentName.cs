using Grants.Data;

namespace Grants.Documents;

/// <summary>A file's name as people sent it, made fit to be shown and offered on download. It never becomes part of a path.</summary>
internal static class DocumentName
{
    private const int Most = 200;

    /// <summary>The name without folders; refused when nothing is left or when it is too long. Which endings are accepted is said where it is attached.</summary>
    public static Outcome<string> Read(string? sent)
    {
        // Some browsers and programs send the whole path, with either separator.
        var name = Texts.Clean(Texts.Line(Texts.Clean(sent).Split('/', '\\')[^1]));
        if (name.Length is 0 or > Most) return Refusal.Invalid("name", T($"The file's name must have 1 to {Most} characters."));
        return name;
    }
}
