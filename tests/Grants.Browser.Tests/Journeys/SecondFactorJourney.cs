using Grants.Browser.Tests.Fixtures;

namespace Grants.Browser.Tests.Journeys;

/// <summary>Somebody new on the staff signs in for the first time, with a passkey of their phone; Chromium's own virtual authenticator plays the device.</summary>
public sealed class SecondFactorJourney(Site site) : Journey(site)
{
    [SkippableFact]
    public async Task Newcomer_AddsAPasskey_AndSignsInWithItAgain()
    {
        var who = new Identity("New auditor (illustrative)", "new-auditor@programme.example");
        await Site.Client(Identity.Staff("administrator")).PostAsync("api/v1/people", new { name = who.Name, email = who.Address, timeZone = "Asia/Bangkok", role = "Auditor" });

        await using var newcomer = await Site.OpenAsync("new-auditor", Phone);
        var device = await newcomer.Page.Context.NewCDPSessionAsync(newcomer.Page);
        await device.SendAsync("WebAuthn.enable");
        await device.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        });

        await newcomer.GoAsync("/sign-in");
        await newcomer.EnterAsync(who);
        await newcomer.IsAtAsync("Set up an authenticator app");
        await newcomer.FollowAsync("Use a passkey of this device");
        await newcomer.FillAsync("Name", "My phone");
        await newcomer.PressAsync("Add the passkey");
        await newcomer.IsAtAsync("Your recovery codes");
        await newcomer.PressAsync("I have kept them");
        await newcomer.IsAtAsync("My tasks");

        await newcomer.PressAsync("Sign out");
        await newcomer.GoAsync("/tasks");
        await newcomer.EnterAsync(who, prove: false);
        await newcomer.IsAtAsync("Your second factor");
        await newcomer.PressAsync("Use a passkey");
        await newcomer.GoAsync("/account/security");
        await newcomer.SeesAsync("My phone");
        await newcomer.SeesAsync("Chrome");
        await newcomer.PressAsync("Make new recovery codes");
        await newcomer.IsAtAsync("Your recovery codes");
    }
}
