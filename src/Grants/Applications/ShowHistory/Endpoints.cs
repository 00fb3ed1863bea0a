using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ShowHistory;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/answers/{code}/history", async (Guid id, string code, Handler handler, CancellationToken cancellationToken) =>
        {
            var history = await handler.HandleAsync(id, code, cancellationToken);
            return history.IsRefused ? history.Refusal.Page() : new RazorComponentResult<Page>(new { History = history.Value });
        }).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapGet("/api/v1/applications/{id:guid}/answers/{code}/history", async (Guid id, string code, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, code, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("ShowHistory").WithSummary("Every text that an answer has had, the latest first, with those that were set aside. Only the organisation's own people read it.")
            .Produces<History>().ProducesProblem(StatusCodes.Status404NotFound);
    }
}
