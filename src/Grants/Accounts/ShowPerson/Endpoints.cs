using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.ShowPerson;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/people/{id:guid}", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, cancellationToken);
                return outcome.IsRefused ? outcome.Refusal.Page() : new RazorComponentResult<Page>(new { Person = outcome.Value });
            })
            .WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapGet("/api/v1/people/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Accounts").WithName("ShowPerson").WithSummary("A person with roles and organisations.")
            .Produces<PersonView>().ProducesProblem(StatusCodes.Status404NotFound);
    }
}
