using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ReplyToFinding;

internal sealed record Request(int Version, string? Reply);

/// <summary>The reply as it was typed.</summary>
public sealed class Form
{
    /// <summary>The version that was read.</summary>
    public int Version { get; init; }

    /// <summary>The reply.</summary>
    public string? Reply { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/reply", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, handler, null, null, cancellationToken))
            .WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/reply", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Version, form.Reply, cancellationToken);
            return outcome.IsRefused
                ? await ShowAsync(id, handler, form, outcome.Refusal, cancellationToken)
                : new SeeOther($"/applications/{id}", new Notice(T("Your reply is sent. Somebody else now looks at your application again, and we write to you.")));
        }).WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/reply", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, body.Reply, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("ReplyToFinding").WithSummary("Replies to the finding that an application is not eligible: somebody else then decides again.");
    }

    private static async Task<IResult> ShowAsync(Guid id, Handler handler, Form? typed, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal is { Kind: RefusalKind.NotFound or RefusalKind.Forbidden }) return refusal.Page();
        var finding = await handler.ReadAsync(id, cancellationToken);
        return finding.IsRefused
            ? finding.Refusal.Page($"/applications/{id}")
            : new RazorComponentResult<Page>(new { Finding = finding.Value, Typed = typed, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
