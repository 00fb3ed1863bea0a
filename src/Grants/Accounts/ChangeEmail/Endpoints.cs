using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.ChangeEmail;

/// <summary>A person's new address.</summary>
/// <param name="Version">The person's version that was seen.</param>
/// <param name="Email">The address.</param>
internal sealed record NewEmail(int Version, string? Email);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/people/{id:guid}/email", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.FindAsync(id, cancellationToken);
                return found.IsRefused ? found.Refusal.Page() : Page(found.Value, new NewEmail(found.Value.Version, found.Value.Email));
            })
            .WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/people/{id:guid}/email", PostAsync).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPut("/api/v1/people/{id:guid}/email", async (Guid id, NewEmail request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.Email, cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Accounts").WithName("ChangeEmail").WithSummary("Changes a person's e-mail address and ends their sessions.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] NewEmail form, Handler handler, CancellationToken cancellationToken)
    {
        var refusal = (await handler.HandleAsync(id, form.Version, form.Email, cancellationToken)).Refusal;
        if (refusal is null) return new SeeOther($"/people/{id}", new Notice(T("The address is changed. The person signs in anew, with a code sent to it.")));
        var found = await handler.FindAsync(id, cancellationToken);
        return refusal.Fields is not null && !found.IsRefused ? Page(found.Value, form, refusal) : refusal.Page($"/people/{id}");
    }

    private static RazorComponentResult<Page> Page(Person person, NewEmail form, Refusal? refusal = null) =>
        new(new { person.Id, person.Name, form.Version, form.Email, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
