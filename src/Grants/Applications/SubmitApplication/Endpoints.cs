using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.SubmitApplication;

// A class with properties: the binder takes a record's constructor parameters as required, and an unticked box posts nothing.
internal sealed class Form
{
    public int Version { get; init; }

    public string? Declared { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/submit", (Guid id, Handler handler, CurrentActor actor, CancellationToken cancellationToken) => ShowAsync(id, handler, actor, null, cancellationToken))
            .WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/submit", async (Guid id, [FromForm] Form form, Handler handler, CurrentActor actor, CancellationToken cancellationToken) =>
        {
            if (form.Declared is null)
                return await ShowAsync(id, handler, actor, Refusal.Invalid(nameof(Form.Declared), T("Confirm the declaration: without it we cannot take the application")), cancellationToken);
            var outcome = await handler.HandleAsync(id, form.Version, cancellationToken);
            if (!outcome.IsRefused) return new SeeOther($"/applications/{id}/receipt");
            return outcome.Refusal.Kind is RefusalKind.Invalid or RefusalKind.Changed
                ? await ShowAsync(id, handler, actor, outcome.Refusal, cancellationToken)
                : outcome.Refusal.Page($"/applications/{id}");
        }).WhoMay(Who.Applicant).MailGivesWay().ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/submit", async (Guid id, VersionedRequest body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, cancellationToken)).Json())
            .WhoMay(Who.Applicant).MailGivesWay().WithTags("Applications").WithName("SubmitApplication")
            .WithSummary("Submits an application, with the declaration that the portal shows before. The server's clock decides whether it is in time.");
    }

    private static async Task<IResult> ShowAsync(Guid id, Handler handler, CurrentActor actor, Refusal? refusal, CancellationToken cancellationToken)
    {
        var file = await handler.ReadAsync(id, cancellationToken);
        if (file.IsRefused) return file.Refusal.Page($"/applications/{id}");
        var organisationId = file.Value.Application.OrganisationId;
        var maySubmit = actor.Value.IsLeadOf(organisationId);
        var leads = maySubmit ? [] : await handler.LeadsAsync(organisationId, cancellationToken);
        return new RazorComponentResult<Page>(new { File = file.Value, MaySubmit = maySubmit, Leads = leads, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
