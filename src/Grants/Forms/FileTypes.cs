namespace Grants.Forms;

/// <summary>The types of files that a question takes, for people and for browsers.</summary>
internal static class FileTypes
{
    /// <summary>What a file field of a page offers to choose from.</summary>
    public static string Accept(IEnumerable<string> types) => string.Join(',', types.Select(type => type == "jpg" ? ".jpg,.jpeg" : $".{type}"));

    /// <summary>The types as people know them.</summary>
    public static string Words(IEnumerable<string> types) => string.Join(", ", types.Select(Word));

    private static string Word(string type) => type switch
    {
        "pdf" => T("PDF"),
        "docx" => T("Word (docx)"),
        "xlsx" => T("Excel (xlsx)"),
        "jpg" => T("JPEG"),
        "png" => T("PNG"),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type."),
    };
}
