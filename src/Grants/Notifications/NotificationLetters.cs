using Grants.Partners;

namespace Grants.Notifications;

/// <summary>The area's e-mails.</summary>
internal static class NotificationLetters
{
    /// <summary>To the grant managers: a partner's people cannot be reached by e-mail.</summary>
    /// <param name="partner">Who cannot be reached.</param>
    /// <param name="untold">The subject lines of what arrived at nobody, the newest first.</param>
    public static Letter PartnerUnreachable(Organisation partner, IReadOnlyList<string> untold) => new(
        "partner-unreachable",
        T($"{partner.ShortName} cannot be reached by e-mail"),
        [
            T($"Every e-mail address that we have for {partner.LegalName} refuses mail."),
            T("They have not been told:") + "\n" + string.Join('\n', untold.Select(subject => $"- {subject}")),
            T("Call them on the number that is registered, tell them, and ask for an address that works. Deadlines go on meanwhile."),
        ],
        T("Open the partner"),
        $"/partners/{partner.Id}");
}
