using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Grants;

/// <summary>
/// Endpoints as the platform maps them, but for one thing: the code that reads a handler's arguments and writes its answer is compiled by the endpoint's first
/// request, not with that of every other endpoint before the first answer of all. That takes seconds for hundreds of endpoints, and most of them nobody asks for
/// in the life of a process. What an endpoint says about itself (its metadata) is complete from the beginning. And a form of which nothing was sent, where the handler
/// needs one, is refused: the platform hands the handler null.
/// </summary>
/// <remarks>In this namespace they come before the platform's own of the same names.</remarks>
internal static class LazyEndpoints
{
    public static RouteHandlerBuilder MapGet(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        Map(routes, pattern, handler, HttpMethods.Get);

    public static RouteHandlerBuilder MapPost(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        Map(routes, pattern, handler, HttpMethods.Post);

    public static RouteHandlerBuilder MapPut(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        Map(routes, pattern, handler, HttpMethods.Put);

    public static RouteHandlerBuilder MapDelete(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        Map(routes, pattern, handler, HttpMethods.Delete);

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string pattern, Delegate handler, string method)
    {
        var mapped = RouteHandlerServices.Map(routes, pattern, handler, [method], RequestDelegateFactory.InferMetadata, CompileWhenAsked);
        var form = Array.FindIndex(handler.Method.GetParameters(), IsNeededForm);
        return form < 0 ? mapped : mapped.AddEndpointFilter(async (request, next) => request.Arguments[form] is null ? Results.StatusCode(StatusCodes.Status400BadRequest) : await next(request));
    }

    private static bool IsNeededForm(ParameterInfo parameter) =>
        !parameter.ParameterType.IsValueType && parameter.GetCustomAttributes().Any(attribute => attribute is IFromFormMetadata) && new NullabilityInfoContext().Create(parameter).ReadState != NullabilityState.Nullable;

    private static RequestDelegateResult CompileWhenAsked(Delegate handler, RequestDelegateFactoryOptions options, RequestDelegateMetadataResult? inferred)
    {
        var compiled = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(handler, options, inferred).RequestDelegate);
        return new RequestDelegateResult(context => compiled.Value(context), inferred!.EndpointMetadata);
    }
}
