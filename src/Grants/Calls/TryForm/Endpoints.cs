using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.TryForm;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/form/preview", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/form/preview", (Guid id, IFormCollection form, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, form, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(Guid id, IFormCollection? typed, Handler handler, CancellationToken cancellationToken)
    {
        var trial = await handler.HandleAsync(id, typed, cancellationToken);
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
