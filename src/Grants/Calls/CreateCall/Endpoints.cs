using System.Text.Json;
using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.CreateCall;

/// <summary>
/// A new call: its reference and title, and whatever of its terms is known. A part whose terms are left out altogether stays to be written; form (as its schema
/// describes it), rubric, scale and reviewers are the programme's usual ones when they are left out.
/// </summary>
internal sealed record Request(
    string Reference, string Title, CallKind Kind = CallKind.OneStage, Guid? ConceptCallId = null,
    string? Summary = null, string? Objectives = null, string? Eligibility = null, IReadOnlyList<string>? Countries = null, Pathways Pathways = Pathways.None, ProjectAreas ProjectAreas = ProjectAreas.None,
    string? Currency = null, long? FloorMinor = null, long? CeilingMinor = null, long? TotalMinor = null, int? GrantMonths = null,
    string? TimeZone = null, DateTime? OpensAt = null, DateTime? QuestionsCloseAt = null, DateTime? DeadlineAt = null, DateTime? DecisionsBy = null,
    string? Contacts = null, int? ReviewersPerApplication = null, JsonElement? Form = null, IReadOnlyList<CriterionRequest>? Rubric = null, IReadOnlyList<ScaleStep>? Scale = null)
{
    public NewCall Terms => new(
        Reference, Title, Kind, ConceptCallId,
        Summary is null && Objectives is null && Eligibility is null ? null : new CallAbout(Reference, Title, Summary ?? "", Objectives ?? "", Eligibility ?? "", Countries ?? [], Pathways, ProjectAreas),
        FloorMinor is null && CeilingMinor is null && TotalMinor is null && GrantMonths is null ? null
            : new CallMoney(Currency ?? CallDefaults.Money.Currency, FloorMinor ?? 0, CeilingMinor ?? 0, TotalMinor ?? 0, GrantMonths ?? 0),
        OpensAt is null && DeadlineAt is null && DecisionsBy is null ? null
            : new CallTimetable(TimeZone ?? "", OpensAt ?? default, QuestionsCloseAt ?? DeadlineAt ?? default, DeadlineAt ?? default, DecisionsBy ?? default),
        Contacts ?? "", ReviewersPerApplication ?? CallDefaults.Reviewers);
}

#pragma warning disable CS1591 // Fields of the form.
/// <summary>The page's form as it was typed.</summary>
public sealed class Form
{
    public string? Reference { get; init; }

    public string? Title { get; init; }

    public string? Kind { get; init; }

    public string? ConceptCallId { get; init; }
}
#pragma warning restore CS1591

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/new", (Handler handler, CancellationToken cancellationToken) => ShowAsync(handler, new Form { Kind = nameof(CallKind.OneStage) }, null, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/new", async ([FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            if (!Enum.TryParse<CallKind>(form.Kind, out var kind) || !Enum.IsDefined(kind))
                return await ShowAsync(handler, form, Refusal.Invalid(nameof(Form.Kind), T("Choose whether the call has one stage or two")), cancellationToken);
            var outcome = await handler.HandleAsync(new NewCall(form.Reference ?? "", form.Title ?? "", kind, Guid.TryParse(form.ConceptCallId, out var conceptCall) ? conceptCall : null), DefaultForm.Of(kind), DefaultForm.Rubric(kind), cancellationToken);
            return outcome.IsRefused
                ? await ShowAsync(handler, form, outcome.Refusal, cancellationToken)
                : new SeeOther($"/calls/{outcome.Value.Id}/write", new Notice(T("The call is kept as a draft. Nobody outside the programme sees it until you publish it.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls", async (Request body, Handler handler, CancellationToken cancellationToken) =>
        {
            var form = DefaultForm.Of(body.Kind);
            if (body.Form is { ValueKind: not JsonValueKind.Null } json && (FormJson.TryRead(json.GetRawText(), out form) ?? FormVersion.WhyNotKept(form)) is { } error) return Refusal.Invalid("form", error).Problem();
            return (await handler.HandleAsync(body.Terms, form, CriterionRequest.Rubric(body.Rubric, body.Scale, body.Kind), cancellationToken)).Json();
        }).WhoMay(Who.GrantManager).WithTags("Calls").WithName("CreateCall")
            .WithSummary("Keeps a new call as a draft. Instants are ISO 8601; one without an offset is read as UTC.").Produces<Created>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> ShowAsync(Handler handler, Form form, Refusal? refusal, CancellationToken cancellationToken) =>
        new RazorComponentResult<Page>(new { Form = form, Errors = refusal?.Errors(), ConceptCalls = await handler.ConceptCallsAsync(cancellationToken) })
        {
            StatusCode = refusal?.Status() ?? StatusCodes.Status200OK,
        };
}
