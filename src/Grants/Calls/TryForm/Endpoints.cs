using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.TryForm;

/// <summary>Answers that are tried.</summary>
/// <param name="Answers">By question's code, as the schema at /schemas/answers.json describes an answer of its kind. No file can be tried.</param>
internal sealed record Request(Dictionary<string, JsonElement> Answers);

/// <summary>What an applicant with these answers would be told.</summary>
/// <param name="CanBeSubmitted">Whether nothing keeps them from a submission; files are not looked at.</param>
/// <param name="Checks">What the system finds at each question that is asked.</param>
internal sealed record Response(bool CanBeSubmitted, IReadOnlyList<Check> Checks);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/form/preview", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/form/preview", (Guid id, IFormCollection form, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, form, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/form/trial", TryAsync)
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("TryForm").WithSummary("Tries answers in the form that is being written, as an applicant gives them. Nothing is kept.")
            .WithBodyExamples(() => [new BodyExample("Answers", T("One answer of each kind"), new JsonObject { ["answers"] = AnswerJson.Answers })])
            .Produces<Response>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> TryAsync(Guid id, Request body, Handler handler, CancellationToken cancellationToken)
    {
        var (left, errors) = (new Dictionary<string, JsonElement>(body.Answers), new Dictionary<string, string>());
        var trial = await handler.HandleAsync(id, Read, cancellationToken);
        if (trial.IsRefused) return trial.Refusal.Problem();
        foreach (var code in left.Keys) errors.Add(code, T("The form does not ask this, or asks for a file: leave it out"));
        if (errors.Count > 0) return Refusal.Invalid(errors).Problem();
        var checks = trial.Value.Checks!;
        return Results.Ok(new Response(checks.All(check => check.Passed || !check.Blocks), checks));

        string Read(Question question, FormTerms terms)
        {
            if (!left.Remove(question.Code, out var json)) return "";
            if (FormAnswers.TryTextOf(json, out var text) is { } unreadable)
            {
                errors.Add(question.Code, unreadable);
                return "";
            }

            var answer = FormAnswers.Canonical(question, text, terms);
            if (FormAnswers.WhyNotKept(question, answer) is not { } why) return answer;
            errors.Add(question.Code, why);
            return "";
        }
    }

    private static async Task<IResult> ShowAsync(Guid id, IFormCollection? typed, Handler handler, CancellationToken cancellationToken)
    {
        var trial = await handler.HandleAsync(id, typed is null ? null : (question, terms) => FormAnswers.FromForm(question, terms, typed), cancellationToken);
        if (trial.IsRefused) return trial.Refusal.Page();
        var errors = typed is null ? null : Errors(trial.Value);
        return new RazorComponentResult<Page>(new { Trial = trial.Value, Errors = errors }) { StatusCode = errors?.Any == true ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK };
    }

    // As an applicant gets them: at the field, and of a table at each wrong cell.
    private static FieldErrors Errors(Trial trial)
    {
        var (errors, form) = (new FieldErrors(), trial.Answered.Form);
        foreach (var check in (trial.Checks ?? []).Where(check => check is { Passed: false, Blocks: true }))
        {
            foreach (var problem in check.Problems) errors.Add(problem.Field, problem.Message, form.Find(check.Code)!.Says(problem.Message));
            if (check.Problems.Count == 0) errors.Add(check.Code, check.Finding);
        }

        return errors;
    }
}
