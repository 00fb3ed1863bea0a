using System.Net.Mail;

namespace Grants.Accounts;

/// <summary>What an e-mail address must be.</summary>
internal static class AddressRules
{
    private const int MostCharacters = 254;

    /// <summary>What is said of anything else.</summary>
    public static string Message => T("Enter an e-mail address, like name@example.org");

    /// <summary>Whether mail can be addressed to it: one address, with no name around it.</summary>
    public static bool IsAddress(string email) => email.Length <= MostCharacters && MailAddress.TryCreate(email, out var parsed) && parsed.Address == email;
}
