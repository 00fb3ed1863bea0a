using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.InvitePerson;

internal sealed record Request(string? Email);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}/people/invite", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.FindAsync(id, cancellationToken);
                return found.IsRefused ? found.Refusal.Page() : Page(id, found.Value, null);
            })
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/partners/{id:guid}/people/invite", PostAsync).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/api/v1/organisations/{id:guid}/invitations", async (Guid id, Request request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Email, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("InvitePerson").WithSummary("A lead invites somebody by e-mail to write for the organisation.").Produces<Invited>();
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Request form, Handler handler, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(id, form.Email, cancellationToken);
        if (!outcome.IsRefused) return new SeeOther($"/partners/{id}/people", new Notice(T("The invitation is sent. It can be accepted for 14 days.")));
        var found = await handler.FindAsync(id, cancellationToken);
        return found.IsRefused || outcome.Refusal.Kind != RefusalKind.Invalid ? outcome.Refusal.Page($"/partners/{id}/people") : Page(id, found.Value, form.Email, outcome.Refusal);
    }

    private static RazorComponentResult<Page> Page(Guid id, string organisation, string? email, Refusal? refusal = null) =>
        new(new { OrganisationId = id, Organisation = organisation, Email = email, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
