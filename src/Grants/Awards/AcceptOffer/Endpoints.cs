using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Awards.AcceptOffer;

internal sealed record Form
{
    public int Version { get; init; }

    public string[]? Confirmed { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/awards/{id:guid}/accept", async (Guid id, OfferQuery offers, CancellationToken cancellationToken) => Show(await offers.FindAsync(id, cancellationToken), null)).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/awards/{id:guid}/accept", PostAsync).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/api/v1/awards/{id:guid}/accept", async (Guid id, VersionedRequest request, Handler handler, HttpContext http, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, confirmed: true, OriginOf(http), cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Awards").WithName("AcceptOffer").WithSummary("A lead accepts the offer, having read the agreement and in the organisation's name: the grant begins.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, OfferQuery offers, HttpContext http, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(id, form.Version, form.Confirmed is ["yes"], OriginOf(http), cancellationToken);
        if (outcome.Refusal is { Fields: not null } refusal) return Show(await offers.FindAsync(id, cancellationToken), refusal);
        if (outcome.IsRefused) return outcome.Refusal.Page($"/awards/{id}");
        return new SeeOther($"/awards/{id}", new Notice(T("You have accepted the offer. Your grant has begun, and a confirmation is on its way by e-mail.")));
    }

    private static IResult Show(Data.Outcome<Offer> offer, Data.Refusal? refusal) => offer.IsRefused
        ? offer.Refusal.Page()
        : new RazorComponentResult<Page>(new { Offer = offer.Value, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };

    private static Origin OriginOf(HttpContext http) => new(SignInBrowser.ClientAddress(http), http.Request.Headers.UserAgent.ToString());
}
