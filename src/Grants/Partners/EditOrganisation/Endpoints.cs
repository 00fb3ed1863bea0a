using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.EditOrganisation;

internal sealed record Request(int Version, ProfileForm Profile);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}/edit/{step}", async Task<IResult> (Guid id, string step, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.FindAsync(id, cancellationToken);
                if (found.IsRefused) return found.Refusal.Page();
                return ProfileSteps.Find(step) is { } known ? Page(id, known, found.Value.Version, ProfileForm.Of(found.Value.Profile)) : PortalErrors.Page(StatusCodes.Status404NotFound);
            })
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/partners/{id:guid}/edit/{step}", PostAsync).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPut("/api/v1/organisations/{id:guid}", async (Guid id, Request request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.Profile, null, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("EditOrganisation").WithSummary("A lead changes what the organisation says about itself; earlier versions are kept.")
            .Produces<Changed>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PostAsync(Guid id, string step, [FromForm] int version, [FromForm] ProfileForm? sent, HttpContext http, Handler handler, CancellationToken cancellationToken)
    {
        if (ProfileSteps.Find(step) is not { } known) return PortalErrors.Page(StatusCodes.Status404NotFound);
        // A page with nothing filled in binds to nothing.
        var form = sent ?? new ProfileForm();
        var outcome = await handler.HandleAsync(id, version, form, known, cancellationToken);
        // Another country has other registers: its number comes next.
        if (!outcome.IsRefused && known == ProfileSteps.Country && outcome.Value.Version != version) return new SeeOther($"/partners/{id}/edit/{ProfileSteps.Registry.Code}");
        if (!outcome.IsRefused) return new SeeOther($"/partners/{id}", new Notice(T("The change is saved. What it said before is kept.")));
        if (outcome.Refusal.Kind != RefusalKind.Invalid) return outcome.Refusal.Page(http.Request.Form, $"/partners/{id}");
        var found = await handler.FindAsync(id, cancellationToken);
        return found.IsRefused ? found.Refusal.Page() : Page(id, known, version, ProfileForm.Of(found.Value.Profile).With(known, form), outcome.Refusal);
    }

    private static RazorComponentResult<Page> Page(Guid id, ProfileStep step, int version, ProfileForm form, Refusal? refusal = null) =>
        new(new { OrganisationId = id, Step = step.Code, Version = version, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
