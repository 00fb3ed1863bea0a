using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.InviteOrganisations;

internal sealed class Form
{
    public Guid[]? ApplicationIds { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/invitations", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/invitations", async (Guid id, [FromForm] Form? form, Handler handler, CancellationToken cancellationToken) =>
        {
            // Where nothing is ticked there is no form.
            var outcome = await handler.HandleAsync(id, new Request(form?.ApplicationIds), cancellationToken);
            if (!outcome.IsRefused) return new SeeOther($"/calls/{id}/invitations", new Notice(Count(outcome.Value.Count, "{0} organisation is invited, and has an e-mail.", "{0} organisations are invited, and have an e-mail.")));
            return outcome.Refusal.Kind == RefusalKind.Invalid ? await ShowAsync(id, outcome.Refusal, handler, cancellationToken) : outcome.Refusal.Page($"/calls/{id}/invitations");
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/invitations", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, body, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("InviteOrganisations").WithSummary("Invites the organisations of these concept notes to a call for full proposals.")
            .Produces<Invited>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ShowAsync(Guid id, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        var view = await handler.ShowAsync(id, cancellationToken);
        return view.IsRefused ? view.Refusal.Page() : new RazorComponentResult<Page>(new { View = view.Value, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
