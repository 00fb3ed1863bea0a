using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts;

/// <summary>An endpoint's declaration that only a person who has signed in may use it, whatever a token's scopes say.</summary>
internal sealed record SignInOnlyMetadata;

internal static class SignInOnlyExtensions
{
    /// <summary>Keeps tokens out: a program must not be able to give itself or others more than it was given.</summary>
    public static TBuilder SignInOnly<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SignInOnlyMetadata());
}

/// <summary>How many requests a token may make: a hundred at once, then five a second, counted in each instance of the host.</summary>
internal sealed class TokenLimits : IDisposable
{
    /// <summary>How many requests a token may make at once.</summary>
    public const int AtOnce = 100;

    private const int ASecond = 5;

    private readonly PartitionedRateLimiter<Guid> _limiter = PartitionedRateLimiter.Create<Guid, Guid>(token => RateLimitPartition.GetTokenBucketLimiter(token, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = AtOnce,
        TokensPerPeriod = ASecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    }));

    /// <summary>Counts a request.</summary>
    /// <returns>How long to wait before the next; null when this one may go on.</returns>
    public TimeSpan? Count(Guid token)
    {
        using var lease = _limiter.AttemptAcquire(token);
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
    }

    public void Dispose() => _limiter.Dispose();
}

/// <summary>
/// Holds a token to its scopes: it opens the API's operations of its areas, never a page of the portal, and never what only people do. Stands before
/// authorization, which then asks whether the person may. A token that does not work opens nothing of the API.
/// </summary>
internal sealed class TokenGate(RequestDelegate next, TokenLimits limits)
{
    public Task InvokeAsync(HttpContext context, CurrentActor actor)
    {
        // Also where anybody may read: a program whose token has ended learns it, and does not take what everybody sees for all that it may.
        if (actor.Token is null && TokenAuthentication.IsUsedBy(context) && context.Request.Path.StartsWithSegments("/api")) return context.ChallengeAsync(TokenAuthentication.SchemeName);
        if (actor.Token is not { } token) return next(context);
        if (limits.Count(token.Id) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return RefuseAsync(context, StatusCodes.Status429TooManyRequests, T("Too many requests with this token. Wait as long as Retry-After says."), "TooMany");
        }

        if (context.GetEndpoint() is not RouteEndpoint endpoint) return next(context);
        if (endpoint.Metadata.GetMetadata<WhoMayMetadata>() is { } may && may.Who.HasFlag(Who.Anyone)) return next(context);
        var writes = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags is not [var area] || endpoint.Metadata.GetMetadata<SignInOnlyMetadata>() is not null
            || TokenScopes.Of(area, writes) is var scope && !TokenScopes.All.Contains(scope))
            return RefuseAsync(context, StatusCodes.Status403Forbidden, T("A token cannot be used for this: a person does it, signed in to the portal."), "Forbidden");
        return token.Allows(scope)
            ? next(context)
            : RefuseAsync(context, StatusCodes.Status403Forbidden, T($"This token may not do this: it needs the scope {scope}."), "Forbidden");
    }

    private static Task RefuseAsync(HttpContext context, int status, string message, string code) =>
        Results.Problem(message, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code }).ExecuteAsync(context);
}
