using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.CarryForm;

/// <summary>A call's form as programs see it.</summary>
/// <param name="Number">The version.</param>
/// <param name="Version">What a change of it names.</param>
/// <param name="IsPublished">Whether applicants see it: then it is frozen.</param>
/// <param name="Form">The form, as its published schema describes it.</param>
/// <param name="Problems">What is out of order.</param>
internal sealed record FormResponse(int Number, int Version, bool IsPublished, FormDefinition Form, IReadOnlyList<FormProblem> Problems);

/// <summary>A form as programs send it.</summary>
/// <param name="Version">The version of the form that is replaced, as it was read.</param>
/// <param name="Form">The form, as its published schema describes it.</param>
internal sealed record FormRequest(int Version, JsonElement? Form);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/form.json", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var draft = await handler.ReadAsync(id, cancellationToken);
            return draft.IsRefused
                ? draft.Refusal.Page()
                : Results.File(Encoding.UTF8.GetBytes(FormJson.WriteIndented(draft.Value.Version.Form)), "application/json", $"{draft.Value.Call.Reference}-form-{draft.Value.Version.Number}.json");
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/calls/{id:guid}/form/carry", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, null, null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/form/carry", async (Guid id, IFormCollection posted, Handler handler, CancellationToken cancellationToken) =>
        {
            var carried = await Carried.ReadAsync(posted, cancellationToken);
            var outcome = carried.IsRefused ? carried.Refusal : await handler.ReplaceAsync(id, carried.Value, cancellationToken);
            return outcome.IsRefused
                ? await ShowAsync(id, posted, outcome.Refusal, handler, cancellationToken)
                : new SeeOther($"/calls/{id}/form", new Notice(T("The form is replaced. You can undo it.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/api/v1/calls/{id:guid}/form", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var draft = await handler.ReadAsync(id, cancellationToken);
            return draft.IsRefused
                ? draft.Refusal.Problem()
                : Results.Ok(new FormResponse(draft.Value.Version.Number, draft.Value.Version.Revision, draft.Value.Version.PublishedAt is not null, draft.Value.Version.Form, draft.Value.Problems));
        }).WhoMay(Who.GrantManager).WithTags("Calls").WithName("ShowForm").WithSummary("The newest version of a call's form, with what is out of order in it.").Produces<FormResponse>();

        routes.MapPut("/api/v1/calls/{id:guid}/form", async (Guid id, FormRequest body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.ReplaceAsync(id, new Carried(body.Version, null, body.Form?.GetRawText() ?? "null", nameof(body.Form)), cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("WriteForm").WithSummary("Replaces the form that is being written; what it is made of, the schema at /schemas/form.json says.")
            .WithBodyExamples(() => [new BodyExample("Form", T("A form with the questions that every form has"), new JsonObject { ["version"] = 1, ["form"] = JsonNode.Parse(FormJson.Write(DefaultForm.Smallest)) })])
            .Produces<int>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ShowAsync(Guid id, IFormCollection? typed, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        if (refusal is { Kind: not RefusalKind.Invalid }) return refusal.Page($"/calls/{id}/form");
        var draft = await handler.ReadAsync(id, cancellationToken);
        if (draft.IsRefused) return draft.Refusal.Page();
        return new RazorComponentResult<CarryPage>(new
        {
            Caption = T($"Form of call {draft.Value.Call.Reference}"),
            Back = $"/calls/{id}/form",
            FormJson.SchemaPath,
            Version = int.TryParse(typed?["Version"], out var seen) ? seen : draft.Value.Version.Revision,
            Calls = await handler.CallsAsync(id, cancellationToken),
            From = typed?["From"].ToString(),
            Json = typed?["Json"].ToString(),
            Errors = refusal?.Errors(),
        })
        { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
