using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.PublishAddendum;

#pragma warning disable CS1591 // Fields of the form.
/// <summary>The form as it was typed.</summary>
public sealed class Form
{
    public string? Title { get; init; }

    public string? Text { get; init; }
}
#pragma warning restore CS1591

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/addenda/new", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, new Form(), null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/addenda/new", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, new Request(form.Title ?? "", form.Text ?? ""), cancellationToken);
            if (!outcome.IsRefused) return new SeeOther($"/calls/{id}", new Notice(T("The addendum is published. Everybody who is writing an application has it by e-mail.")));
            return outcome.Refusal.Kind == RefusalKind.Invalid ? await ShowAsync(id, form, outcome.Refusal, handler, cancellationToken) : outcome.Refusal.Page($"/calls/{id}");
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/addenda", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, body, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("PublishAddendum").WithSummary("Publishes an addendum to a call and tells everybody who is writing an application.")
            .Produces<Published>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ShowAsync(Guid id, Form form, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        var call = await handler.ReadAsync(id, cancellationToken);
        return call.IsRefused
            ? call.Refusal.Page($"/calls/{id}")
            : new RazorComponentResult<Page>(new { Id = id, CallTitle = call.Value.Title, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
