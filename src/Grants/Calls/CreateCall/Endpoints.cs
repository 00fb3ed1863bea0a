using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.CreateCall;

internal sealed record QuestionRequest(string Code, QuestionKind Kind, string Text, string? Help = null, bool Required = true, int MaxCharacters = 0);

internal sealed record CriterionRequest(string Title, int Weight, string? Guidance = null, int MaxScore = 5);

/// <summary>The terms of a new call; questions and rubric are the programme's usual ones when they are left out.</summary>
internal sealed record Request(
    string Reference, string Title, string Summary, string? Country, Pathways Pathways, string Currency, long FloorMinor, long CeilingMinor, long TotalMinor,
    int GrantMonths, string TimeZone, DateTime OpensAt, DateTime DeadlineAt, DateTime DecisionsBy, int ReviewersPerApplication = 3,
    IReadOnlyList<QuestionRequest>? Questions = null, IReadOnlyList<CriterionRequest>? Rubric = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/new", () => Show(Form.Blank)).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/new", async ([FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var errors = new FieldErrors();
            var (terms, questions, rubric) = form.Read(errors);
            if (errors.Any) return Show(form, errors, StatusCodes.Status400BadRequest);
            var outcome = await handler.HandleAsync(terms, questions, rubric, cancellationToken);
            return outcome.IsRefused
                ? Show(form, outcome.Refusal.Errors(), outcome.Refusal.Status())
                : new SeeOther($"/calls/{outcome.Value.Id}", new Notice("The call is kept as a draft. Read it through, then publish it: from then on it is frozen."));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls", async (Request body, Handler handler, CancellationToken cancellationToken) =>
        {
            if (body.Country is { } country && !Countries.IsKnown(country)) return Refusal.Invalid("country", "The country is the ISO code of an ASEAN member state, or null.").Problem();
            var terms = new CallTerms(
                body.Reference, body.Title, body.Summary, body.Country, body.Pathways, body.Currency, body.FloorMinor, body.CeilingMinor, body.TotalMinor,
                body.GrantMonths, body.TimeZone, body.OpensAt.ToUniversalTime(), body.DeadlineAt.ToUniversalTime(), body.DecisionsBy.ToUniversalTime(), body.ReviewersPerApplication);
            var questions = body.Questions?.Select((q, index) => new Question(index + 1, q.Code, q.Kind, Texts.Clean(q.Text), q.Help, q.Required, q.MaxCharacters));
            var rubric = body.Rubric?.Select((c, index) => new Criterion(index + 1, Texts.Clean(c.Title), Texts.Clean(c.Guidance), c.Weight, c.MaxScore));
            return (await handler.HandleAsync(terms, questions ?? DefaultForm.Questions(), rubric ?? DefaultForm.Rubric(), cancellationToken)).Json();
        }).WhoMay(Who.GrantManager).WithTags("Calls").WithName("CreateCall").WithSummary("Keeps a new call as a draft.");
    }

    private static IResult Show(Form form, FieldErrors? errors = null, int status = StatusCodes.Status200OK) =>
        new RazorComponentResult<Page>(new { Form = form, Errors = errors }) { StatusCode = status };
}
