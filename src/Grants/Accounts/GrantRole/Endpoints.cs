using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.GrantRole;

#pragma warning disable CS1591 // Fields of the form.
/// <summary>A role as it was typed.</summary>
public sealed class Form
{
    public int Version { get; init; }

    public string? Role { get; init; }

    public string? Country { get; init; }

    public string? Limit { get; init; }
}
#pragma warning restore CS1591

/// <summary>A role to give.</summary>
/// <param name="Version">The person's version that was seen.</param>
/// <param name="Role">The role.</param>
/// <param name="Country">For an endorser: ISO 3166 alpha-2; null for regional awards.</param>
/// <param name="LimitMinor">For a delegate: the largest award that they may approve, in minor units of AUD.</param>
internal sealed record GrantRoleRequest(int Version, Role? Role, string? Country, long? LimitMinor);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/people/{id:guid}/roles/add", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.FindAsync(id, cancellationToken);
                return found.IsRefused ? found.Refusal.Page() : Page(found.Value, new Form { Version = found.Value.Version });
            })
            .WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/people/{id:guid}/roles/add", PostAsync).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/api/v1/people/{id:guid}/roles", async (Guid id, GrantRoleRequest request, Handler handler, CancellationToken cancellationToken) =>
            {
                var wrong = new Dictionary<string, string>();
                return RoleRules.Read(request.Role, request.Country, request.LimitMinor, wrong) is { } role
                    ? (await handler.HandleAsync(id, request.Version, role, cancellationToken)).Json()
                    : Refusal.Invalid(wrong).Problem();
            })
            .WhoMay(Who.Administrator).WithTags("Accounts").WithName("GrantRole").WithSummary("Gives a person a role, with the country of an endorser or the limit of a delegate.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken)
    {
        var wrong = new Dictionary<string, string>();
        var refusal = RoleRules.Read(form.Role, form.Country, form.Limit, wrong) is { } role
            ? (await handler.HandleAsync(id, form.Version, role, cancellationToken)).Refusal
            : Refusal.Invalid(wrong);
        if (refusal is null) return new SeeOther($"/people/{id}", new Notice(T("The role is given. It counts from now on.")));
        var found = await handler.FindAsync(id, cancellationToken);
        return refusal.Fields is not null && !found.IsRefused ? Page(found.Value, form, refusal) : refusal.Page($"/people/{id}");
    }

    private static RazorComponentResult<Page> Page(Person person, Form form, Refusal? refusal = null) =>
        new(new { person.Id, person.Name, form.Version, form.Role, form.Country, form.Limit, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
