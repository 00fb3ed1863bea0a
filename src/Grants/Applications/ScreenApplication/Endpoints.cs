using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ScreenApplication;

internal sealed record Request(int Version, bool Eligible, string? Reasons = null);

/// <summary>The decision as it was typed.</summary>
public sealed class Form
{
    /// <summary>The version that was screened.</summary>
    public int Version { get; init; }

    /// <summary>"yes" or "no"; null when nothing was chosen.</summary>
    public string? Eligible { get; init; }

    /// <summary>For the organisation to read.</summary>
    public string? Reasons { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/screening", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, handler, null, null, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/screening", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            if (form.Eligible is not ("yes" or "no"))
                return await ShowAsync(id, handler, form, Refusal.Invalid(nameof(Form.Eligible), "Choose whether the application is eligible"), cancellationToken);
            var outcome = await handler.HandleAsync(id, form.Version, form.Eligible == "yes", form.Reasons, cancellationToken);
            return outcome.IsRefused
                ? await ShowAsync(id, handler, form, outcome.Refusal, cancellationToken)
                : new SeeOther($"/applications/{id}", new Notice(form.Eligible == "yes" ? "The application is eligible: its review starts now." : "The application is ineligible. The organisation is told the reasons."));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/screening", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, body.Eligible, body.Reasons, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Applications").WithName("ScreenApplication").WithSummary("Finds an application eligible or ineligible.");
    }

    // Shown again after a refusal it holds what was typed, beside what the application says now.
    private static async Task<IResult> ShowAsync(Guid id, Handler handler, Form? typed, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal is { Kind: RefusalKind.NotFound or RefusalKind.Forbidden }) return refusal.Page();
        var file = await handler.ReadAsync(id, cancellationToken);
        return file.IsRefused
            ? file.Refusal.Page()
            : new RazorComponentResult<Page>(new { File = file.Value, Typed = typed, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
