using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.EnterBankAccount;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}/bank-account", IResult (Guid id, CurrentActor actor) =>
                actor.Value.IsLeadOf(id) ? Show(id, new BankAccountForm()) : PortalErrors.Page(StatusCodes.Status404NotFound))
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/partners/{id:guid}/bank-account", async Task<IResult> (Guid id, [FromForm] BankAccountForm form, HttpContext http, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, form.ToDetails(), cancellationToken);
                if (!outcome.IsRefused) return new SeeOther($"/partners/{id}", new Notice(T("The new bank details wait to be verified: we call your organisation's registered number.")));
                return outcome.Refusal.Kind == RefusalKind.Invalid ? Show(id, form, outcome.Refusal) : outcome.Refusal.Page(http.Request.Form, $"/partners/{id}");
            })
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/api/v1/organisations/{id:guid}/bank-accounts", async (Guid id, BankAccountForm request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.ToDetails(), cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("EnterBankAccount").WithSummary("A lead enters a new bank account; it counts only once it is verified.").Produces<EnteredBankAccount>();
    }

    private static RazorComponentResult<Page> Show(Guid organisationId, BankAccountForm form, Refusal? refusal = null) =>
        new(new { OrganisationId = organisationId, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}

/// <summary>Bank details as they were typed.</summary>
public sealed class BankAccountForm
{
    /// <summary>The bank and branch.</summary>
    public string? BankName { get; set; }

    /// <summary>In whose name the account is.</summary>
    public string? AccountName { get; set; }

    /// <summary>Number or IBAN; spaces and hyphens do not count.</summary>
    public string? AccountNumber { get; set; }

    /// <summary>BIC.</summary>
    public string? Swift { get; set; }

    /// <summary>ISO 4217 code.</summary>
    public string? Currency { get; set; }

    internal BankDetails ToDetails() => new(Texts.Clean(BankName), Texts.Clean(AccountName), Compact(AccountNumber), Compact(Swift).ToUpperInvariant(), Texts.Clean(Currency).ToUpperInvariant());

    private static string Compact(string? text) => string.Concat(Texts.Clean(text).Where(letter => !char.IsWhiteSpace(letter) && letter != '-'));
}
