using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ShowTimeline;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.Administrator | Who.Auditor | Who.FinanceOfficer;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/timeline", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var timeline = await handler.HandleAsync(id, cancellationToken);
            return timeline.IsRefused ? timeline.Refusal.Page() : new RazorComponentResult<Page>(new { Story = timeline.Value });
        }).WhoMay(Readers).ExcludeFromDescription();

        routes.MapGet("/api/v1/applications/{id:guid}/timeline", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Readers).WithTags("Applications").WithName("ShowTimeline").WithSummary("Everything that happened with an application, newest first: events, e-mails and their delivery, documents and comments.");
    }
}
