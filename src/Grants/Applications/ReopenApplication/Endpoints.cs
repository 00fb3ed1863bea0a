using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ReopenApplication;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/applications/{id:guid}/reopen", async (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Version, cancellationToken);
            return outcome.IsRefused
                ? outcome.Refusal.Page($"/applications/{id}")
                : new SeeOther($"/applications/{id}", new Notice(T("The application is a draft again. Change what you need, and submit it again before the deadline.")));
        }).WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/reopen", async (Guid id, VersionedRequest body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("ReopenApplication")
            .WithSummary("Makes a submitted or withdrawn application a draft again, until its deadline. What was submitted stands if it is not submitted again.");
    }
}
