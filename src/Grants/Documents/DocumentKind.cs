namespace Grants.Documents;

/// <summary>What a file is, by what is in it; its name may only agree.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Extensions">The endings that a name of such a file may have.</param>
internal sealed record DocumentKind(string ContentType, params string[] Extensions)
{
    public static readonly DocumentKind Pdf = new("application/pdf", ".pdf");
    public static readonly DocumentKind Jpeg = new("image/jpeg", ".jpg", ".jpeg");
    public static readonly DocumentKind Png = new("image/png", ".png");
    public static readonly DocumentKind Word = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx");
    public static readonly DocumentKind Excel = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx");

    /// <summary>Whether a file of such a name can be of an accepted kind.</summary>
    public static bool Accepts(string name) => new[] { Pdf, Jpeg, Png, Word, Excel }.Any(kind => kind.Fits(name));

    /// <summary>Whether a file of this kind may have such a name.</summary>
    public bool Fits(string name) => Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);
}
