using Grants.Notifications;

namespace Grants.Partners;

/// <summary>The e-mails about organisations' bank details. None names an account number.</summary>
internal static class PartnerLetters
{
    private const string NotYou = "If you did not expect this, somebody may be trying to divert your money: call the grants team at once, on the number that you know.";

    public static Letter BankAccountEntered(Organisation organisation) => new(
        "bank-account-entered", $"New bank details were entered for {organisation.ShortName}",
        ["A lead of your organisation has entered a new bank account. It counts only after the grants team has called your organisation's registered number and had it confirmed; until then nothing changes.", NotYou],
        "See your bank details", Path(organisation));

    public static Letter BankAccountToVerify(Organisation organisation, BankAccount account) => new(
        "bank-account-to-verify", $"Bank details to verify: {organisation.ShortName}",
        ["A lead has entered a new bank account. Call the organisation's known number, which the portal shows, and have the account confirmed. Never use a number from an e-mail or from the change itself."],
        "Verify the bank details", $"/bank-accounts/{account.Id}/verify");

    public static Letter BankAccountVerified(Organisation organisation) => new(
        "bank-account-verified", $"The new bank details of {organisation.ShortName} are verified",
        ["The new bank account has been confirmed by telephone. Payments go to it from now on.", NotYou],
        "See your bank details", Path(organisation));

    private static string Path(Organisation organisation) => $"/partners/{organisation.Id}";
}
