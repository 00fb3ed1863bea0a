using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.SaveView;

/// <summary>A set of filters with a name.</summary>
/// <param name="Name">What it is called; a view of that name is replaced.</param>
/// <param name="Query">The filters as they stand in the list's address.</param>
internal sealed record Request(string? Name = null, string? Query = null);

internal static class Endpoints
{
    private const Who Staff = Who.GrantManager | Who.Administrator | Who.Auditor | Who.FinanceOfficer;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/applications/views", async ([FromForm] Request form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(form.Name, form.Query, cancellationToken);
            if (outcome.Refusal is { Fields: { } fields }) return new SeeOther(new ListAgain(fields.Keys.First(), View: form.Name).Path(form.Query));
            return outcome.IsRefused ? outcome.Refusal.Page($"/applications?{form.Query}") : new SeeOther($"/applications?{outcome.Value.Query}", new Notice(T("The view is saved. You find it above the list.")));
        }).WhoMay(Staff).ExcludeFromDescription();

        routes.MapPost("/applications/views/{id:guid}/delete", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.RemoveAsync(id, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page("/applications") : new SeeOther("/applications", new Notice(T("The view is removed.")));
        }).WhoMay(Staff).ExcludeFromDescription();

        routes.MapGet("/api/v1/applications/views", async (Handler handler, CancellationToken cancellationToken) => Results.Ok(await handler.ReadAsync(cancellationToken)))
            .WhoMay(Staff).WithTags("Applications").WithName("ListViews").WithSummary("This person's saved views of the list of applications.").Produces<IReadOnlyList<View>>();

        routes.MapPost("/api/v1/applications/views", async (Request body, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(body.Name, body.Query, cancellationToken)).Json())
            .WhoMay(Staff).WithTags("Applications").WithName("SaveView").WithSummary("Saves a set of filters under a name.");

        routes.MapDelete("/api/v1/applications/views/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.RemoveAsync(id, cancellationToken)).Json())
            .WhoMay(Staff).WithTags("Applications").WithName("RemoveView").WithSummary("Removes a saved view.");
    }
}
