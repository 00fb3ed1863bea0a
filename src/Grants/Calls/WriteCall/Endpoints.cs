using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.WriteCall;

internal sealed record AboutRequest(
    int Version, string Reference, string Title, string Summary, string Objectives, string Eligibility, Pathways Pathways, ProjectAreas ProjectAreas, IReadOnlyList<string>? Countries = null);

internal sealed record MoneyRequest(int Version, string Currency, long FloorMinor, long CeilingMinor, long TotalMinor, int GrantMonths);

internal sealed record TimetableRequest(int Version, string TimeZone, DateTime OpensAt, DateTime DeadlineAt, DateTime DecisionsBy, DateTime? QuestionsCloseAt = null);

internal sealed record ContactsRequest(int Version, string? Contacts);

internal sealed record ReviewersRequest(int Version, int ReviewersPerApplication);

internal static class Endpoints
{
    /// <summary>What the button posts that leads to the part after the one that is saved.</summary>
    public const string GoOn = "next";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/write", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var draft = await handler.ShowAsync(id, cancellationToken);
            return draft.IsRefused ? draft.Refusal.Page($"/calls/{id}") : (IResult)new RazorComponentResult<TasksPage>(new { Draft = draft.Value });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/calls/{id:guid}/write/documents", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowDocumentsAsync(id, null, handler, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        // The files have been stored and removed by now; the form is bound for its token.
        routes.MapPost("/calls/{id:guid}/write/documents", async (Guid id, IFormCollection _, HttpContext http, Handler handler, CancellationToken cancellationToken) =>
                RefusedFiles.And(http) is { } refusal ? await ShowDocumentsAsync(id, refusal, handler, cancellationToken) : new SeeOther($"/calls/{id}/write", new Notice(T("Saved."))))
            .TakesFiles(DocumentPurpose.Call).WhoMay(Who.GrantManager).ExcludeFromDescription();

        MapPart<AboutForm, AboutPage>(routes, CallParts.About, AboutForm.Of, form => form.Version, (call, form, _) => call.Write(form.Read().Clean()));
        MapPart<MoneyForm, MoneyPage>(routes, CallParts.Money, MoneyForm.Of, form => form.Version, (call, form, errors) => form.Read(errors) is var money && errors.Any ? Unread : call.Write(money));
        MapPart<TimetableForm, TimetablePage>(routes, CallParts.Timetable, TimetableForm.Of, form => form.Version, (call, form, errors) => form.Read(errors) is var timetable && errors.Any ? Unread : call.Write(timetable));
        MapPart<ContactsForm, ContactsPage>(routes, CallParts.Contacts, ContactsForm.Of, form => form.Version, (call, form, _) => call.WriteContacts(Texts.Clean(form.Contacts)));
        MapPart<ReviewersForm, ReviewersPage>(routes, CallParts.Reviewers, ReviewersForm.Of, form => form.Version, (call, form, errors) => form.Read(errors) is var reviewers && errors.Any ? Unread : call.WriteReviewers(reviewers));

        MapPart<AboutRequest>(routes, CallParts.About, body => body.Version, (call, body) => call.Write(
            new CallAbout(body.Reference, body.Title, body.Summary, body.Objectives, body.Eligibility, body.Countries ?? [], body.Pathways, body.ProjectAreas).Clean()));
        MapPart<MoneyRequest>(routes, CallParts.Money, body => body.Version, (call, body) => call.Write(new CallMoney(body.Currency, body.FloorMinor, body.CeilingMinor, body.TotalMinor, body.GrantMonths)));
        MapPart<TimetableRequest>(routes, CallParts.Timetable, body => body.Version, (call, body) => call.Write(
            new CallTimetable(body.TimeZone, body.OpensAt, body.QuestionsCloseAt ?? body.DeadlineAt, body.DeadlineAt, body.DecisionsBy)));
        MapPart<ContactsRequest>(routes, CallParts.Contacts, body => body.Version, (call, body) => call.WriteContacts(Texts.Clean(body.Contacts)));
        MapPart<ReviewersRequest>(routes, CallParts.Reviewers, body => body.Version, (call, body) => call.WriteReviewers(body.ReviewersPerApplication));
    }

    private static async Task<IResult> ShowDocumentsAsync(Guid id, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        var draft = await handler.DocumentsAsync(id, cancellationToken);
        return draft.IsRefused
            ? draft.Refusal.Page($"/calls/{id}")
            : new RazorComponentResult<DocumentsPage>(new { Draft = draft.Value, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }

    // What could not be read is said beside its field already.
    private static Outcome Unread => Refusal.Invalid(new Dictionary<string, string>());

    private static void MapPart<TForm, TPage>(IEndpointRouteBuilder routes, CallParts part, Func<Call, TForm> of, Func<TForm, int> version, Func<Call, TForm, FieldErrors, Outcome> write)
        where TForm : class
        where TPage : IComponent
    {
        var path = CallWords.PathOf("{id:guid}", part);
        routes.MapGet(path, async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var call = await handler.ReadAsync(id, cancellationToken);
            return call.IsRefused ? call.Refusal.Page($"/calls/{id}") : (IResult)new RazorComponentResult<TPage>(new { Id = id, Form = of(call.Value) });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost(path, async (Guid id, [FromForm] TForm form, HttpContext http, Handler handler, TimeProvider clock, CancellationToken cancellationToken) =>
        {
            var errors = new FieldErrors();
            var outcome = await handler.HandleAsync(id, version(form), part, call => write(call, form, errors), clock.GetUtcNow().UtcDateTime, cancellationToken);
            if (!outcome.IsRefused)
            {
                var next = http.Request.Form["Act"] == GoOn ? CallWords.Parts.SkipWhile(each => each != part).ElementAtOrDefault(1) : CallParts.None;
                return new SeeOther(next == CallParts.None ? $"/calls/{id}/write" : CallWords.PathOf(id, next), new Notice(T("Saved.")));
            }

            if (outcome.Refusal.Kind != RefusalKind.Invalid) return outcome.Refusal.Page(CallWords.PathOf(id, part));
            foreach (var (field, message) in outcome.Refusal.Fields!) errors.Add(field, message);
            return (IResult)new RazorComponentResult<TPage>(new { Id = id, Form = form, Errors = errors }) { StatusCode = outcome.Refusal.Status() };
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();
    }

    // Of an unconstrained type a body could be left out.
    private static void MapPart<TRequest>(IEndpointRouteBuilder routes, CallParts part, Func<TRequest, int> version, Func<Call, TRequest, Outcome> write)
        where TRequest : class
    {
        var name = part.ToString();
        routes.MapPut($"/api/v1/calls/{{id:guid}}/{name.ToLowerInvariant()}", async (Guid id, TRequest body, Handler handler, TimeProvider clock, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, version(body), part, call => write(call, body), clock.GetUtcNow().UtcDateTime, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName($"WriteCall{name}").WithSummary($"Writes a draft's {name.ToLowerInvariant()}. Instants are ISO 8601; one without an offset is read as UTC.")
            .Produces<Written>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }
}
