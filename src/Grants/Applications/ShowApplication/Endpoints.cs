using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ShowApplication;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.Administrator | Who.Auditor | Who.FinanceOfficer | Who.Endorser | Who.Delegate;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}", async (Guid id, Handler handler, CurrentActor actor, Arrival arrival, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, cancellationToken);
            return outcome.IsRefused
                ? outcome.Refusal.Page()
                : new RazorComponentResult<Page>(new
                {
                    File = outcome.Value,
                    Actor = actor.Value,
                    Now = arrival.At,
                    Clarifications = await handler.ClarifiedAsync(outcome.Value, cancellationToken),
                    Finding = await handler.FindingAsync(outcome.Value.Application, cancellationToken),
                    Invitation = await handler.InvitationAsync(outcome.Value.Application, cancellationToken),
                    NextCalls = await handler.NextCallsAsync(outcome.Value.Application, outcome.Value.Call.Id, cancellationToken),
                    Before = await handler.BeforeAsync(outcome.Value.Application, cancellationToken),
                    Timeline = await handler.TimelineAsync(outcome.Value.Application, cancellationToken),
                });
        }).WhoMay(Readers).ExcludeFromDescription();

        routes.MapGet("/api/v1/applications/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, cancellationToken);
            return outcome.Json(handler.View);
        }).WhoMay(Readers).WithTags("Applications").WithName("ShowApplication").WithSummary("One application with its answers, budget and documents.");
    }
}
