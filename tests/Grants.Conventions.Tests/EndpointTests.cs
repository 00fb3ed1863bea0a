using System.Reflection;
using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Grants.Conventions.Tests;

/// <summary>Every endpoint names who may use it, and somebody has looked at the list.</summary>
public sealed class EndpointTests
{
    private static readonly IEndpointRouteBuilder _routes = Build();
    private static readonly IReadOnlyList<RouteEndpoint> _endpoints = [.. _routes.DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>()];

    /// <summary>Every endpoint of the product.</summary>
    public static IReadOnlyList<RouteEndpoint> All => _endpoints;

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

    // The product compiles a handler when it is first asked for: what cannot be compiled would not keep it from starting.
    [Fact]
    public void EveryHandler_CanBeCompiled() => Assert.All(_endpoints, endpoint =>
        Assert.NotNull(RequestDelegateFactory.Create(
            endpoint.Metadata.GetRequiredMetadata<MethodInfo>(),
            _ => new object(),
            new RequestDelegateFactoryOptions { ServiceProvider = _routes.ServiceProvider, RouteParameterNames = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name) })
            .RequestDelegate));

    [Fact]
    public void EverythingOnAPage_CanBeDoneOverTheApi()
    {
        var twins = _endpoints.Where(IsApi).Select(UseCase).ToHashSet();
        var alone = _endpoints.Where(endpoint => !IsApi(endpoint) && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Post) == true)
            .Where(endpoint => !twins.Contains(UseCase(endpoint)) && !_forBrowsersOnly.Contains(endpoint.RoutePattern.RawText))
            .Select(Describe)
            .ToList();
        Assert.True(twins.Count > 40);
        Assert.True(alone.Count == 0, string.Join('\n', alone));
    }

    [Fact]
    public void ApiEndpoint_BelongsToOneAreaOfTokens_AndSaysWhatItDoes() => Assert.All(_endpoints.Where(IsApi), endpoint =>
    {
        var area = Assert.Single(endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags ?? []);
        Assert.Contains(TokenScopes.Of(area, writes: false), TokenScopes.All);
        Assert.False(string.IsNullOrEmpty(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName), Describe(endpoint));
        Assert.False(string.IsNullOrEmpty(endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary), Describe(endpoint));
    });

    private static readonly string[] _forBrowsersOnly =
    [
        // The language of this browser's pages.
        "/language",
        // One question at a time: a program writes the form whole, and hears what is out of order in it.
        "/calls/{id:guid}/form", "/calls/{id:guid}/form/section/{code?}", "/calls/{id:guid}/form/question/{code?}",
        // Not a page.
        "/webhooks/sendgrid",
    ];

    private static bool IsApi(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal);

    // The folder of the endpoint's code.
    private static string? UseCase(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<MethodInfo>()?.DeclaringType?.Namespace;

    private static string Describe(RouteEndpoint endpoint) =>
        $"{endpoint.RoutePattern.RawText} {string.Join('+', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"])}";

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddGrants(new GrantsOptions { ConnectionString = "Data Source=:memory:", BlobConnectionString = "UseDevelopmentStorage=true", HashKey = Convert.ToBase64String(new byte[32]) });
        var app = builder.Build();
        GrantsWeb.Map(app);
        return app;
    }
}
