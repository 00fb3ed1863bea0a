using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.AttestGate;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}/attestations", async Task<IResult> (Guid id, Gate? gate, GrantsDb db, CancellationToken cancellationToken) =>
                await NameAsync(db, id, cancellationToken) is { } name ? Show(id, name, new AttestationForm { Gate = gate }) : PortalErrors.Page(StatusCodes.Status404NotFound))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/partners/{id:guid}/attestations", PostAsync).WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/api/v1/organisations/{id:guid}/attestations", async (Guid id, AttestationRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Gate, request.ExpiresOn, Texts.Clean(request.Note), cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Partners").WithName("AttestGate").WithSummary("Attests with your name that a gate may be open until a day, 12 months ahead at most.").Produces<GateState>();
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] AttestationForm form, HttpContext http, Handler handler, GrantsDb db, CancellationToken cancellationToken)
    {
        DateOnly? expiresOn = form.ExpiresOn is not null && form.ExpiresOn.TryParse(out var day) ? day : null;
        var outcome = await handler.HandleAsync(id, form.Gate, expiresOn, Texts.Clean(form.Note), cancellationToken);
        if (!outcome.IsRefused) return new SeeOther($"/partners/{id}", new Notice(T("Your attestation is recorded.")));
        return outcome.Refusal.Kind == RefusalKind.Invalid && await NameAsync(db, id, cancellationToken) is { } name
            ? Show(id, name, form, outcome.Refusal)
            : outcome.Refusal.Page(http.Request.Form, $"/partners/{id}");
    }

    private static Task<string?> NameAsync(GrantsDb db, Guid id, CancellationToken cancellationToken) =>
        db.Organisations.Where(row => row.Id == id).Select(row => row.LegalName).SingleOrDefaultAsync(cancellationToken);

    private static RazorComponentResult<Page> Show(Guid organisationId, string organisation, AttestationForm form, Refusal? refusal = null) =>
        new(new { OrganisationId = organisationId, Organisation = organisation, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}

/// <summary>An attestation.</summary>
/// <param name="Gate">Sanctions, Safeguarding or PreviousAcquittal.</param>
/// <param name="ExpiresOn">The last day (UTC) on which it holds; 12 months ahead at most; yesterday closes the gate at once.</param>
/// <param name="Note">What was checked, and against what.</param>
internal sealed record AttestationRequest(Gate? Gate, DateOnly? ExpiresOn, string? Note);

/// <summary>The form as it was typed.</summary>
public sealed class AttestationForm
{
    /// <summary>The gate.</summary>
    public Gate? Gate { get; set; }

    /// <summary>The last day on which it holds.</summary>
    public TypedDate? ExpiresOn { get; set; }

    /// <summary>What was checked, and against what.</summary>
    public string? Note { get; set; }
}
