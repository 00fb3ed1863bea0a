using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.AnswerQuestion;

#pragma warning disable CS1591 // Fields of the form.
/// <summary>The form as it was typed.</summary>
public sealed class Form
{
    public int Version { get; init; }

    public string? Question { get; init; }

    public string? Answer { get; init; }
}
#pragma warning restore CS1591

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/questions", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
            new RazorComponentResult<ListPage>(new { Id = id, Enquiries = await handler.ListAsync(id, cancellationToken) })).WhoMay(Who.GrantManager | Who.Auditor).ExcludeFromDescription();

        routes.MapGet("/questions/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var enquiry = await handler.ReadAsync(id, cancellationToken);
            return enquiry.IsRefused ? enquiry.Refusal.Page() : (IResult)Show(enquiry.Value, new Form { Version = enquiry.Value.Version, Question = enquiry.Value.Question, Answer = enquiry.Value.Answer });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/questions/{id:guid}", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var enquiry = await handler.ReadAsync(id, cancellationToken);
            if (enquiry.IsRefused) return enquiry.Refusal.Page();
            var outcome = await handler.HandleAsync(id, new Request(form.Version, form.Question ?? "", form.Answer ?? ""), cancellationToken);
            if (!outcome.IsRefused) return new SeeOther($"/calls/{enquiry.Value.CallId}/questions", new Notice(T("Question and answer are published. The asker and everybody who is writing an application have them by e-mail.")));
            return outcome.Refusal.Kind == RefusalKind.Invalid ? Show(enquiry.Value, form, outcome.Refusal) : outcome.Refusal.Page($"/questions/{id}");
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/api/v1/calls/{id:guid}/questions", async (Guid id, Handler handler, CancellationToken cancellationToken) => Results.Ok(await handler.ListAsync(id, cancellationToken)))
            .WhoMay(Who.GrantManager | Who.Auditor).WithTags("Calls").WithName("ListQuestions").WithSummary("The questions that organisations have asked about a call, those without an answer first.")
            .Produces<IReadOnlyList<EnquiryView>>();
        routes.MapPost("/api/v1/questions/{id:guid}/answer", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, body, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("AnswerQuestion").WithSummary("Publishes a question, in words that show nobody, with its answer.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static RazorComponentResult<Page> Show(EnquiryView enquiry, Form form, Refusal? refusal = null) =>
        new(new { Enquiry = enquiry, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
