using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Portal;
using Grants.SurvivorData;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.AnswerClarification;

/// <summary>What programs send when the answers are saved.</summary>
/// <param name="Version">The version that was read.</param>
/// <param name="Reply">What the organisation says beside its answers.</param>
internal sealed record Request(int Version, string? Reply = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/clarification", async (Guid id, Guid? kept, Handler handler, HttpRequest request, CancellationToken cancellationToken) =>
            await ShowAsync(id, handler, kept is { } keptId ? await handler.KeptAsync(keptId, request.Path, cancellationToken) : null, null, cancellationToken))
            .WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/clarification", async (Guid id, IFormCollection form, Handler handler, HttpContext http, CancellationToken cancellationToken) =>
        {
            // Files are stored and removed while the form is read; one that was refused keeps no answer from being saved, and nothing is sent without it.
            var refusedFiles = RefusedFiles.Of(http);
            var send = form.ContainsKey("Send") && refusedFiles.Count == 0;
            var outcome = await handler.HandleAsync(id, DraftFields.TypedIn(form), SurvivorDataReview.ConfirmedIn(form), new TypedReply(form["Reply"], form["ReplySeen"]), send, cancellationToken);
            if (outcome.IsRefused) return await ShowAsync(id, handler, form, outcome.Refusal, cancellationToken);
            if (Conflicts.NotYet(outcome.Value, send ? refusedFiles : outcome.Value.Unfit.Concat(refusedFiles)) is { } notYet) return await ShowAsync(id, handler, form, notYet, cancellationToken, outcome.Value);
            return send
                ? new SeeOther($"/applications/{id}", new Notice(T("Your answers are sent. We go on with checking your application.")))
                : new SeeOther($"/applications/{id}/clarification", new Notice(T("Saved. Your answers are not sent yet.")));
        }).WhoMay(Who.Applicant).TakesFiles(DocumentPurpose.Application).KeepsTyped().ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/clarification", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.SendAsync(id, body.Version, body.Reply, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("AnswerClarification").WithSummary("Sends the answers to a request for clarification; they are saved one by one before, like those of a draft.");
    }

    private static async Task<IResult> ShowAsync(Guid id, Handler handler, IFormCollection? typed, Refusal? refusal, CancellationToken cancellationToken, SavedAnswers? saved = null)
    {
        if (refusal is { Kind: RefusalKind.NotFound or RefusalKind.Forbidden }) return refusal.Page();
        var asked = await handler.ReadAsync(id, cancellationToken);
        if (asked.IsRefused)
            return typed is null || asked.Refusal.Kind == RefusalKind.NotFound ? asked.Refusal.Page($"/applications/{id}") : asked.Refusal.Page(typed, $"/applications/{id}");
        var errors = refusal is null ? null : DraftErrors.Of(refusal, asked.Value.File.Answered, typed, sending: saved is null, saved);
        return new RazorComponentResult<Page>(new { Asked = asked.Value, Typed = typed, Saved = saved, Errors = errors }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
