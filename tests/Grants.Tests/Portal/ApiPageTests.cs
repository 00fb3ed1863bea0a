using System.Diagnostics;
using System.Net;
using Grants.Accounts;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Portal;

/// <summary>The page for those who write programs.</summary>
public sealed class ApiPageTests(SqliteHost host) : FrontDoorTests(host), IClassFixture<SqliteHost>
{
    [SkippableFact]
    public async Task Example_WorksAsItStands_WithATokenInPlaceOfTheDots()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var token = (await lead.PostAsync("/api/v1/tokens", new { name = "Trying it", scopes = new[] { "applications:read" }, expiresAt = Host.Now.AddDays(1) })).Text("token")!;
        using var anybody = Host.NewBrowser();
        var page = await anybody.OpenAsync("/api");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var example = page.Document.QuerySelector("#example")!.TextContent;
        Assert.Contains(AccessToken.Prefix + "...", example, StringComparison.Ordinal);

        var (exitCode, output) = await RunAsync(example.Replace(AccessToken.Prefix + "...", token, StringComparison.Ordinal));
        Assert.True(exitCode == 0, output);
        Assert.Contains(application.Id.ToString(), output, StringComparison.Ordinal);
        var (refused, why) = await RunAsync(example);
        Assert.Equal(22, refused);
        Assert.Contains("Make a new one in the portal", why, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Page_SaysHowAProgramLearnsForWhomItApplies()
    {
        var call = await Scenario.OpenCallAsync();
        var organisation = await Scenario.OrganisationAsync();
        var lead = await Host.SignInAsync(organisation.Lead);
        Assert.Contains("'memberships' names your organisations", (await lead.OpenAsync("/api")).Text, StringComparison.Ordinal);
        var mine = Assert.Single((await lead.GetAsync("/api/v1/me")).GetProperty("memberships").EnumerateArray()).GetProperty("organisationId").GetGuid();
        Assert.Equal(organisation.Id, mine);
        await lead.PostAsync($"{call.Path}/applications", new { organisationId = mine });
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        Skip.IfNot(File.Exists("/usr/bin/curl"), "curl is not installed.");
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        await errors;
        return (shell.ExitCode, output);
    }
}
