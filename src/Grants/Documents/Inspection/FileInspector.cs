using System.Text;

namespace Grants.Documents.Inspection;

/// <summary>What is in a file: its kind, or why it is not taken, in words for the person who sent it.</summary>
/// <param name="Kind">What it is; null when it is not taken.</param>
/// <param name="WhyNot">What is wrong and what can be done; null when it is taken.</param>
internal readonly record struct Inspected(DocumentKind? Kind, string? WhyNot);

/// <summary>
/// Decides by content whether a file is one of the accepted kinds and nothing else beside it: no second file before or behind, nothing that runs, nothing that
/// unpacks without end, nothing that a scanner or a reviewer cannot open. Reads a file front to back with little memory; what takes longer than the
/// caller's patience ends with its token.
/// </summary>
internal static class FileInspector
{
    private const int HeadBytes = 1024;

    /// <summary>Looks at a whole file.</summary>
    /// <param name="content">The bytes; seekable.</param>
    /// <param name="cancellationToken">Ends the inspection with <see cref="OperationCanceledException"/>.</param>
    public static Inspected Inspect(Stream content, CancellationToken cancellationToken)
    {
        var head = new byte[HeadBytes];
        content.Position = 0;
        head = head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        content.Position = 0;
        return head.AsSpan() switch
        {
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => Of(DocumentKind.Pdf, Hidden(head[5..]) ?? PdfInspection.WhyNot(content, cancellationToken)),
            [0xFF, 0xD8, 0xFF, ..] => Of(DocumentKind.Jpeg, Hidden(head) ?? Archive(content) ?? JpegInspection.WhyNot(content, cancellationToken)),
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Of(DocumentKind.Png, Hidden(head) ?? Archive(content) ?? PngInspection.WhyNot(content, cancellationToken)),
            [(byte)'P', (byte)'K', 3, 4, ..] => PackageInspection.Inspect(content, cancellationToken),
            _ => new Inspected(null, WhatItIs(content, head)),
        };
    }

    /// <summary>What is said of a file that has another one in it.</summary>
    public static string SecondFile() => T("There is something else in this file beside the document. Open it, save it again under a new name, or print it as a PDF, and add that.");

    /// <summary>What is said of a file that is cut off or does not keep to its format.</summary>
    public static string Damaged() => T("This file is damaged or incomplete. Open it on your computer, save it again under a new name, and add that.");

    /// <summary>What is said of a file that unpacks to far more than it is.</summary>
    public static string Bomb() => T("This file unpacks to far more than a document needs. Save it again without what is not needed, or print it as a PDF, and add that.");

    private static Inspected Of(DocumentKind kind, string? whyNot) => new(whyNot is null ? kind : null, whyNot);

    // Readers of PDFs and web pages look for their beginning anywhere near the top of a file, whatever it begins with.
    private static string? Hidden(byte[] head)
    {
        var text = Encoding.Latin1.GetString(head);
        return new[] { "%PDF-", "<script", "<html", "<!doctype", "<?php", "<svg" }.Any(mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase)) ? SecondFile() : null;
    }

    // An archive is read from its end, whatever stands before it.
    private static string? Archive(Stream content) => ZipDirectory.EndOf(content) is null ? null : SecondFile();

    private static string WhatItIs(Stream content, byte[] head) => head.AsSpan() switch
    {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => HasPassword(content)
            ? T("This file has a password. Remove the password (in Word or Excel: File, Info, Protect), save it, and add it again.")
            : T("This is an old Word or Excel file (.doc, .xls) under another name. Open it, save it as .docx, .xlsx or PDF, and add that."),
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => T("This is a photo of a kind that not everybody can open (HEIC), or a video. Save or send it as JPEG, and add that."),
        _ when IsMarkup(head) => T("This is a web page or a drawing for web pages (HTML, SVG), which can run programs. Print it as a PDF, and add that."),
        _ => T("This file is damaged, or what is in it is not what its name says. Open it on your computer, save it again as PDF, Word (.docx), Excel (.xlsx), JPEG or PNG, and add that."),
    };

    private static bool IsMarkup(byte[] head)
    {
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text.StartsWith('<') || (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] && Encoding.Unicode.GetString(head).Contains('<'));
    }

    // Office keeps what it encrypts in a container of the old kind, with an entry of this name.
    private static bool HasPassword(Stream content)
    {
        var name = Encoding.Unicode.GetBytes("EncryptedPackage");
        content.Position = 0;
        return Bytes.Find(content, name, long.MaxValue) is not null;
    }
}
