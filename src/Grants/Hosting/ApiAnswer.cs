using System.Reflection;
using Grants.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Grants;

/// <summary>The API's answer to a use case that gives a value: the value as JSON, or problem details. It tells the API's description what it gives.</summary>
/// <typeparam name="T">What the value is.</typeparam>
internal sealed class ApiAnswer<T>(Outcome<T> outcome) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public Task ExecuteAsync(HttpContext httpContext) =>
        (outcome.IsRefused ? outcome.Refusal.Problem() : Results.Ok(outcome.Value)).ExecuteAsync(httpContext);
}

/// <summary>The API's answer to a use case that gives nothing: no content, or problem details.</summary>
internal sealed class ApiAnswer(Outcome outcome) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));

    public Task ExecuteAsync(HttpContext httpContext) =>
        (outcome.IsRefused ? outcome.Refusal.Problem() : Results.NoContent()).ExecuteAsync(httpContext);
}
