namespace Grants.Local.Demo;

/// <summary>A file that the demo sends.</summary>
internal sealed record DemoFile(string Name, byte[] Bytes);

/// <summary>The demo's files, made when they are needed: the same file has the same bytes in every run, so that a later run can compare what an earlier one sent.</summary>
internal static class DemoFiles
{
    private const int Width = 1240;
    private const int Height = 1752;
    private const int DifferentPages = 3;

    private static readonly Lazy<byte[]>[] Pages =
        [.. Enumerable.Range(0, DifferentPages).Select(seed => new Lazy<byte[]>(() => ScannedPage.Jpeg(Width, Height, seed)))];

    /// <summary>What an application is sent with: the question that it answers, and the file.</summary>
    public static IReadOnlyDictionary<string, DemoFile> OfApplication(Applicant applicant) => new Dictionary<string, DemoFile>
    {
        ["registration-certificate"] = Registration(applicant),
        ["safeguarding-policy"] = Proposal(applicant),
        ["detailed-budget"] = Photo(1000 + applicant.ScanPages),
    };

    /// <summary>A proposal as a word processor writes it, in the organisation's script.</summary>
    public static DemoFile Proposal(Applicant applicant) =>
        new("proposal.docx", WordDocument.Of(applicant.Title, Paragraphs(applicant)));

    /// <summary>A scanned registration certificate of one to twenty megabytes.</summary>
    public static DemoFile Registration(Applicant applicant) =>
        new("registration.pdf", ScannedPdf.Of(Width, Height, [.. Enumerable.Range(0, applicant.ScanPages).Select(page => Pages[page % DifferentPages].Value)]));

    /// <summary>A photographed receipt.</summary>
    public static DemoFile Photo(int seed) => new($"receipts-{seed}.jpg", ScannedPage.Jpeg(400, 560, seed));

    // Numbered, so that the file does not compress to nothing.
    private static IEnumerable<string> Paragraphs(Applicant applicant) =>
        Enumerable.Range(1, 400).Select(number => $"{number}. {applicant.Story} ({Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number)))})");
}
