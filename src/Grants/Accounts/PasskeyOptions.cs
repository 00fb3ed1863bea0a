using Grants.Data;
using Microsoft.AspNetCore.Http;

namespace Grants.Accounts;

/// <summary>What a device is asked with, as WebAuthn defines it: <c>PublicKeyCredentialCreationOptions</c> or <c>PublicKeyCredentialRequestOptions</c>. Here is what every one of them has.</summary>
/// <param name="Challenge">What the device signs: random, used once; base64url.</param>
internal sealed record PasskeyOptions(string Challenge)
{
    /// <summary>The API's answer: the question as the handler of passkeys wrote it, or problem details.</summary>
    public static IResult Answer(Outcome<string> asked) => asked.IsRefused ? asked.Refusal.Problem() : Results.Text(asked.Value, "application/json");
}
