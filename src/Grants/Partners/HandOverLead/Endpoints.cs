using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.HandOverLead;

/// <summary>The change of a lead.</summary>
/// <param name="Version">The version of the organisation that was read.</param>
/// <param name="Reason">Of an administrator: how they know that the lead has left.</param>
internal sealed record Request(int Version, string? Reason = null);

#pragma warning disable CS1591 // Fields of the form. A record would need every field to be there, and a lead is not asked for a reason.
/// <summary>The page's form as it was typed.</summary>
public sealed class Form
{
    public int Version { get; init; }

    public string? Reason { get; init; }
}
#pragma warning restore CS1591

internal static class Endpoints
{
    private const Who Movers = Who.Applicant | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}/people/{personId:guid}/lead", async Task<IResult> (Guid id, Guid personId, Handler handler, CancellationToken cancellationToken) =>
        {
            var change = await handler.ReadAsync(id, personId, cancellationToken);
            return change.IsRefused ? change.Refusal.Page($"/partners/{id}/people") : new RazorComponentResult<Page>(new { Change = change.Value, change.Value.Version });
        }).WhoMay(Who.Administrator).ExcludeFromDescription();

        routes.MapPost("/partners/{id:guid}/people/{personId:guid}/lead", async Task<IResult> (Guid id, Guid personId, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            if ((await handler.HandleAsync(id, personId, form.Version, form.Reason, cancellationToken)).Refusal is not { } refusal)
                return new SeeOther($"/partners/{id}/people", new Notice(T("The lead is handed over. Everybody in the organisation is told.")));
            return refusal.Kind == RefusalKind.Invalid && await handler.ReadAsync(id, personId, cancellationToken) is { IsRefused: false } change
                ? new RazorComponentResult<Page>(new { Change = change.Value, form.Version, form.Reason, Errors = refusal.Errors() }) { StatusCode = refusal.Status() }
                : refusal.Page($"/partners/{id}/people");
        }).WhoMay(Movers).ExcludeFromDescription();

        routes.MapPost("/api/v1/organisations/{id:guid}/people/{personId:guid}/lead", async (Guid id, Guid personId, Request request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, personId, request.Version, request.Reason, cancellationToken)).Json())
            .WhoMay(Movers).WithTags("Partners").WithName("HandOverLead").WithSummary("Makes a contributor the lead: by the lead, or by an administrator, with a reason, when the lead has left.").Produces(StatusCodes.Status204NoContent);
    }
}
