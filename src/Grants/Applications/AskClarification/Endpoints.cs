using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.AskClarification;

/// <summary>A request as programs send it.</summary>
/// <param name="Version">The version that was screened.</param>
/// <param name="Codes">The questions to open again.</param>
/// <param name="Text">What is not clear; the organisation reads it.</param>
/// <param name="DueOn">The last day on which they are open, in the call's zone.</param>
/// <param name="NoConflict">Who asks declares that they have no conflict of interest.</param>
internal sealed record Request(int Version, IReadOnlyList<string>? Codes, string? Text, DateOnly DueOn, bool NoConflict = false);

/// <summary>The request as it was typed.</summary>
public sealed class Form
{
    /// <summary>The version that was screened.</summary>
    public int Version { get; init; }

    /// <summary>The questions to open again.</summary>
    public string[]? Codes { get; init; }

    /// <summary>For the organisation to read.</summary>
    public string? Text { get; init; }

    /// <summary>The last day.</summary>
    public TypedDate DueOn { get; init; } = new();

    /// <summary>"yes" when the box is ticked.</summary>
    public string? NoConflict { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/ask", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, handler, null, null, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/ask", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var noDate = form.DueOn.WhyNot(out var dueOn);
            var outcome = await handler.HandleAsync(id, form.Version, form.Codes ?? [], form.Text, noDate is null ? dueOn : null, form.NoConflict == "yes", cancellationToken);
            return outcome.IsRefused
                ? await ShowAsync(id, handler, form, form.DueOn.Empty || noDate is null ? outcome.Refusal : outcome.Refusal.Saying("DueOn", noDate), cancellationToken)
                : new SeeOther($"/applications/{id}", new Notice(T("The organisation is asked. You are told when it has answered, or when its time is over.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/clarifications", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, body.Codes ?? [], body.Text, body.DueOn, body.NoConflict, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Applications").WithName("AskClarification")
            .WithSummary("Asks the organisation to clarify named answers, which it can change until the end of a day.");
    }

    private static async Task<IResult> ShowAsync(Guid id, Handler handler, Form? typed, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal is { Kind: RefusalKind.NotFound or RefusalKind.Forbidden }) return refusal.Page();
        var file = await handler.ReadAsync(id, cancellationToken);
        return file.IsRefused
            ? file.Refusal.Page($"/applications/{id}/screening")
            : new RazorComponentResult<Page>(new { File = file.Value, Typed = typed ?? handler.Proposal(file.Value), Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
