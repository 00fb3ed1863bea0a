using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Portal;
using Grants.SurvivorData;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.SaveApplication;

/// <summary>A draft as programs send it; what is left out stays as it is.</summary>
/// <param name="Answers">By question's code, as the schema at /schemas/answers.json describes an answer of its kind; empty or null takes an answer away.</param>
/// <param name="AnswerVersions">The versions that the answers were written over; needed where there is an answer already.</param>
internal sealed record Request(Dictionary<string, JsonElement> Answers, Dictionary<string, int>? AnswerVersions = null);

/// <param name="Version">The application's version.</param>
/// <param name="AnswerVersions">The version of each answer that was sent.</param>
/// <param name="Findings">What must still be put right in these answers before a submission, as the submission would say it, by question.</param>
internal sealed record Response(int Version, IReadOnlyDictionary<string, int> AnswerVersions, IReadOnlyDictionary<string, string> Findings);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/edit/{section}", async (Guid id, string section, Guid? kept, Handler handler, HttpRequest request, CancellationToken cancellationToken) =>
            await ShowAsync(id, section, handler, kept is { } keptId ? await handler.KeptAsync(keptId, request.Path, cancellationToken) : null, null, cancellationToken))
            .WhoMay(Who.Applicant).ExcludeFromDescription();

        // Files are stored and removed while the form is read; one that was refused keeps no answer from being saved.
        routes.MapPost("/applications/{id:guid}/edit/{section}", async (Guid id, string section, IFormCollection form, Handler handler, HttpContext http, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, DraftFields.TypedIn(form), cancellationToken);
            if (outcome.IsRefused) return await ShowAsync(id, section, handler, form, outcome.Refusal, cancellationToken);
            if ((await handler.ConfirmAsync(id, SurvivorDataReview.ConfirmedIn(form), cancellationToken)).Refusal is { } unconfirmed)
                return await ShowAsync(id, section, handler, form, unconfirmed, cancellationToken);
            if (Conflicts.NotYet(outcome.Value, outcome.Value.Unfit.Concat(RefusedFiles.Of(http))) is { } refusal) return await ShowAsync(id, section, handler, form, refusal, cancellationToken, outcome.Value);
            return form["More"].ToString() is { Length: > 0 } more && FormRules.IsCode(more)
                ? new SeeOther($"{SectionWords.Path(id, section)}#{more}", new Notice(T("Saved.")))
                : new SeeOther($"/applications/{id}", new Notice(T("Saved. You can go on now or come back later.")));
        }).WhoMay(Who.Applicant).TakesFiles(DocumentPurpose.Application).KeepsTyped().ExcludeFromDescription();

        routes.MapPut("/api/v1/applications/{id:guid}", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            {
                var (texts, unreadable) = (new List<TypedAnswer>(), new Dictionary<string, string>());
                foreach (var (code, value) in body.Answers)
                {
                    if (FormAnswers.TryTextOf(value, out var text) is { } wrong) unreadable.Add(code, wrong);
                    else texts.Add(new TypedAnswer(code, body.AnswerVersions?.GetValueOrDefault(code) ?? 0, text));
                }

                var outcome = await handler.HandleAsync(id, texts, cancellationToken);
                if (outcome.IsRefused) return outcome.Refusal.Problem();
                if (outcome.Value.Errors.Count + unreadable.Count > 0) return Refusal.Invalid(outcome.Value.Errors.Concat(unreadable).ToDictionary()).Problem();
                return outcome.Value.Conflicts.Count > 0
                    ? Conflicts.Problem(outcome.Value.Conflicts)
                    : Results.Ok(new Response(outcome.Value.Version, outcome.Value.Saved.ToDictionary(answer => answer.Key, answer => answer.Value.Version),
                        outcome.Value.Findings.ToDictionary()));
            })
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("SaveApplication")
            .WithSummary("Changes a draft; what is left out stays as it is, and what is not refused is saved. Of an answer that somebody else has changed since, both texts are kept (409).")
            .WithBodyExamples(() => [new BodyExample("Answers", T("One answer of each kind"), new JsonObject { ["answers"] = AnswerJson.Answers, ["answerVersions"] = new JsonObject { [FormDefinition.TitleCode] = 0 } })])
            .Produces<Response>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    // Shown again after a refusal it holds what was typed and is not saved. Where a colleague has saved meanwhile, what they saved stands beside it.
    private static async Task<IResult> ShowAsync(
        Guid id, string section, Handler handler, IFormCollection? typed, Refusal? refusal, CancellationToken cancellationToken, SavedAnswers? saved = null)
    {
        if (refusal is { Kind: RefusalKind.NotFound }) return refusal.Page();
        var file = await handler.ReadAsync(id, cancellationToken);
        if (file.IsRefused)
        {
            return typed is null || file.Refusal.Kind == RefusalKind.NotFound
                ? file.Refusal.Page($"/applications/{id}")
                : file.Refusal.Page(typed, $"/applications/{id}");
        }

        if (file.Value.Form.FindSection(section) is not { } part) return Refusal.NotFound().Page($"/applications/{id}");
        return new RazorComponentResult<Page>(new
        {
            File = file.Value,
            Section = part,
            Typed = typed,
            Saved = saved,
            IsKept = typed is not null && refusal is null,
            Here = await handler.HereAsync(id, part.Title, cancellationToken),
            Errors = refusal is null ? null : DraftErrors.Of(refusal, file.Value.Answered, typed, sending: false, saved),
        })
        { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
