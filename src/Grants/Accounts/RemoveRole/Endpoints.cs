using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.RemoveRole;

internal sealed record Form(int Version);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/people/{id:guid}/roles/{roleId:guid}/remove", PostAsync).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapDelete("/api/v1/people/{id:guid}/roles/{roleId:guid}", async (Guid id, Guid roleId, int version, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, roleId, version, cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Accounts").WithName("RemoveRole").WithSummary("Takes a role from a person; names the person's version that was seen.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PostAsync(Guid id, Guid roleId, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        (await handler.HandleAsync(id, roleId, form.Version, cancellationToken)).Refusal is { } refusal
            ? refusal.Page($"/people/{id}")
            : new SeeOther($"/people/{id}", new Notice(T("The role is removed. It no longer counts from now on.")));
}
