using Grants.Accounts;
using Grants.Applications;
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
    public List<TypedScore>? Scores { get; init; }

    public string? Overall { get; init; }

    public string? Act { get; init; }

    /// <summary>The lines as they were typed. What is no number is told as every other score that does not fit: -1 fits no criterion.</summary>
    public List<ScoreLine> Lines => (Scores ?? []).ConvertAll(line => new ScoreLine(line.CriterionId, ScoreOf(line.Value), line.Comment ?? ""));

    /// <summary>A score as it was typed.</summary>
    public static int? ScoreOf(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : PortalText.TryParseCount(typed, out var value) ? value : -1;
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

/// <summary>One line of the sheet.</summary>
/// <param name="Version">The version of the line that it was written over; 0 when nothing stood there.</param>
/// <param name="Value">The score; null while there is none.</param>
/// <param name="Comment">Why.</param>
/// <param name="Fields">In place of both: the fields of the portal's form, names and values.</param>
/// <param name="Person">Who wrote it; it is refused when somebody else has signed in meanwhile. Null: whoever is signed in.</param>
internal sealed record LineRequest(int Version, int? Value = null, string? Comment = null, IReadOnlyList<string[]>? Fields = null, Guid? Person = null)
{
    private string? Field(string name) => Fields?.FirstOrDefault(field => field is [{ } named, not null] && named.EndsWith(name, StringComparison.Ordinal))?[1];

    /// <summary>The line that it says.</summary>
    public ScoreLine Line(Guid criterionId) => Fields is null
        ? new ScoreLine(criterionId, Value, Comment ?? "")
        : new ScoreLine(criterionId, Form.ScoreOf(Field(".Value")), Field(".Comment") ?? Field("Overall") ?? "");
}

/// <summary>A line that is kept.</summary>
/// <param name="Version">Its version now.</param>
/// <param name="At">When it was kept (UTC).</param>
internal sealed record LineResponse(int Version, DateTime At);

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
        routes.MapPut("/api/v1/reviews/{id:guid}/scores/{criterion:guid}", LineAsync).WhoMay(Who.Reviewer).WithTags("Reviews").WithName("SaveScoreLine")
            .WithSummary("Keeps one line of a score sheet; under the id of zeros, the comment on the whole. What was saved elsewhere since the version that it was written over stays (409).")
            .Produces<LineResponse>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> GetAsync(Guid id, Handler handler, CancellationToken cancellationToken)
    {
        var shown = await handler.ShowAsync(id, cancellationToken);
        if (shown.Refusal is { Kind: RefusalKind.Forbidden }) return new SeeOther($"/reviews/{id}/declaration");
        if (shown.IsRefused) return shown.Refusal.Page();
        return new RazorComponentResult<Page>(new { Review = shown.Value });
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, HttpContext http, CancellationToken cancellationToken)
    {
        var (typed, submit, posted) = (form.Scores ?? [], form.Act == "Submit", http.Request.Form);
        var seen = typed.Select(line => line.CriterionId).Append(SheetSeen.Overall).Distinct().ToDictionary(line => line, line => DraftFields.VersionOf(posted, line.ToString()));
        var outcome = await handler.HandleAsync(id, SheetSeen.Lines(seen), form.Lines, form.Overall, submit, cancellationToken);
        if (outcome.Refusal is { Fields: not null } refusal)
        {
            var shown = await handler.ShowAsync(id, cancellationToken);
            if (shown.IsRefused) return shown.Refusal.Page(posted, $"/reviews/{id}");
            return new RazorComponentResult<Page>(new { Review = shown.Value, Typed = typed, TypedOverall = form.Overall, Seen = seen, Errors = refusal.Errors() }) { StatusCode = refusal.Status() };
        }

        if (outcome.IsRefused) return outcome.Refusal.Page(posted, $"/reviews/{id}");
        return submit
            ? new SeeOther("/reviews", new Notice(T("Your score sheet is submitted. Thank you.")))
            : new SeeOther($"/reviews/{id}", new Notice(T("Your draft is saved. Only you can see it until you submit it.")));
    }

    private static async Task<IResult> LineAsync(Guid id, Guid criterion, LineRequest body, Handler handler, CurrentActor actor, CancellationToken cancellationToken)
    {
        if (body.Person is { } person && person != actor.Value.PersonId)
            return Refusal.Forbidden(T("Somebody else has signed in in this browser since this was written. It has not been saved. Sign in as the person who wrote it.")).Problem();
        var outcome = await handler.SaveLineAsync(id, body.Line(criterion), body.Version, cancellationToken);
        if (outcome.IsRefused) return outcome.Refusal.Problem();
        var kept = outcome.Value;
        return kept.IsOther
            ? Results.Problem(
                T("You saved something else here in another window. What you sent has not been saved: read what stands there, and send it with its version if it is to be replaced."), statusCode: StatusCodes.Status409Conflict,
                extensions: new Dictionary<string, object?> { ["theirs"] = new Dictionary<string, object> { [criterion.ToString()] = new { kept.Version } } })
            : Results.Ok(new LineResponse(kept.Version, kept.At));
    }

    private static async Task<IResult> ApiAsync(Guid id, Request request, Handler handler, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(id, SheetSeen.Whole(request.Version), request.Scores ?? [], request.Overall, request.Submit, cancellationToken);
        return outcome.IsRefused ? outcome.Refusal.Problem() : Results.Ok(new Response(outcome.Value));
    }
}
