using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.EditForm;

/// <summary>A button of the form's page: what it does, and to which section or question.</summary>
internal sealed record PressRequest(int Version, string? Act = null);

/// <summary>A section as a manager types it.</summary>
internal sealed record SectionRequest(int Version, string? Title = null, string? Intro = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/form", async (Guid id, string? at, Handler handler, CancellationToken cancellationToken) =>
        {
            var view = await handler.ReadAsync(id, cancellationToken);
            return view.IsRefused ? view.Refusal.Page() : (IResult)new RazorComponentResult<FormPage>(new { View = view.Value, At = at });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/form", async (Guid id, [FromForm] PressRequest form, Handler handler, CancellationToken cancellationToken) =>
        {
            var (act, code) = form.Act?.Split(':', 2) is [var first, .. var rest] ? (first, rest.FirstOrDefault() ?? "") : ("", "");
            if (act == "undo")
            {
                var edit = await handler.UndoAsync(id, form.Version, cancellationToken);
                return edit.IsRefused ? edit.Refusal.Page($"/calls/{id}/form") : new SeeOther($"/calls/{id}/form", new Notice(T($"Undone. {edit.Value.Undone}")));
            }

            var outcome = await handler.PressAsync(id, form.Version, act, code, cancellationToken);
            if (outcome.IsRefused) return outcome.Refusal.Page($"/calls/{id}/form");
            var place = Uri.EscapeDataString(act.StartsWith("section", StringComparison.Ordinal) ? FormPage.SectionId(code) : code);
            return act.EndsWith("delete", StringComparison.Ordinal) && outcome.Value != form.Version
                ? new SeeOther($"/calls/{id}/form", new Notice(T("Deleted. You can undo it.")))
                : new SeeOther(code.Length > 0 ? $"/calls/{id}/form?at={place}#{place}" : $"/calls/{id}/form");
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/calls/{id:guid}/form/section/{code?}", async (Guid id, string? code, Handler handler, CancellationToken cancellationToken) =>
        {
            var view = await handler.ReadAsync(id, cancellationToken);
            if (view.IsRefused) return view.Refusal.Page();
            var section = code is null ? null : view.Value.Form.FindSection(code);
            return code is not null && section is null
                ? Refusal.NotFound().Page()
                : new RazorComponentResult<SectionPage>(new { View = view.Value, Code = code, section?.Title, section?.Intro });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/form/section/{code?}", async (Guid id, string? code, [FromForm] SectionRequest form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.SaveSectionAsync(id, form.Version, code, form.Title, form.Intro, cancellationToken);
            if (!outcome.IsRefused) return new SeeOther($"/calls/{id}/form#{(code is null ? "end" : FormPage.SectionId(code))}");
            var view = await handler.ReadAsync(id, cancellationToken);
            return outcome.Refusal.Kind != RefusalKind.Invalid || view.IsRefused
                ? outcome.Refusal.Page($"/calls/{id}/form")
                : new RazorComponentResult<SectionPage>(new { View = view.Value with { Revision = form.Version }, Code = code, form.Title, form.Intro, Errors = outcome.Refusal.Errors() }) { StatusCode = outcome.Refusal.Status() };
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/calls/{id:guid}/form/question/{code?}", (Guid id, string? code, QuestionKind? kind, string? section, Handler handler, CancellationToken cancellationToken) =>
            ShowAsync(id, code, kind is { } known && Enum.IsDefined(known) ? known : QuestionKind.LongText, section ?? "", null, null, handler, cancellationToken)).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/form/question/{code?}", async (Guid id, string? code, [FromForm] QuestionForm form, HttpContext http, Handler handler, CancellationToken cancellationToken) =>
        {
            form.WithAnswers(http.Request.Form);
            var kind = Enum.TryParse<QuestionKind>(form.Kind, out var typed) && Enum.IsDefined(typed) ? typed : QuestionKind.LongText;
            var outcome = await handler.SaveQuestionAsync(id, code, kind, form.Section ?? "", form, cancellationToken);
            return outcome.IsRefused
                ? await ShowAsync(id, code, kind, form.Section ?? "", form, outcome.Refusal, handler, cancellationToken)
                : new SeeOther($"/calls/{id}/form#{code ?? FormPage.SectionId(form.Section ?? "")}", new Notice(T("Saved.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(Guid id, string? code, QuestionKind kind, string section, QuestionForm? typed, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        if (refusal is { Kind: not RefusalKind.Invalid }) return refusal.Page($"/calls/{id}/form");
        var view = await handler.QuestionAsync(id, code, kind, section, cancellationToken);
        if (view.IsRefused) return view.Refusal.Page();
        var shown = typed ?? (code is null
            ? new QuestionForm { Version = view.Value.Of.Revision, MostFiles = "1" }
            : QuestionForm.Of(view.Value.Of.Form.Find(code)!, view.Value.Of.Revision, view.Value.Of.Terms.Currency));
        return new RazorComponentResult<QuestionPage>(new { View = view.Value, Form = shown, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
