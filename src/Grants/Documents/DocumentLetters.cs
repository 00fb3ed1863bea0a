using Grants.Notifications;

namespace Grants.Documents;

/// <summary>The e-mails about documents.</summary>
internal static class DocumentLetters
{
    /// <summary>Something malicious was found, to the person who sent the file.</summary>
    public static Letter Infected(Document document) => new(
        "document-infected",
        T("A file that you added was deleted: it has a virus"),
        [
            T($"Our scanner found \"{document.Threat}\" in the file \"{document.Name}\". The file is deleted, and nobody else could open it."),
            T("Your computer, or the one that the file came from, may have the virus as well. Have it checked. Then make the file again on a clean computer, and add that."),
            T("If you think that this is wrong, answer this e-mail."),
        ],
        T("Go to the page"), PathOf(document));

    private static string PathOf(Document document) => document.Purpose switch
    {
        DocumentPurpose.ReportEvidence => $"/milestones/{document.SubjectId}/report/evidence",
        DocumentPurpose.Policy => $"/partners/{document.SubjectId}",
        DocumentPurpose.Call => $"/calls/{document.SubjectId}/write/documents",
        DocumentPurpose.Addendum => $"/addenda/{document.SubjectId}",
        _ => $"/applications/{document.SubjectId}",
    };
}
