using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.VerifyBankAccount;

internal static class Endpoints
{
    private const Who Verifiers = Who.GrantManager | Who.FinanceOfficer;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/bank-accounts/{id:guid}/verify", async Task<IResult> (Guid id, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken) =>
            {
                var view = await ReadAsync(db, id, actor.Value, cancellationToken);
                return view.IsRefused ? view.Refusal.Page() : Show(view.Value, new VerificationForm { Version = view.Value.Version });
            })
            .WhoMay(Verifiers).ExcludeFromDescription();
        routes.MapPost("/bank-accounts/{id:guid}/verify", PostAsync).WhoMay(Verifiers).ExcludeFromDescription();
        routes.MapPost("/api/v1/bank-accounts/{id:guid}/verify", async (Guid id, VerificationForm request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, Texts.Clean(request.SpokeWith), Texts.Clean(request.Note), cancellationToken)).Json())
            .WhoMay(Verifiers).WithTags("Partners").WithName("VerifyBankAccount").WithSummary("Records that a bank account was confirmed by calling the organisation's known number.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] VerificationForm form, HttpContext http, Handler handler, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken)
    {
        var view = await ReadAsync(db, id, actor.Value, cancellationToken);
        if (view.IsRefused) return view.Refusal.Page();
        var outcome = await handler.HandleAsync(id, form.Version, Texts.Clean(form.SpokeWith), Texts.Clean(form.Note), cancellationToken);
        if (!outcome.IsRefused) return new SeeOther($"/partners/{view.Value.OrganisationId}", new Notice(T("The bank account is verified and in force. The organisation's leads have been told.")));
        return outcome.Refusal.Kind == RefusalKind.Invalid ? Show(view.Value, form, outcome.Refusal) : outcome.Refusal.Page(http.Request.Form, $"/partners/{view.Value.OrganisationId}");
    }

    private static async Task<Outcome<AccountToVerify>> ReadAsync(GrantsDb db, Guid id, Actor actor, CancellationToken cancellationToken)
    {
        // The number to call comes from the organisation's own record: whoever made the change cannot have written it.
        var view = await (from account in db.BankAccounts.AsNoTracking()
                          join organisation in db.Organisations on account.OrganisationId equals organisation.Id
                          join person in db.People on account.EnteredBy equals person.Id
                          where account.Id == id
                          select new AccountToVerify(
                              account.Id, account.Version, organisation.Id, organisation.LegalName, organisation.KnownPhone(account.EnteredAt), account.BankName, account.AccountName, account.AccountNumber, account.Swift, account.Currency,
                              person.Name, account.EnteredAt)).SingleOrDefaultAsync(cancellationToken);
        if (view is null) return Refusal.NotFound(T("This bank account"));
        return actor.IsMemberOf(view.OrganisationId) ? Refusal.Forbidden(T("You belong to this organisation. Somebody else must verify its bank details.")) : view;
    }

    private static RazorComponentResult<Page> Show(AccountToVerify account, VerificationForm form, Refusal? refusal = null) =>
        new(new { Account = account, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}

/// <summary>A bank account for whoever verifies it.</summary>
/// <param name="Id">The account.</param>
/// <param name="Version">Its version.</param>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="KnownNumber">The number to call, from the organisation's record.</param>
/// <param name="BankName">The bank.</param>
/// <param name="AccountName">In whose name the account is.</param>
/// <param name="AccountNumber">In full.</param>
/// <param name="Swift">BIC.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="EnteredBy">The lead who entered it.</param>
/// <param name="EnteredAt">When (UTC).</param>
public sealed record AccountToVerify(
    Guid Id, int Version, Guid OrganisationId, string Organisation, string KnownNumber, string BankName, string AccountName, string AccountNumber, string Swift, string Currency, string EnteredBy, DateTime EnteredAt);

/// <summary>The verification as it was typed.</summary>
public sealed class VerificationForm
{
    /// <summary>The account's version that the verifier saw.</summary>
    public int Version { get; set; }

    /// <summary>Whom the verifier spoke with.</summary>
    public string? SpokeWith { get; set; }

    /// <summary>What was confirmed and how.</summary>
    public string? Note { get; set; }
}
