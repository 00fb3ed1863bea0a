using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.SaveApplication;

/// <summary>A draft as programs send it; what is left out stays as it is. The country is read only together with the title.</summary>
internal sealed record Request(int Version, string? Title = null, string? Country = null, Dictionary<string, string?>? Answers = null, IReadOnlyList<BudgetLine>? Budget = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/edit/{section}", async (Guid id, string section, Handler handler, CancellationToken cancellationToken) =>
            Section(section) is { } part ? await ShowAsync(id, part, handler, null, null, cancellationToken) : Refusal.NotFound().Page())
            .WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/edit/{section}", async (Guid id, string section, IFormCollection form, Handler handler, CancellationToken cancellationToken) =>
        {
            if (Section(section) is not { } part) return Refusal.NotFound().Page();

            // Files are stored and removed while the form is read, so nothing is left to save.
            if (part == FormSection.Documents) return await DocumentsSavedAsync(id, handler, cancellationToken);
            var typed = new TypedSection(part, form);
            var outcome = typed.Errors.Any ? Refusal.Invalid(typed.Errors.ToDictionary(error => error.Field, error => error.Message)) : await handler.HandleAsync(id, typed.Changes, cancellationToken);
            if (outcome.IsRefused) return await ShowAsync(id, part, handler, typed, outcome.Refusal, cancellationToken);
            return form.ContainsKey("More")
                ? new SeeOther($"/applications/{id}/edit/{section}", new Notice("Saved."))
                : new SeeOther($"/applications/{id}", SavedNotice);
        }).WhoMay(Who.Applicant).TakesFiles(DocumentPurpose.Application).ExcludeFromDescription();

        routes.MapPut("/api/v1/applications/{id:guid}", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(
                id, new Changes(body.Version, body.Title is null ? null : new About(body.Title, body.Country), body.Answers, body.Budget), cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("SaveApplication").WithSummary("Changes a draft; what is left out stays as it is.");
    }

    private static async Task<IResult> DocumentsSavedAsync(Guid id, Handler handler, CancellationToken cancellationToken)
    {
        var file = await handler.ReadAsync(id, cancellationToken);
        return file.IsRefused ? file.Refusal.Page($"/applications/{id}") : new SeeOther($"/applications/{id}", SavedNotice);
    }

    private static Notice SavedNotice => new("Saved. You can go on now or come back later.");

    private static FormSection? Section(string name) => Enum.TryParse<FormSection>(name, ignoreCase: true, out var section) && Enum.IsDefined(section) ? section : null;

    // Shown again after a refusal it holds what was typed. When a colleague has saved meanwhile, what they saved stands beside it, and the form carries
    // the new version: saving again keeps what is typed.
    private static async Task<IResult> ShowAsync(Guid id, FormSection section, Handler handler, TypedSection? typed, Refusal? refusal, CancellationToken cancellationToken)
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
            HasConflict = refusal?.Kind == RefusalKind.Changed,
            Errors = refusal?.Errors(),
        })
        { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
