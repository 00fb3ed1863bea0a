using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Awards.PrepareAgreement;

/// <param name="Version">The version of the award that was seen.</param>
/// <param name="Title">The grant's title.</param>
/// <param name="StartsOn">The first day.</param>
/// <param name="EndsOn">The last day.</param>
/// <param name="Budget">Budget lines, which sum to the award.</param>
/// <param name="Milestones">In order; their tranches sum to the award, and the last is the final report and acquittal.</param>
internal sealed record Request(int Version, string Title, DateOnly StartsOn, DateOnly EndsOn, IReadOnlyList<DraftBudgetLine> Budget, IReadOnlyList<DraftMilestone> Milestones);

internal sealed record Response(int Version);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/awards/{id:guid}/agreement", GetAsync).WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/awards/{id:guid}/agreement", PostAsync).WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPut("/api/v1/awards/{id:guid}/agreement", ApiAsync).WhoMay(Who.GrantManager).WithTags("Awards").WithName("PrepareAgreement")
            .WithSummary("Writes the agreement: period, budget lines, milestones with tranches.")
            .Produces<Response>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> GetAsync(Guid id, Handler handler, CancellationToken cancellationToken)
    {
        var shown = await handler.ShowAsync(id, cancellationToken);
        if (shown.IsRefused) return shown.Refusal.Page();
        return new RazorComponentResult<Page>(new { Agreement = shown.Value, Typed = Form.Of(shown.Value) });
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, HttpContext http, CancellationToken cancellationToken)
    {
        var shown = await handler.ShowAsync(id, cancellationToken);
        if (shown.IsRefused) return shown.Refusal.Page();
        var read = form.Read(shown.Value.Currency);
        var outcome = read.IsRefused ? read.Refusal : await handler.HandleAsync(id, form.Version, read.Value, cancellationToken);
        if (outcome.Refusal is { Fields: not null } refusal) return new RazorComponentResult<Page>(new { Agreement = shown.Value, Typed = form, Errors = refusal.Errors() }) { StatusCode = refusal.Status() };
        if (outcome.IsRefused) return outcome.Refusal.Page(http.Request.Form, $"/awards/{id}/agreement");
        return new SeeOther($"/awards/{id}", new Notice(T("The agreement is saved. The committee sees it as it is now.")));
    }

    private static async Task<IResult> ApiAsync(Guid id, Request request, Handler handler, CancellationToken cancellationToken)
    {
        var draft = new AgreementDraft(request.Title ?? "", request.StartsOn, request.EndsOn, request.Budget ?? [], request.Milestones ?? []);
        var outcome = await handler.HandleAsync(id, request.Version, draft, cancellationToken);
        return outcome.IsRefused ? outcome.Refusal.Problem() : Results.Ok(new Response(outcome.Value));
    }
}
