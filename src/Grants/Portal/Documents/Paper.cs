namespace Grants.Portal.Documents;

/// <summary>A document as its parts, before it is HTML to print (<see cref="PaperDocument"/>) or a Word file (<see cref="WordPaper"/>): both say the same.</summary>
/// <param name="Title">The document's heading and title.</param>
/// <param name="Reference">What it is known by, such as an application's number.</param>
/// <param name="Issued">The date on it.</param>
/// <param name="Parts">What stands in it, in order.</param>
public sealed record Paper(string Title, string Reference, DateOnly Issued, IReadOnlyList<PaperPart> Parts);

/// <summary>A part of a <see cref="Paper"/>.</summary>
public abstract record PaperPart;

/// <summary>A heading below the document's own.</summary>
/// <param name="Level">2 for a section, 3 for what is in it.</param>
/// <param name="Text">The heading.</param>
public sealed record PaperHeading(int Level, string Text) : PaperPart;

/// <summary>Text; line breaks are kept.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsUsers">Whether a person wrote it, in whatever language.</param>
public sealed record PaperText(string Text, bool IsUsers = false) : PaperPart;

/// <summary>Names with values.</summary>
/// <param name="Rows">In order.</param>
public sealed record PaperFacts(IReadOnlyList<(string Name, string Value)> Rows) : PaperPart;

/// <summary>A table.</summary>
/// <param name="Caption">What it is of.</param>
/// <param name="Columns">The headings; numeric ones are aligned to the right.</param>
/// <param name="Rows">The cells of each row.</param>
/// <param name="Totals">A last row of sums; null where the table has none.</param>
public sealed record PaperTable(string Caption, IReadOnlyList<(string Heading, bool Numeric)> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string>? Totals = null) : PaperPart;
