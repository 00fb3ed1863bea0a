using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
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
    public int Version { get; init; }

    public string? Title { get; init; }

    public string? Text { get; init; }

    public string? Act { get; init; }
}
#pragma warning restore CS1591

/// <summary>An addendum that was kept as a draft, as programs publish it.</summary>
/// <param name="Version">The version that was seen.</param>
/// <param name="Title">Left as it is when it is left out.</param>
/// <param name="Text">Left as it is when it is left out.</param>
internal sealed record PublishRequest(int Version, string? Title = null, string? Text = null);

internal static class Endpoints
{
    // The button that keeps an addendum instead of publishing it.
    private const string Keep = "keep";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/addenda/new", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, new Form(), null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/addenda/new", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, new Request(form.Title, form.Text, form.Act == Keep), cancellationToken);
            return outcome.IsRefused ? await ShowAsync(id, form, outcome.Refusal, handler, cancellationToken) : form.Act == Keep ? new SeeOther($"/addenda/{outcome.Value.Id}") : Published(id);
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/addenda/{id:guid}", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowDraftAsync(id, null, null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        // The files have been stored and removed by now. Where one was not taken, the addendum is kept and not published: it would lack a document.
        routes.MapPost("/addenda/{id:guid}", async (Guid id, [FromForm] Form form, HttpContext http, Handler handler, CancellationToken cancellationToken) =>
        {
            var draft = await handler.ReadDraftAsync(id, cancellationToken);
            if (draft.IsRefused) return draft.Refusal.Page();
            var outcome = await handler.HandleAsync(id, form.Version, form.Title ?? "", form.Text ?? "", form.Act != Keep && RefusedFiles.Of(http).Count == 0, cancellationToken);
            return RefusedFiles.And(http, outcome.Refusal) is { } refusal ? await ShowDraftAsync(id, outcome.IsRefused ? form : null, refusal, handler, cancellationToken)
                : form.Act == Keep ? new SeeOther($"/addenda/{id}", new Notice(T("Saved."))) : Published(draft.Value.CallId);
        }).TakesFiles(DocumentPurpose.Addendum).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/addenda", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, body, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("PublishAddendum")
            .WithSummary("Publishes an addendum to a call and tells everybody who is writing an application; or keeps it as a draft, so that documents can be added (purpose 'Addendum').")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);

        routes.MapPost("/api/v1/addenda/{id:guid}/publish", async (Guid id, PublishRequest body, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, body.Version, body.Title, body.Text, publish: true, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("PublishAddendumDraft").WithSummary("Publishes an addendum that was kept as a draft, with its documents.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static SeeOther Published(Guid callId) => new($"/calls/{callId}", new Notice(T("The addendum is published. Everybody who is writing an application has it by e-mail.")));

    private static async Task<IResult> ShowAsync(Guid id, Form form, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        if (refusal is { Kind: not RefusalKind.Invalid }) return refusal.Page($"/calls/{id}");
        var call = await handler.ReadAsync(id, cancellationToken);
        return call.IsRefused
            ? call.Refusal.Page($"/calls/{id}")
            : new RazorComponentResult<Page>(new { CallId = id, CallTitle = call.Value.Title, Form = form, Drafts = await handler.DraftsAsync(id, cancellationToken), Errors = refusal?.Errors() })
            {
                StatusCode = refusal?.Status() ?? StatusCodes.Status200OK,
            };
    }

    private static async Task<IResult> ShowDraftAsync(Guid id, Form? typed, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        if (refusal is { Kind: not RefusalKind.Invalid }) return refusal.Page($"/addenda/{id}");
        var read = await handler.ReadDraftAsync(id, cancellationToken);
        return read.IsRefused
            ? read.Refusal.Page()
            : new RazorComponentResult<Page>(new
            {
                read.Value.CallId,
                read.Value.CallTitle,
                Form = typed ?? new Form { Version = read.Value.Version, Title = read.Value.Title, Text = read.Value.Text },
                Draft = read.Value,
                Errors = refusal?.Errors(),
            })
            { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
