using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.CommentOnApplication;

/// <summary>A comment.</summary>
/// <param name="Text">What is said.</param>
/// <param name="Readers">Of programme staff: 'staff' for an internal comment, 'all' when the organisation is to read it.</param>
internal sealed record Request(string? Text = null, string? Readers = null);

#pragma warning disable CS1591 // Fields of the form. A record would need every field to be there, and an organisation is not asked who reads its comment.
/// <summary>The page's form as it was typed.</summary>
public sealed class Form
{
    public string? Text { get; init; }

    public string? Readers { get; init; }
}
#pragma warning restore CS1591

internal static class Endpoints
{
    private const Who Authors = Who.Applicant | Who.GrantManager;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/applications/{id:guid}/comments", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Text, form.Readers, cancellationToken);
            if (!outcome.IsRefused) return new SeeOther($"/applications/{id}/timeline", new Notice(T("Your comment is kept.")));
            return outcome.Refusal.Kind == RefusalKind.Invalid
                ? new RazorComponentResult<Page>(new { ApplicationId = id, form.Text, form.Readers, ByStaff = form.Readers is not null || outcome.Refusal.Fields!.ContainsKey("Readers"), Errors = outcome.Refusal.Errors() }) { StatusCode = outcome.Refusal.Status() }
                : outcome.Refusal.Page($"/applications/{id}/timeline");
        }).WhoMay(Authors).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/comments", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Text, body.Readers, cancellationToken)).Json())
            .WhoMay(Authors).WithTags("Applications").WithName("CommentOnApplication").WithSummary("Adds a comment: internal, or for the other side to read, who is told by e-mail.");
    }
}
