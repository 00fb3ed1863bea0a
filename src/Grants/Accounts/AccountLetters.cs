using Grants.Notifications;

namespace Grants.Accounts;

/// <summary>The area's e-mails.</summary>
internal static class AccountLetters
{
    /// <summary>The template of the e-mail with a code.</summary>
    public const string SignInCodeTemplate = "sign-in-code";

    /// <summary>Stands for the digits in the stored text; they are put in when the e-mail is sent and kept nowhere.</summary>
    public static string CodePlace => "[code]"; // No constant: a sentence with nothing but constants would be its own key.

    /// <summary>The code for an address that somebody has.</summary>
    public static Letter SignInCode() => new(
        SignInCodeTemplate,
        T("Your sign-in code"),
        [
            T($"Your code is {CodePlace}."),
            T("It works for ten minutes, once, and only in the browser in which you asked for it."),
            T("We never ask for this code by telephone or in a message. If you did not ask for it, you need to do nothing."),
        ]);

    /// <summary>To the person who made a token, or in whose browser somebody did.</summary>
    public static Letter TokenMade() => new(
        "token-made",
        T("A new access token works in your name"),
        [
            T("An access token for a program was made while you were signed in. Until it ends it can be used in your name for what was chosen."),
            T("If it was not you, revoke it today on the page of your access tokens, and answer this e-mail."),
        ],
        T("See your access tokens"), "/account/tokens");

    /// <summary>To a person whose second factor was set up, changed or reset, in case it was somebody else.</summary>
    public static Letter SecondFactorChanged() => new(
        "second-factor-changed",
        T("Your second factor has changed"),
        [
            T("What you prove besides your mailbox when you sign in was set up, changed or reset: your authenticator app, a passkey, or your recovery codes."),
            T("If neither you nor an administrator whom you asked did that, answer this e-mail today."),
        ],
        T("See how you sign in"), "/account/security");

    /// <summary>To a person who signed in with a recovery code.</summary>
    /// <param name="left">How many codes are left.</param>
    public static Letter RecoveryCodeUsed(int left) => new(
        "recovery-code-used",
        T("A recovery code was used to sign in"),
        [
            T("Somebody signed in as you with one of your recovery codes instead of your authenticator app or a passkey."),
            Count(left, "You have {0} code left. Make new ones before they run out.", "You have {0} codes left. Make new ones before they run out."),
            T("If it was not you, answer this e-mail today."),
        ],
        T("See how you sign in"), "/account/security");

    /// <summary>To the address that a person had until now.</summary>
    public static Letter AddressChanged() => new(
        "address-changed",
        T("Your e-mail address with us has changed"),
        [
            T("An administrator has registered another e-mail address for you. Codes to sign in go there from now on, and you have been signed out everywhere."),
            T("If you did not ask for this, answer this e-mail today."),
        ]);

    /// <summary>
    /// The code for an address that nobody has: with it whoever reads the mailbox may register. Whoever asked on the web page learns nothing, because the
    /// page and the time that it takes are the same.
    /// </summary>
    /// <param name="invited">Whether an organisation has invited the address, and waits for whoever reads it.</param>
    public static Letter RegistrationCode(bool invited) => invited ? new(
        SignInCodeTemplate,
        T("Your code"),
        [
            T($"To follow the invitation that you have from us, enter the code {CodePlace}."),
            T("It works for ten minutes, once, and only in the browser in which you asked for it."),
            T("If you did not ask for this, you need to do nothing: we keep no account for this address."),
        ]) : new(
        SignInCodeTemplate,
        T("Your code to register"),
        [
            T("Somebody, perhaps you, asked to sign in or to register with this address. Nobody is registered with it."),
            T($"To register, enter the code {CodePlace}."),
            T("It works for ten minutes, once, and only in the browser in which you asked for it."),
            T("If your organisation is registered with us already, you may be looking for another address, or its lead can invite you. If you did not ask for this, you need to do nothing: we keep no account for this address."),
        ]);

    /// <summary>To an address, once somebody has registered with it.</summary>
    /// <param name="name">Who.</param>
    public static Letter Registered(string name) => new(
        "person-registered",
        T("You are registered"),
        [
            T($"{name} is registered with this address. Codes to sign in come here."),
            T("If nobody who reads this mailbox did that, answer this e-mail today."),
        ],
        T("See your profile"),
        "/profile");
}
