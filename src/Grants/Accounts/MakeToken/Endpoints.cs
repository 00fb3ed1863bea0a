using System.Globalization;
using Grants.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.MakeToken;

/// <summary>A token as it was typed.</summary>
public sealed class Form
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The scopes that were ticked.</summary>
    public string[] Scopes { get; init; } = [];

    /// <summary>For how many days.</summary>
    public string? ExpiresAt { get; init; }
}

/// <summary>A token to make.</summary>
/// <param name="Name">What you call it, up to 80 characters.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="ExpiresAt">When it ends (UTC): within a year.</param>
internal sealed record Request(string Name, IReadOnlyList<string> Scopes, DateTime ExpiresAt);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/account/tokens/new", (CurrentActor actor, Arrival arrival) => actor.IsFresh(arrival.At) ? Page(new Form()) : SecondFactorRules.Ask("/account/tokens/new")).WhoMay(Who.SignedIn).ExcludeFromDescription();

        // The secret is on the answer itself and nowhere else: there is nothing to redirect to that could show it again.
        routes.MapPost("/account/tokens/new", async (IFormCollection fields, Handler handler, Arrival arrival, CancellationToken cancellationToken) =>
        {
            var form = new Form { Name = fields["Name"], Scopes = [.. fields["Scopes"].OfType<string>()], ExpiresAt = fields["ExpiresAt"] };
            var expiresAt = int.TryParse(form.ExpiresAt, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= AccessToken.LongestLife.Days ? arrival.At.AddDays(days) : (DateTime?)null;
            var outcome = await handler.HandleAsync(form.Name, form.Scopes, expiresAt, cancellationToken);
            if (!outcome.IsRefused) return new RazorComponentResult<MadePage>(new { Made = outcome.Value });
            if (outcome.Refusal.Kind == RefusalKind.SecondFactor) return SecondFactorRules.Ask("/account/tokens/new");
            return outcome.Refusal.Kind == RefusalKind.Invalid ? Page(form, outcome.Refusal) : outcome.Refusal.Page("/account/tokens");
        }).WhoMay(Who.SignedIn).ExcludeFromDescription();

        routes.MapPost("/api/v1/tokens", async (Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(body.Name, body.Scopes.ToHashSet(), body.ExpiresAt, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).SignInOnly().WithTags("Accounts").WithName("MakeToken").WithSummary("Makes an access token for yourself; the answer holds its secret, this once. Not with a token.");
    }

    private static IResult Page(Form form, Refusal? refusal = null) =>
        new RazorComponentResult<Page>(new { Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
