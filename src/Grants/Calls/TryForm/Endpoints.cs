using Grants.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.TryForm;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/form/preview", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/form/preview", (Guid id, IFormCollection form, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, form, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(Guid id, IFormCollection? typed, Handler handler, CancellationToken cancellationToken)
    {
        var trial = await handler.HandleAsync(id, typed, cancellationToken);
        return trial.IsRefused ? trial.Refusal.Page() : new RazorComponentResult<Page>(new { Trial = trial.Value });
    }
}
