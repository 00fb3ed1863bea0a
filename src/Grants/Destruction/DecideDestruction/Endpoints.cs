using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Destruction.DecideDestruction;

/// <param name="Version">The version of the order that was seen.</param>
/// <param name="Confirmed">Whether it is destroyed.</param>
internal sealed record Request(int Version, bool Confirmed);

/// <summary>The decision as it was sent.</summary>
public sealed class Form
{
    /// <summary>The version of the order that was seen.</summary>
    public int Version { get; init; }

    /// <summary>"yes" or "no"; null when nothing was chosen.</summary>
    public string? Confirmed { get; init; }
}

internal static class Endpoints
{
    private const Who Deciders = Who.GrantManager | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/destructions/{id:guid}", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, handler, null, cancellationToken))
            .WhoMay(Deciders | Who.Auditor).ExcludeFromDescription();
        routes.MapPost("/destructions/{id:guid}", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            if (form.Confirmed is not ("yes" or "no")) return await ShowAsync(id, handler, Refusal.Invalid(nameof(Form.Confirmed), T("Choose whether it is destroyed")), cancellationToken);
            var outcome = await handler.HandleAsync(id, form.Version, form.Confirmed == "yes", cancellationToken);
            return outcome.IsRefused
                ? outcome.Refusal.Page($"/destructions/{id}")
                : new SeeOther("/destructions", new Notice(form.Confirmed == "yes" ? T("It is destroyed everywhere.") : T("Nothing was destroyed.")));
        }).WhoMay(Deciders).ExcludeFromDescription();
        routes.MapPost("/api/v1/destructions/{id:guid}/decision", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, body.Version, body.Confirmed, cancellationToken)).Json())
            .WhoMay(Deciders).WithTags("Destruction").WithName("DecideDestruction").WithSummary("Decides on an order, as a second person. What is destroyed cannot be brought back.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ShowAsync(Guid id, Handler handler, Refusal? refusal, CancellationToken cancellationToken)
    {
        var order = await handler.ReadAsync(id, cancellationToken);
        return order.IsRefused
            ? order.Refusal.Page()
            : new RazorComponentResult<Page>(new { Order = order.Value, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
