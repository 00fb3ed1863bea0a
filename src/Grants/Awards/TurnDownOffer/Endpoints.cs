using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Awards.TurnDownOffer;

internal sealed record Form
{
    public int Version { get; init; }

    public string? Reasons { get; init; }
}

/// <param name="Version">The version of the award that was seen.</param>
/// <param name="Reasons">Why; may be left out.</param>
internal sealed record Request(int Version, string? Reasons);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/awards/{id:guid}/turn-down", async (Guid id, OfferQuery offers, CancellationToken cancellationToken) => Show(await offers.FindAsync(id, cancellationToken))).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/awards/{id:guid}/turn-down", PostAsync).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/api/v1/awards/{id:guid}/turn-down", async (Guid id, Request request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.Reasons, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Awards").WithName("TurnDownOffer").WithSummary("A lead turns the offer down; it goes to the next in reserve.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, OfferQuery offers, HttpContext http, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(id, form.Version, form.Reasons, cancellationToken);
        if (outcome.Refusal is { Fields: not null } refusal) return Show(await offers.FindAsync(id, cancellationToken), form.Reasons, refusal);
        if (outcome.IsRefused) return outcome.Refusal.Page(http.Request.Form, $"/awards/{id}");
        return new SeeOther($"/awards/{id}", new Notice(T("You have turned down the offer. Thank you for telling us.")));
    }

    private static IResult Show(Outcome<Offer> offer, string? reasons = null, Refusal? refusal = null) => offer.IsRefused
        ? offer.Refusal.Page()
        : new RazorComponentResult<Page>(new { Offer = offer.Value, Reasons = reasons, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
