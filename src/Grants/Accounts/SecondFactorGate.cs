using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Grants.Accounts;

/// <summary>An endpoint's declaration that a person with a role may use it before they have proved their second factor.</summary>
internal sealed record BeforeSecondFactorMetadata;

internal static class BeforeSecondFactorExtensions
{
    /// <summary>Opens the endpoint to people who have yet to prove, or to set up, their second factor: only what that takes.</summary>
    public static TBuilder BeforeSecondFactor<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BeforeSecondFactorMetadata());
}

/// <summary>
/// Sends a person with a role, who has only proved their mailbox, to their second factor before anything else opens. Their roles do not count until then either
/// (<see cref="Actor.WaitsForSecondFactor"/>): this says what to do instead of refusing.
/// </summary>
internal sealed class SecondFactorGate(RequestDelegate next)
{
    /// <summary>Where the second factor is asked for.</summary>
    public const string Path = "/sign-in/second-factor";

    public Task InvokeAsync(HttpContext context, CurrentActor actor)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (!actor.Value.WaitsForSecondFactor || metadata is null || metadata.GetMetadata<BeforeSecondFactorMetadata>() is not null
            || metadata.GetMetadata<WhoMayMetadata>() is { Who: var who } && who.HasFlag(Who.Anyone)) return next(context);
        if (actor.Token is not null || context.Request.Path.StartsWithSegments("/api")) return RefusalOf(actor).Problem().ExecuteAsync(context);
        var returnTo = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString.ToString() : null;
        return new SeeOther(LocalPath.With(Path, returnTo)).ExecuteAsync(context);
    }

    // A token that was made with a proof waits only where Microsoft's is too old.
    private static Refusal RefusalOf(CurrentActor actor) => actor is { IsByEntra: true, Token.WasProved: true }
        ? new(RefusalKind.SecondFactor, T($"The person of this token has not used the portal for {AccessToken.EntraHolds.Days} days. Sign in to the portal with Microsoft once: the token then works again for {AccessToken.EntraHolds.Days} days."))
        : SecondFactorRules.NotFresh();
}

/// <summary>What is asked of a second factor in several places.</summary>
internal static class SecondFactorRules
{
    /// <summary>What is said where a second factor is to be proved first.</summary>
    public static Refusal NotFresh() => new(RefusalKind.SecondFactor, T("Prove your second factor first: with the code of your authenticator app, or a passkey."));

    /// <summary>The page that asks for it, and goes on to another one.</summary>
    public static IResult Ask(string returnTo) => new SeeOther(LocalPath.With(SecondFactorGate.Path, returnTo));
}
