using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.SaveApplication;

/// <summary>
/// A draft as programs send it; what is left out stays as it is. The country is read only together with the title. Who replaces answers says in
/// <paramref name="AnswerVersions"/> which versions they were written over.
/// </summary>
internal sealed record Request(
    int Version, string? Title = null, string? Country = null, Dictionary<string, string?>? Answers = null, IReadOnlyList<BudgetLine>? Budget = null,
    Dictionary<string, int>? AnswerVersions = null);

/// <param name="Version">The application's version.</param>
/// <param name="AnswerVersions">The version of each answer that was sent.</param>
internal sealed record Response(int Version, IReadOnlyDictionary<string, int> AnswerVersions);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/edit/{section}", async (Guid id, string section, Guid? kept, Handler handler, HttpRequest request, CancellationToken cancellationToken) =>
        {
            if (Section(section) is not { } part) return Refusal.NotFound().Page();
            var form = kept is { } keptId ? await handler.KeptAsync(keptId, request.Path, cancellationToken) : null;
            return await ShowAsync(id, part, handler, form is null ? null : new TypedSection(part, form), null, cancellationToken);
        })
            .WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/edit/{section}", async (Guid id, string section, IFormCollection form, Handler handler, CancellationToken cancellationToken) =>
        {
            if (Section(section) is not { } part) return Refusal.NotFound().Page();

            // Files are stored and removed while the form is read, so nothing is left to save.
            if (part == FormSection.Documents) return await DocumentsSavedAsync(id, handler, cancellationToken);
            var typed = new TypedSection(part, form);
            var outcome = typed.Errors.Any ? Refusal.Invalid(typed.Errors.ToDictionary(error => error.Field, error => error.Message)) : await handler.HandleAsync(id, typed.Changes, cancellationToken);
            if (outcome.IsRefused) return await ShowAsync(id, part, handler, typed, outcome.Refusal, cancellationToken);
            if (NotYet(outcome.Value.Answers) is { } refusal) return await ShowAsync(id, part, handler, typed, refusal, cancellationToken, outcome.Value.Answers);
            return form.ContainsKey("More")
                ? new SeeOther($"/applications/{id}/edit/{section}", new Notice("Saved."))
                : new SeeOther($"/applications/{id}", SavedNotice);
        }).WhoMay(Who.Applicant).TakesFiles(DocumentPurpose.Application).KeepsTyped().ExcludeFromDescription();

        routes.MapPut("/api/v1/applications/{id:guid}", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            {
                var answers = body.Answers?.Select(answer => new TypedAnswer(answer.Key, body.AnswerVersions?.GetValueOrDefault(answer.Key) ?? 0, answer.Value)).ToList();
                var outcome = await handler.HandleAsync(id, new Changes(body.Version, body.Title is null ? null : new About(body.Title, body.Country), answers, body.Budget), cancellationToken);
                if (outcome.IsRefused) return outcome.Refusal.Problem();
                if (outcome.Value.Answers.Errors.Count > 0) return Refusal.Invalid(outcome.Value.Answers.Errors).Problem();
                return outcome.Value.Answers.Conflicts.Count > 0
                    ? Conflicts.Problem(outcome.Value.Answers.Conflicts)
                    : Results.Ok(new Response(outcome.Value.Version, outcome.Value.Answers.Saved.ToDictionary(answer => answer.Key, answer => answer.Value.Version)));
            })
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("SaveApplication")
            .WithSummary("Changes a draft; what is left out stays as it is, and what is not refused is saved. Of an answer that somebody else has changed since, both texts are kept (409).")
            .Produces<Response>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    // What keeps a section from being done: a text that cannot be kept, one that must be shortened (it is kept), or a colleague's.
    private static Refusal? NotYet(SavedAnswers answers)
    {
        var fields = new Dictionary<string, string>(answers.Errors);
        foreach (var (code, saved) in answers.Saved.Where(saved => saved.Value.Finding is not null)) fields[code] = saved.Finding!;
        foreach (var (code, theirs) in answers.Conflicts) fields[code] = T($"{theirs.By} saved another answer while you were writing: choose which one is to be the answer");
        if (fields.Count == 0) return null;
        return answers.Conflicts.Count == 0 ? Refusal.Invalid(fields) : Refusal.Changed() with { Fields = fields };
    }

    private static async Task<IResult> DocumentsSavedAsync(Guid id, Handler handler, CancellationToken cancellationToken)
    {
        var file = await handler.ReadAsync(id, cancellationToken);
        return file.IsRefused ? file.Refusal.Page($"/applications/{id}") : new SeeOther($"/applications/{id}", SavedNotice);
    }

    private static Notice SavedNotice => new("Saved. You can go on now or come back later.");

    private static FormSection? Section(string name) => Enum.TryParse<FormSection>(name, ignoreCase: true, out var section) && Enum.IsDefined(section) ? section : null;

    // Shown again after a refusal it holds what was typed. Where a colleague has saved meanwhile, what they saved stands beside it, and the form carries
    // the new version: saving again keeps what is typed.
    private static async Task<IResult> ShowAsync(
        Guid id, FormSection section, Handler handler, TypedSection? typed, Refusal? refusal, CancellationToken cancellationToken, SavedAnswers? saved = null)
    {
        if (refusal is { Kind: RefusalKind.NotFound }) return refusal.Page();
        var file = await handler.ReadAsync(id, cancellationToken);
        if (file.IsRefused)
        {
            return typed is null || file.Refusal.Kind == RefusalKind.NotFound
                ? file.Refusal.Page($"/applications/{id}")
                : PortalErrors.Page(file.Refusal.Status(), file.Refusal.Message, typed.Form, $"/applications/{id}");
        }

        return new RazorComponentResult<Page>(new
        {
            File = file.Value,
            Section = section,
            Typed = typed ?? TypedSection.Of(section, file.Value),
            HasConflict = refusal?.Kind == RefusalKind.Changed && saved is null,
            Saved = saved,
            IsKept = typed is not null && refusal is null,
            Here = await handler.HereAsync(id, SectionWords.Title(section), cancellationToken),
            Errors = refusal?.Errors(),
        })
        { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
