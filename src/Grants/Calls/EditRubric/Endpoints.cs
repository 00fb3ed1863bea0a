using System.Text;
using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.EditRubric;

/// <summary>A button of the rubric's page: what it does, and to which criterion.</summary>
internal sealed record PressRequest(int Version, string? Act = null);

/// <summary>A rubric as programs send it. Criteria or scale that are left out are the programme's usual ones.</summary>
/// <param name="Version">The version of the call that it was written from.</param>
/// <param name="Criteria">What is scored; the weights sum to 100.</param>
/// <param name="Scale">What each score stands for, from the lowest, 0 or 1, to the highest.</param>
internal sealed record RubricRequest(int Version, IReadOnlyList<CriterionRequest>? Criteria = null, IReadOnlyList<ScaleStep>? Scale = null);

/// <summary>A call's rubric as programs see it.</summary>
/// <param name="Version">What a change of it names: the call's version.</param>
/// <param name="IsFrozen">Whether the call is published.</param>
/// <param name="Criteria">What is scored.</param>
/// <param name="Scale">What each score stands for.</param>
/// <param name="Problems">What is out of order.</param>
internal sealed record RubricResponse(int Version, bool IsFrozen, IReadOnlyList<Criterion> Criteria, IReadOnlyList<ScaleStep> Scale, IReadOnlyList<string> Problems);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapPages(routes);
        MapCarrying(routes);

        routes.MapGet("/api/v1/calls/{id:guid}/rubric", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
                (await handler.ReadAsync(id, cancellationToken)).Json(view => new RubricResponse(view.Version, view.IsFrozen, view.Rubric.Criteria, view.Rubric.Scale, view.Problems)))
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("ShowRubric").WithSummary("A call's rubric, with what is out of order in it.");

        routes.MapPut("/api/v1/calls/{id:guid}/rubric", async (Guid id, RubricRequest body, Handler handler, CancellationToken cancellationToken) =>
                (await handler.ReplaceAsync(id, body.Version, CriterionRequest.Rubric(body.Criteria, body.Scale), cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("WriteRubric").WithSummary("Replaces the rubric of a draft call.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);

        routes.MapGet(RubricJson.SchemaPath, () => Results.Content(RubricJson.Schema, "application/schema+json"))
            .WhoMay(Who.Anyone).WithTags("Calls").WithName("ShowRubricSchema").WithSummary("The JSON schema of a call's rubric.");
    }

    private static void MapPages(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/rubric", (Guid id, Guid? at, Handler handler, CancellationToken cancellationToken) =>
            ShowAsync<RubricPage>(id, null, handler, view => new { View = view, At = at }, cancellationToken)).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/rubric", async (Guid id, [FromForm] PressRequest form, Handler handler, CancellationToken cancellationToken) =>
        {
            var (act, criterion) = form.Act?.Split(':', 2) is [var first, .. var rest] ? (first, Guid.TryParse(rest.FirstOrDefault(), out var one) ? one : Guid.Empty) : ("", Guid.Empty);
            var outcome = await handler.PressAsync(id, form.Version, act, criterion, cancellationToken);
            if (outcome.IsRefused) return outcome.Refusal.Page(PathOf(id));
            return act switch
            {
                "delete" => new SeeOther(PathOf(id), new Notice(T("Deleted. You can undo it."))),
                "undo" => new SeeOther(PathOf(id)),
                _ => new SeeOther($"{PathOf(id)}?at={criterion}#c-{criterion}"),
            };
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/rubric/weights", async (Guid id, [FromForm] WeightsForm form, Handler handler, CancellationToken cancellationToken) =>
            await SavedAsync<RubricPage>(id, await handler.SaveWeightsAsync(id, form, cancellationToken), handler, (view, errors) => new { View = view with { Version = form.Version }, Typed = form, Errors = errors }, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/calls/{id:guid}/rubric/criterion/{criterionId:guid?}", async (Guid id, Guid? criterionId, Handler handler, CancellationToken cancellationToken) =>
        {
            var view = await handler.ReadAsync(id, cancellationToken);
            if (view.IsRefused) return view.Refusal.Page();
            var criterion = criterionId is { } known ? view.Value.Rubric.Find(known) : null;
            if (criterionId is not null && criterion is null) return Refusal.NotFound().Page();
            // A new one most often takes what is left.
            var form = criterion is not null ? CriterionForm.Of(criterion, view.Value.Version)
                : new CriterionForm { Version = view.Value.Version, Weight = view.Value.Rubric.Weight is < 100 and var sum ? $"{100 - sum}" : null };
            return new RazorComponentResult<CriterionPage>(new { View = view.Value, Id = criterionId, Form = form });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/rubric/criterion/{criterionId:guid?}", async (Guid id, Guid? criterionId, [FromForm] CriterionForm form, Handler handler, CancellationToken cancellationToken) =>
            await SavedAsync<CriterionPage>(id, await handler.SaveCriterionAsync(id, criterionId, form, cancellationToken), handler, (view, errors) => new { View = view, Id = criterionId, Form = form, Errors = errors }, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/calls/{id:guid}/rubric/scale", (Guid id, Handler handler, CancellationToken cancellationToken) =>
            ShowAsync<ScalePage>(id, null, handler, view => new { View = view, Form = ScaleForm.Of(view.Rubric.Scale, view.Version) }, cancellationToken)).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/rubric/scale", async (Guid id, [FromForm] ScaleForm form, Handler handler, CancellationToken cancellationToken) => form.Act is "more" or "fewer"
            ? await ShowAsync<ScalePage>(id, null, handler, view => new { View = view, Form = form.WithOne(form.Act == "more") }, cancellationToken)
            : await SavedAsync<ScalePage>(id, await handler.SaveScaleAsync(id, form, cancellationToken), handler, (view, errors) => new { View = view, Form = form, Errors = errors }, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();
    }

    private static void MapCarrying(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/rubric.json", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var view = await handler.ReadAsync(id, cancellationToken);
            return view.IsRefused ? view.Refusal.Page() : Results.File(Encoding.UTF8.GetBytes(RubricJson.WriteIndented(view.Value.Rubric)), "application/json", $"{view.Value.Reference}-rubric.json");
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/calls/{id:guid}/rubric/carry", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowCarryingAsync(id, null, null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/rubric/carry", async (Guid id, IFormCollection posted, Handler handler, CancellationToken cancellationToken) =>
        {
            var carried = await Carried.ReadAsync(posted, cancellationToken);
            var outcome = carried.IsRefused ? carried.Refusal : await handler.ReplaceAsync(id, carried.Value, cancellationToken);
            return outcome.IsRefused
                ? await ShowCarryingAsync(id, posted, outcome.Refusal, handler, cancellationToken)
                : new SeeOther(PathOf(id), new Notice(T("The rubric is replaced. You can undo it.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();
    }

    private static string PathOf(Guid id) => $"/calls/{id}/rubric";

    private static async Task<IResult> ShowCarryingAsync(Guid id, IFormCollection? typed, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        var calls = await handler.CallsAsync(id, cancellationToken);
        return await ShowAsync<CarryPage>(id, refusal, handler, view => new
        {
            Caption = T($"Rubric of call {view.Reference}"),
            Back = PathOf(id),
            RubricJson.SchemaPath,
            Version = int.TryParse(typed?["Version"], out var seen) ? seen : view.Version,
            Calls = calls,
            From = typed?["From"].ToString(),
            Json = typed?["Json"].ToString(),
            Errors = refusal?.Errors(),
        }, cancellationToken);
    }

    private static async Task<IResult> SavedAsync<TPage>(Guid id, Outcome<RubricWritten> outcome, Handler handler, Func<RubricView, FieldErrors, object> parameters, CancellationToken cancellationToken)
        where TPage : IComponent => outcome.IsRefused
            ? await ShowAsync<TPage>(id, outcome.Refusal, handler, view => parameters(view, outcome.Refusal.Errors()), cancellationToken)
            : new SeeOther(PathOf(id), new Notice(T("Saved.")));

    private static async Task<IResult> ShowAsync<TPage>(Guid id, Refusal? refusal, Handler handler, Func<RubricView, object> parameters, CancellationToken cancellationToken)
        where TPage : IComponent
    {
        if (refusal is { Kind: not RefusalKind.Invalid }) return refusal.Page(PathOf(id));
        var view = await handler.ReadAsync(id, cancellationToken);
        return view.IsRefused ? view.Refusal.Page() : new RazorComponentResult<TPage>(parameters(view.Value)) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
