using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.SeeFormChanges;

/// <summary>The version of the form whose changes were read.</summary>
internal sealed record Request(int Number);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/applications/{id:guid}/form-changes", async (Guid id, [FromForm] Request form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Number, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/applications/{id}") : new SeeOther($"/applications/{id}");
        }).WhoMay(Who.Applicant).ExcludeFromDescription();
}
