using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.HoldPolicy;

/// <summary>A policy as it was typed.</summary>
public sealed class Form
{
    /// <summary>The organisation's version that was seen.</summary>
    public int Version { get; set; }

    /// <summary>"yes" or "no".</summary>
    public string? Holds { get; set; }

    /// <summary>The last day on which it holds.</summary>
    public TypedDate? ExpiresOn { get; set; }
}

internal sealed record Request(int Version, bool? Holds, DateOnly? ExpiresOn);

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}/policies/{kind}", async Task<IResult> (Guid id, PolicyKind kind, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.FindAsync(id, kind, cancellationToken);
                return found.IsRefused ? found.Refusal.Page() : Page(found.Value, null);
            })
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapPost("/partners/{id:guid}/policies/{kind}", PostAsync).TakesFiles(DocumentPurpose.Policy).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapGet("/api/v1/organisations/{id:guid}/policies/{kind}", async (Guid id, PolicyKind kind, Handler handler, CancellationToken cancellationToken) => (await handler.FindAsync(id, kind, cancellationToken)).Json())
            .WhoMay(Readers).WithTags("Partners").WithName("ShowPolicy").WithSummary("Whether an organisation holds a policy, until when, with its documents.").Produces<PolicyView>();
        routes.MapPut("/api/v1/organisations/{id:guid}/policies/{kind}", async (Guid id, PolicyKind kind, Request request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, kind, request.Version, request.Holds, request.ExpiresOn, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("HoldPolicy")
            .WithSummary("Says whether the organisation holds a policy and until when. Documents: purpose Policy, subject the organisation, slot the policy's name.").Produces<Held>();
    }

    private static async Task<IResult> PostAsync(Guid id, PolicyKind kind, [FromForm] Form form, HttpContext http, Handler handler, CancellationToken cancellationToken)
    {
        var found = await handler.FindAsync(id, kind, cancellationToken);
        if (found.IsRefused) return found.Refusal.Page();
        DateOnly? expiresOn = null;
        if (form.ExpiresOn is { Empty: false } typed)
        {
            if (!typed.TryParse(out var date)) return Page(found.Value, form, RefusedFiles.And(http, Refusal.Invalid("ExpiresOn", T("Enter a real day, month and year of the common era, or leave all three empty"))));
            expiresOn = date;
        }

        var outcome = await handler.HandleAsync(id, kind, form.Version, form.Holds switch { "yes" => true, "no" => false, _ => null }, expiresOn, cancellationToken);
        if (RefusedFiles.And(http, outcome.Refusal) is not { } refusal) return new SeeOther($"/partners/{id}", new Notice(T("The policy is saved.")));
        if (refusal.Kind != RefusalKind.Invalid) return refusal.Page(http.Request.Form, $"/partners/{id}");
        if (outcome.IsRefused) return Page(found.Value, form, refusal);
        // The rest is saved, and the page goes on from that.
        found = await handler.FindAsync(id, kind, cancellationToken);
        return found.IsRefused ? found.Refusal.Page() : Page(found.Value, null, refusal);
    }

    private static RazorComponentResult<Page> Page(PolicyView policy, Form? form, Refusal? refusal = null) => new(new
    {
        Policy = policy,
        Form = form ?? new Form { Version = policy.Version, Holds = policy.Holds ? "yes" : null, ExpiresOn = policy.ExpiresOn is { } day ? TypedDate.Of(day) : null },
        Errors = refusal?.Errors(),
    })
    { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
