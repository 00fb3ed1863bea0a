using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Awards.EndorseAward;

internal sealed record Form
{
    public int Version { get; init; }

    public string? Reasons { get; init; }
}

/// <param name="Version">The version of the award that was seen.</param>
/// <param name="Reasons">Needed to refuse.</param>
internal sealed record Request(int Version, string? Reasons);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "endorse", true, "EndorseAward", "The committee endorses the award.", () => T("The award is endorsed. The delegate has been asked to approve it."));
        Map(routes, "refuse-endorsement", false, "RefuseEndorsement", "The committee does not endorse the award.", () => T("Your decision and its reasons are recorded. The grant managers have been told."));
    }

    private static void Map(IEndpointRouteBuilder routes, string path, bool yes, string name, string summary, Func<string> notice)
    {
        routes.MapPost($"/awards/{{id:guid}}/{path}", async (Guid id, [FromForm] Form form, Handler handler, HttpContext http, CancellationToken cancellationToken) =>
            Answer(id, await handler.HandleAsync(id, form.Version, yes, form.Reasons, cancellationToken), notice, http)).WhoMay(Who.Endorser).ExcludeFromDescription();
        routes.MapPost($"/api/v1/awards/{{id:guid}}/{path}", async (Guid id, Request request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, yes, request.Reasons, cancellationToken)).Json())
            .WhoMay(Who.Endorser).WithTags("Awards").WithName(name).WithSummary(summary)
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static IResult Answer(Guid id, Outcome outcome, Func<string> notice, HttpContext http) => outcome.Refusal is { } refusal
        ? refusal.Page(http.Request.Form, $"/awards/{id}")
        : new SeeOther($"/awards/{id}", new Notice(notice()));
}
