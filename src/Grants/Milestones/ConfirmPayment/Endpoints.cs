using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.ConfirmPayment;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/milestones/{id:guid}/confirm-payment", async Task<IResult> (Guid id, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken) =>
            {
                var view = await ReadAsync(db, id, actor.Value, cancellationToken);
                return view.IsRefused ? view.Refusal.Page() : Show(view.Value, new ConfirmPaymentForm { Version = view.Value.Milestone.Version });
            })
            .WhoMay(Who.FinanceOfficer).ExcludeFromDescription();
        routes.MapPost("/milestones/{id:guid}/confirm-payment", PostAsync).WhoMay(Who.FinanceOfficer).ExcludeFromDescription();
        routes.MapPost("/api/v1/milestones/{id:guid}/confirm-payment", async (Guid id, ConfirmPaymentRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, Texts.Clean(request.Reference), request.PaidOn, cancellationToken)).Json())
            .WhoMay(Who.FinanceOfficer).WithTags("Milestones").WithName("ConfirmPayment").WithSummary("Finance confirms that a tranche is paid.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] ConfirmPaymentForm form, HttpContext http, Handler handler, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken)
    {
        DateOnly? paidOn = form.PaidOn is not null && form.PaidOn.TryParse(out var day) ? day : null;
        var outcome = await handler.HandleAsync(id, form.Version, Texts.Clean(form.Reference), paidOn, cancellationToken);
        if (outcome.IsRefused)
        {
            if (outcome.Refusal.Kind != RefusalKind.Invalid) return outcome.Refusal.Page(http.Request.Form, $"/milestones/{id}");
            var view = await ReadAsync(db, id, actor.Value, cancellationToken);
            return view.IsRefused ? view.Refusal.Page() : Show(view.Value, form, outcome.Refusal);
        }

        return new SeeOther("/payments", new Notice(T("The payment is confirmed. The partner has been told.")));
    }

    private static async Task<Outcome<PaymentToConfirm>> ReadAsync(GrantsDb db, Guid milestoneId, Actor actor, CancellationToken cancellationToken)
    {
        var header = await db.MilestoneHeaderAsync(milestoneId, actor, cancellationToken);
        if (header.IsRefused) return header.Refusal;
        var payment = await (from row in db.Payments.AsNoTracking()
                             join account in db.BankAccounts on row.BankAccountId equals account.Id
                             where row.MilestoneId == milestoneId
                             select new PaymentToConfirm(
                                 header.Value, row.AmountMinor, row.Currency, row.InstructedAt, account.BankName, account.AccountName, account.AccountNumber, account.Swift, account.Currency, account.ReplacedAt != null))
            .SingleOrDefaultAsync(cancellationToken);
        return payment is null ? Refusal.NotFound(T("This payment")) : payment;
    }

    private static RazorComponentResult<Page> Show(PaymentToConfirm payment, ConfirmPaymentForm form, Refusal? refusal = null) =>
        new(new { Payment = payment, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}

/// <summary>A payment with the account that it goes to, for finance only.</summary>
/// <param name="Milestone">The milestone.</param>
/// <param name="AmountMinor">In minor units.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="InstructedAt">When (UTC).</param>
/// <param name="BankName">The bank.</param>
/// <param name="AccountName">In whose name the account is.</param>
/// <param name="AccountNumber">In full.</param>
/// <param name="Swift">BIC.</param>
/// <param name="AccountCurrency">The account's currency.</param>
/// <param name="AccountReplaced">Another account has been verified since the payment was instructed.</param>
public sealed record PaymentToConfirm(
    MilestoneHeader Milestone, long AmountMinor, string Currency, DateTime InstructedAt, string BankName, string AccountName, string AccountNumber, string Swift, string AccountCurrency, bool AccountReplaced);

/// <summary>The bank's reference and the day of a payment.</summary>
internal sealed record ConfirmPaymentRequest(int Version, string? Reference, DateOnly? PaidOn);

/// <summary>The form as it was typed.</summary>
public sealed class ConfirmPaymentForm
{
    /// <summary>The milestone's version that the officer saw.</summary>
    public int Version { get; set; }

    /// <summary>The bank's reference.</summary>
    public string? Reference { get; set; }

    /// <summary>The day on which it was paid.</summary>
    public TypedDate? PaidOn { get; set; }
}
