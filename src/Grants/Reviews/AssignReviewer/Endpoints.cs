using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Reviews.AssignReviewer;

internal sealed record Form
{
    public string? ReviewerId { get; init; }

    public string? Replaces { get; init; }
}

/// <param name="ReviewerId">Who gets the place.</param>
/// <param name="Replaces">The assignment whose place it is; null for a free place.</param>
internal sealed record Request(Guid ReviewerId, Guid? Replaces);

/// <param name="Id">The new assignment.</param>
internal sealed record Response(Guid Id);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/applications/{id:guid}/reviewers", PostAsync).WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/api/v1/applications/{id:guid}/reviewers", ApiAsync).WhoMay(Who.GrantManager).WithTags("Reviews").WithName("AssignReviewer")
            .WithSummary("Gives a reviewer a free place, or the place of another reviewer.")
            .Produces<Response>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken)
    {
        var back = $"/applications/{id}/moderation";
        var outcome = await handler.HandleAsync(id, Guid.TryParse(form.ReviewerId, out var reviewer) ? reviewer : Guid.Empty, Guid.TryParse(form.Replaces, out var replaces) ? replaces : null, cancellationToken);
        return outcome.IsRefused
            ? PortalErrors.Page(outcome.Refusal.Status(), string.Join(" ", outcome.Refusal.Fields?.Values ?? [outcome.Refusal.Message]), latest: back)
            : new SeeOther(back, new Notice(T("The reviewer is assigned and has been told by e-mail.")));
    }

    private static async Task<IResult> ApiAsync(Guid id, Request request, Handler handler, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(id, request.ReviewerId, request.Replaces, cancellationToken);
        return outcome.IsRefused ? outcome.Refusal.Problem() : Results.Ok(new Response(outcome.Value));
    }
}
