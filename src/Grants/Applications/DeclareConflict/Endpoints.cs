using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.DeclareConflict;

/// <summary>What ties a screener to an organisation.</summary>
/// <param name="Note">In a sentence or two.</param>
internal sealed record Request(string? Note = null);

/// <summary>The declaration as it was typed.</summary>
public sealed class Form
{
    /// <summary>What ties the person to the organisation.</summary>
    public string? Note { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/conflict", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, handler, null, null, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/conflict", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Note, cancellationToken);
            return outcome.IsRefused
                ? await ShowAsync(id, handler, form, outcome.Refusal, cancellationToken)
                : new SeeOther("/applications", new Notice(T("Your conflict of interest is recorded. Somebody else screens the application.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/conflict", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Note, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Applications").WithName("DeclareConflict").WithSummary("Declares a conflict of interest with the organisation that applies; it holds in every role and is not taken back.");
    }

    private static async Task<IResult> ShowAsync(Guid id, Handler handler, Form? typed, Refusal? refusal, CancellationToken cancellationToken)
    {
        var file = await handler.ReadAsync(id, cancellationToken);
        return file.IsRefused
            ? file.Refusal.Page()
            : new RazorComponentResult<Page>(new { File = file.Value, Typed = typed, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
