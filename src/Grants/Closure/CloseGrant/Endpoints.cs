using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Grants.Closure.CloseGrant;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/grants/{id:guid}/close", async Task<IResult> (Guid id, GrantsDb db, CancellationToken cancellationToken) =>
                await ReadAsync(db, id, cancellationToken) is { } grant ? Show(grant, new CloseGrantForm { Version = grant.Version }) : PortalErrors.Page(StatusCodes.Status404NotFound))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/grants/{id:guid}/close", PostAsync).WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/api/v1/grants/{id:guid}/close", async (Guid id, CloseGrantRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.FinalSpendAccepted, request.SurvivorDataChecked, Texts.Clean(request.Note), cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Closure").WithName("CloseGrant").WithSummary("Closes a grant whose tranches are all paid.").Produces<ClosedGrant>();
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] CloseGrantForm form, HttpContext http, Handler handler, GrantsDb db, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(id, form.Version, form.FinalSpendAccepted is not null, form.SurvivorDataChecked is not null, Texts.Clean(form.Note), cancellationToken);
        if (!outcome.IsRefused) return new SeeOther($"/grants/{id}", new Notice(T("The grant is closed. The partner has been told, and the record is being archived.")));
        return outcome.Refusal.Kind == RefusalKind.Invalid && await ReadAsync(db, id, cancellationToken) is { } grant
            ? Show(grant, form, outcome.Refusal)
            : outcome.Refusal.Page(http.Request.Form, $"/grants/{id}");
    }

    private static Task<GrantToClose?> ReadAsync(GrantsDb db, Guid id, CancellationToken cancellationToken) =>
        (from grant in db.Grants.AsNoTracking()
         join organisation in db.Organisations on grant.OrganisationId equals organisation.Id
         where grant.Id == id
         select new GrantToClose(
             grant.Id, grant.Version, grant.Number, grant.Title, organisation.LegalName, grant.Stage, grant.Currency, grant.AmountMinor,
             db.Milestones.Where(milestone => milestone.GrantId == id).SelectMany(milestone => milestone.Spending).Sum(row => row.AmountMinor),
             db.Milestones.Count(milestone => milestone.GrantId == id && milestone.Stage != Stage.TranchePaid)))
        .SingleOrDefaultAsync(cancellationToken);

    private static RazorComponentResult<Page> Show(GrantToClose grant, CloseGrantForm form, Refusal? refusal = null) =>
        new(new { Grant = grant, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}

/// <summary>A grant that is to be closed.</summary>
/// <param name="Id">The grant.</param>
/// <param name="Version">Its version.</param>
/// <param name="Number">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Organisation">The partner.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="AmountMinor">The award in minor units.</param>
/// <param name="SpentMinor">What the reports say was spent, in minor units.</param>
/// <param name="Unpaid">How many tranches are not paid.</param>
public sealed record GrantToClose(Guid Id, int Version, string Number, string Title, string Organisation, Stage Stage, string Currency, long AmountMinor, long SpentMinor, int Unpaid);

/// <summary>The closing manager's confirmations.</summary>
/// <param name="Version">The grant's version that the manager saw.</param>
/// <param name="SurvivorDataChecked">Nothing in the record leads to a survivor.</param>
/// <param name="FinalSpendAccepted">The final spending is accepted.</param>
/// <param name="Note">What the partner is told.</param>
internal sealed record CloseGrantRequest(int Version, bool SurvivorDataChecked, bool FinalSpendAccepted, string? Note);

/// <summary>The form as it was typed; a box that was not ticked is null.</summary>
public sealed class CloseGrantForm
{
    /// <summary>The grant's version that the manager saw.</summary>
    public int Version { get; set; }

    /// <summary>The final spending is accepted.</summary>
    public string? FinalSpendAccepted { get; set; }

    /// <summary>Nothing in the record leads to a survivor.</summary>
    public string? SurvivorDataChecked { get; set; }

    /// <summary>What the partner is told.</summary>
    public string? Note { get; set; }
}
