using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Reviews.DeclareInterest;

internal sealed record Form
{
    public int Version { get; init; }

    public string? Kind { get; init; }

    public string? Note { get; init; }
}

/// <param name="Version">The version of the assignment that was seen.</param>
/// <param name="HasConflict">Whether there is a conflict of interest.</param>
/// <param name="Kind">Which; required when there is one.</param>
/// <param name="Note">What it is; required for 'Other'.</param>
internal sealed record Request(int Version, bool HasConflict, ConflictKind? Kind, string? Note);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reviews/{id:guid}/declaration", GetAsync).WhoMay(Who.Reviewer).ExcludeFromDescription();
        routes.MapPost("/reviews/{id:guid}/declaration", PostAsync).WhoMay(Who.Reviewer).ExcludeFromDescription();
        routes.MapPost("/api/v1/reviews/{id:guid}/declaration", ApiAsync).WhoMay(Who.Reviewer).WithTags("Reviews").WithName("DeclareInterest")
            .WithSummary("Declares a conflict of interest, or that there is none: only then does the application open.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> GetAsync(Guid id, Handler handler, CancellationToken cancellationToken)
    {
        var shown = await handler.ShowAsync(id, cancellationToken);
        if (shown.IsRefused) return shown.Refusal.Page();
        return new RazorComponentResult<Page>(new { Subject = shown.Value });
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, HttpContext http, CancellationToken cancellationToken)
    {
        var outcome = Enum.TryParse<ConflictKind>(form.Kind, out var kind) && Enum.IsDefined(kind)
            ? await handler.HandleAsync(id, form.Version, kind, form.Note, cancellationToken)
            : Refusal.Invalid("Kind", T("Choose whether you have a conflict of interest"));
        if (outcome.Refusal is { Fields: not null } refusal)
        {
            var shown = await handler.ShowAsync(id, cancellationToken);
            if (shown.IsRefused) return shown.Refusal.Page();
            return new RazorComponentResult<Page>(new { Subject = shown.Value, form.Kind, form.Note, Errors = refusal.Errors() }) { StatusCode = refusal.Status() };
        }

        if (outcome.IsRefused) return outcome.Refusal.Page(http.Request.Form, $"/reviews/{id}");
        return kind == ConflictKind.None
            ? new SeeOther($"/reviews/{id}", new Notice(T("You declared that you have no conflict of interest. The application is open to you now.")))
            : new SeeOther("/reviews", new Notice(T("Thank you for telling us. The application is closed to you, and another reviewer is being asked.")));
    }

    private static async Task<IResult> ApiAsync(Guid id, Request request, Handler handler, CancellationToken cancellationToken)
    {
        if (request.HasConflict && request.Kind is null or ConflictKind.None) return Refusal.Invalid("kind", T("Say which kind of conflict it is")).Problem();
        return (await handler.HandleAsync(id, request.Version, request.HasConflict ? request.Kind!.Value : ConflictKind.None, request.Note, cancellationToken)).Json();
    }
}
