using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Grants.Accounts;

/// <summary>Who may use an endpoint at all. What a person may do with one particular record is decided again when that record is loaded.</summary>
[Flags]
internal enum Who
{
    /// <summary>Everybody, signed in or not.</summary>
    Anyone = 1,

    /// <summary>Anybody who has signed in.</summary>
    SignedIn = 2,

    /// <summary>People of an organisation, lead or contributor.</summary>
    Applicant = 4,

    Reviewer = 8,

    GrantManager = 16,

    Endorser = 32,

    Delegate = 64,

    FinanceOfficer = 128,

    Auditor = 256,

    Administrator = 512,
}

/// <summary>An endpoint's declaration of who may use it. An endpoint without one answers nobody: the fallback policy denies.</summary>
internal sealed record WhoMayMetadata(Who Who);

internal static class WhoMayExtensions
{
    /// <summary>Names who may use the endpoint. Every endpoint does, and a test walks them all.</summary>
    public static TBuilder WhoMay<TBuilder>(this TBuilder builder, Who who)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new WhoMayMetadata(who));
        return who.HasFlag(Who.Anyone) ? builder.AllowAnonymous() : builder.RequireAuthorization(policy => policy.AddRequirements(new WhoMayRequirement(who)));
    }
}

internal sealed record WhoMayRequirement(Who Who) : IAuthorizationRequirement;

internal sealed class WhoMayHandler(CurrentActor current) : AuthorizationHandler<WhoMayRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, WhoMayRequirement requirement)
    {
        if (Allows(requirement.Who, current.Value)) context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static bool Allows(Who who, Actor actor) =>
        actor.IsSignedIn &&
        (who.HasFlag(Who.SignedIn) ||
         (who.HasFlag(Who.Applicant) && actor.Memberships.Count > 0) ||
         actor.Roles.Any(grant => who.HasFlag(Enum.Parse<Who>(grant.Role.ToString()))));
}
