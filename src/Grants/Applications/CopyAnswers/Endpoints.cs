using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.CopyAnswers;

/// <param name="From">The earlier application; null when none was chosen.</param>
internal sealed record Request(Guid? From);

/// <summary>The page's form as it was sent.</summary>
public sealed class CopyForm
{
    /// <summary>The id of the earlier application; null when none was chosen.</summary>
    public string? From { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/copy", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, null, handler, cancellationToken))
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/applications/{id:guid}/copy", async (Guid id, [FromForm] CopyForm form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, Guid.TryParse(form.From, out var from) ? from : null, cancellationToken);
            if (outcome.IsRefused) return outcome.Refusal.Kind == RefusalKind.Invalid ? await ShowAsync(id, outcome.Refusal, handler, cancellationToken) : outcome.Refusal.Page($"/applications/{id}");
            return new SeeOther($"/applications/{id}", new Notice(outcome.Value.Answers == 0
                ? T("Nothing was copied: the earlier application has no answer to a question that is still empty here.")
                : Count(outcome.Value.Answers, "{0} answer was copied. Read it through: it was written for another call.", "{0} answers were copied. Read them through: they were written for another call.")));
        }).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/api/v1/applications/{id:guid}/copy", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, body.From, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("CopyAnswers")
            .WithSummary("Copies answers of an earlier application of the same organisation into a draft: those to the same questions that are still empty. Files and declarations are not copied.")
            .Produces<Copied>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ShowAsync(Guid id, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        var choices = await handler.ReadAsync(id, cancellationToken);
        return choices.IsRefused
            ? choices.Refusal.Page($"/applications/{id}")
            : new RazorComponentResult<Page>(new { ApplicationId = id, Earlier = choices.Value, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
