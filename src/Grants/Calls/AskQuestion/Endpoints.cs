using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.AskQuestion;

#pragma warning disable CS1591 // Fields of the form.
/// <summary>The form as it was typed.</summary>
public sealed class Form
{
    public string? OrganisationId { get; init; }

    public string? Question { get; init; }
}
#pragma warning restore CS1591

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/questions/new", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, new Form(), null, handler, cancellationToken))
            .WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/questions/new", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, new Request(form.Question ?? "", Guid.TryParse(form.OrganisationId, out var organisation) ? organisation : null), cancellationToken);
            if (!outcome.IsRefused) return new SeeOther($"/calls/{id}", new Notice(T("Your question is sent. When it is answered, question and answer stand on this page without your name, and you have an e-mail.")));
            return outcome.Refusal.Kind == RefusalKind.Invalid ? await ShowAsync(id, form, outcome.Refusal, handler, cancellationToken) : outcome.Refusal.Page($"/calls/{id}");
        }).WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/questions", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, body, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Calls").WithName("AskQuestion").WithSummary("Asks about a call, until its questions close. Question and answer are published without names.")
            .Produces<Asked>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ShowAsync(Guid id, Form form, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        var call = await handler.ReadAsync(id, cancellationToken);
        if (call.IsRefused) return call.Refusal.Page($"/calls/{id}");
        return new RazorComponentResult<Page>(new
        {
            Id = id,
            CallTitle = call.Value.Title,
            ClosesAt = call.Value.QuestionsCloseAt,
            call.Value.Zone,
            Organisations = await handler.OrganisationsAsync(cancellationToken),
            Form = form,
            Errors = refusal?.Errors(),
        })
        {
            StatusCode = refusal?.Status() ?? StatusCodes.Status200OK,
        };
    }
}
