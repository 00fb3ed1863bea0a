using Grants.Notifications;

namespace Grants.Accounts;

/// <summary>The area's e-mails.</summary>
internal static class AccountLetters
{
    /// <summary>The template of the e-mail with a code.</summary>
    public const string SignInCodeTemplate = "sign-in-code";

    /// <summary>Stands for the digits in the stored text; they are put in when the e-mail is sent and kept nowhere.</summary>
    public const string CodePlace = "[code]";

    /// <summary>The code for an address that somebody has.</summary>
    public static Letter SignInCode() => new(
        SignInCodeTemplate,
        "Your sign-in code",
        [
            $"Your code is {CodePlace}.",
            "It works for ten minutes, once, and only in the browser in which you asked for it.",
            "We never ask for this code by telephone or in a message. If you did not ask for it, you need to do nothing.",
        ]);

    /// <summary>To the address that a person had until now.</summary>
    public static Letter AddressChanged() => new(
        "address-changed",
        "Your e-mail address with us has changed",
        [
            "An administrator has registered another e-mail address for you. Codes to sign in go there from now on, and you have been signed out everywhere.",
            "If you did not ask for this, answer this e-mail today.",
        ]);

    /// <summary>
    /// For an address that nobody has: the person learns why no code comes, and whoever asked on the web page learns nothing, because the page and the
    /// time that it takes are the same.
    /// </summary>
    public static Letter UnknownAddress() => new(
        "sign-in-unknown",
        "You asked to sign in",
        [
            "Somebody, perhaps you, asked for a code to sign in with this address. Nobody is registered with it.",
            "If it was you, try the address that your organisation registered, or ask the lead person of your organisation to have you added.",
            "If it was not you, you need to do nothing: we keep no account for this address.",
        ]);
}
