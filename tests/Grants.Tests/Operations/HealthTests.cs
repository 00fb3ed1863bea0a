using System.Net;
using Azure.Core;
using Azure.Storage.Blobs;
using Grants.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Operations;

/// <summary>A host whose document store is away.</summary>
public sealed class HostWithoutBlobs() : GrantsHost(DatabaseKind.Sqlite)
{
    private protected override void Configure(IServiceCollection services)
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03);
        options.Retry.MaxRetries = 0;
        options.Retry.Mode = RetryMode.Fixed;
        services.AddSingleton(new BlobServiceClient(new Uri("http://127.0.0.1:1/nowhere"), options));
    }
}

/// <summary>What a probe hears when something is missing.</summary>
public sealed class HealthTests(HostWithoutBlobs host) : FrontDoorTests(host), IClassFixture<HostWithoutBlobs>
{
    [SkippableFact]
    public async Task WithoutTheDocumentStore_TheServiceIsLiveAndNotReady_AndOnlyStaffHearWhy()
    {
        using var visitor = Host.NewBrowser();
        await visitor.GetAsync("/health/live");
        var told = await visitor.RefusedAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Get, "/health/ready");
        Assert.Equal("not ready", told.Text("status"));
        Assert.Null(told.Text("reasons"));

        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var reasons = (await administrator.RefusedAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Get, "/health/ready")).GetProperty("reasons").Items();
        Assert.Equal("RequestFailedException", reasons.Single(reason => !reason.GetProperty("isWell").GetBoolean()).Text("reason"));
        Assert.Contains("Does not work", (await administrator.OpenAsync("/operations")).Text, StringComparison.Ordinal);
    }
}
