using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Reviews.ScoreApplication;

internal sealed record Form
{
    public int Version { get; init; }

    public List<TypedScore>? Scores { get; init; }

    public string? Overall { get; init; }

    public string? Act { get; init; }
}

/// <summary>One line as it was typed.</summary>
public sealed record TypedScore
{
    /// <summary>The criterion.</summary>
    public Guid CriterionId { get; init; }

    /// <summary>The score as typed.</summary>
    public string? Value { get; init; }

    /// <summary>Why.</summary>
    public string? Comment { get; init; }
}

/// <param name="Version">The version of the assignment that was seen.</param>
/// <param name="Scores">One for each criterion; a draft may leave some out.</param>
/// <param name="Overall">The comment on the application as a whole.</param>
/// <param name="Submit">Freezes the sheet.</param>
internal sealed record Request(int Version, IReadOnlyList<ScoreLine>? Scores, string? Overall, bool Submit);

internal sealed record Response(int Version);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reviews/{id:guid}", GetAsync).WhoMay(Who.Reviewer).ExcludeFromDescription();
        routes.MapPost("/reviews/{id:guid}", PostAsync).WhoMay(Who.Reviewer).ExcludeFromDescription();
        routes.MapGet("/api/v1/reviews/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.ShowAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Reviewer).WithTags("Reviews").WithName("ShowReview").WithSummary("The application that I review, and my score sheet; only after a declaration of no conflict.")
            .Produces<ReviewView>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPut("/api/v1/reviews/{id:guid}/scores", ApiAsync).WhoMay(Who.Reviewer).WithTags("Reviews").WithName("SaveScores")
            .WithSummary("Keeps the score sheet as a draft, or submits and freezes it.")
            .Produces<Response>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> GetAsync(Guid id, Handler handler, CancellationToken cancellationToken)
    {
        var shown = await handler.ShowAsync(id, cancellationToken);
        if (shown.Refusal is { Kind: RefusalKind.Forbidden }) return new SeeOther($"/reviews/{id}/declaration");
        if (shown.IsRefused) return PortalErrors.Page(shown.Refusal.Status(), shown.Refusal.Message);
        return new RazorComponentResult<Page>(new { Review = shown.Value });
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, HttpContext http, CancellationToken cancellationToken)
    {
        var typed = form.Scores ?? [];
        var submit = form.Act == "Submit";
        // What is typed and is no number is told as every other score that does not fit: -1 fits no criterion.
        var lines = typed.Select(line => new ScoreLine(line.CriterionId, string.IsNullOrWhiteSpace(line.Value) ? null : PortalText.TryParseCount(line.Value, out var value) ? value : -1, line.Comment ?? "")).ToList();
        var outcome = await handler.HandleAsync(id, form.Version, lines, form.Overall, submit, cancellationToken);
        if (outcome.Refusal is { Fields: not null } refusal)
        {
            var shown = await handler.ShowAsync(id, cancellationToken);
            if (shown.IsRefused) return PortalErrors.Page(shown.Refusal.Status(), shown.Refusal.Message);
            return new RazorComponentResult<Page>(new { Review = shown.Value with { Version = form.Version }, Typed = typed, TypedOverall = form.Overall, Errors = refusal.Errors() }) { StatusCode = refusal.Status() };
        }

        if (outcome.IsRefused) return PortalErrors.Page(outcome.Refusal.Status(), outcome.Refusal.Message, http.Request.Form, $"/reviews/{id}");
        return submit
            ? new SeeOther("/reviews", new Notice(T("Your score sheet is submitted. Thank you.")))
            : new SeeOther($"/reviews/{id}", new Notice(T("Your draft is saved. Only you can see it until you submit it.")));
    }

    private static async Task<IResult> ApiAsync(Guid id, Request request, Handler handler, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(id, request.Version, request.Scores ?? [], request.Overall, request.Submit, cancellationToken);
        return outcome.IsRefused ? outcome.Refusal.Problem() : Results.Ok(new Response(outcome.Value));
    }
}
