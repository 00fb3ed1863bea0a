using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;

namespace Grants.Conventions.Tests;

/// <summary>Every endpoint names who may use it, and somebody has looked at the list.</summary>
public sealed class EndpointTests
{
    private static readonly IReadOnlyList<RouteEndpoint> _endpoints = Build();

    [Fact]
    public void Endpoint_NamesWhoMay()
    {
        Assert.NotEmpty(_endpoints);
        Assert.Empty(_endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<WhoMayMetadata>() is null or { Who: 0 }).Select(Describe));
    }

    [Fact]
    public void Endpoint_HasOneRouteAndMethod() =>
        Assert.Equal(_endpoints.Count, _endpoints.Select(Describe).Distinct().Count());

    [Fact]
    public void Endpoints_AreTheApprovedOnes()
    {
        var lines = _endpoints.Select(endpoint => $"{Describe(endpoint),-80} {endpoint.Metadata.GetMetadata<WhoMayMetadata>()?.Who}".TrimEnd());
        Approved.Matches(string.Concat(lines.Order(StringComparer.Ordinal).Select(line => line + "\n")), "Endpoints.approved.txt");
    }

    private static string Describe(RouteEndpoint endpoint) =>
        $"{endpoint.RoutePattern.RawText} {string.Join('+', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"])}";

    private static List<RouteEndpoint> Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddGrants(new GrantsOptions { ConnectionString = "Data Source=:memory:", BlobConnectionString = "UseDevelopmentStorage=true", HashKey = Convert.ToBase64String(new byte[32]) });
        IEndpointRouteBuilder app = builder.Build();
        GrantsWeb.Map(app);
        return [.. app.DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>()];
    }
}
