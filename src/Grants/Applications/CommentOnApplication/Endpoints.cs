using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.CommentOnApplication;

/// <summary>A comment.</summary>
/// <param name="Text">What is said.</param>
/// <param name="Readers">Of programme staff: 'staff' for an internal comment, 'all' when the organisation is to read it.</param>
internal sealed record Request(string? Text = null, string? Readers = null);

internal static class Endpoints
{
    private const Who Authors = Who.Applicant | Who.GrantManager;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/applications/{id:guid}/comments", async (Guid id, [FromForm] Request form, HttpContext http, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Text, form.Readers, cancellationToken);
            if (!outcome.IsRefused) return new SeeOther($"/applications/{id}/timeline", new Notice(T("Your comment is kept.")));
            return outcome.Refusal.Kind == RefusalKind.Invalid
                ? PortalErrors.Page(outcome.Refusal.Status(), string.Join(". ", outcome.Refusal.Fields!.Values) + ".", await http.Request.ReadFormAsync(cancellationToken), $"/applications/{id}/timeline")
                : outcome.Refusal.Page($"/applications/{id}/timeline");
        }).WhoMay(Authors).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/comments", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Text, body.Readers, cancellationToken)).Json())
            .WhoMay(Authors).WithTags("Applications").WithName("CommentOnApplication").WithSummary("Adds a comment: internal, or for the other side to read, who is told by e-mail.");
    }
}
