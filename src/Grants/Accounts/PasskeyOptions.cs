namespace Grants.Accounts;

/// <summary>What a device is asked with, as WebAuthn defines it: <c>PublicKeyCredentialCreationOptions</c> or <c>PublicKeyCredentialRequestOptions</c>. Here is what every one of them has.</summary>
/// <param name="Challenge">What the device signs: random, used once; base64url.</param>
internal sealed record PasskeyOptions(string Challenge);
