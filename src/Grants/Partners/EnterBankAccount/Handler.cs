using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.EnterBankAccount;

/// <summary>A lead enters a new bank account. The one in force stays so until this one is verified; one that waited is replaced.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, AuditKey key, FluentValidation.IValidator<BankDetails> validator, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<EnteredBankAccount>> HandleAsync(Guid organisationId, BankDetails details, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        if (!actor.IsStaff && !actor.IsMemberOf(organisationId)) return Refusal.NotFound(T("This organisation"));
        if (!actor.MayActAs(Party.Lead, organisationId)) return Refusal.Forbidden(T("Only a lead of the organisation enters its bank details."));
        var organisation = await db.Organisations.SingleOrDefaultAsync(row => row.Id == organisationId, cancellationToken);
        if (organisation is null) return Refusal.NotFound(T("This organisation"));
        var valid = await validator.ValidateAsync(details, cancellationToken);
        if (!valid.IsValid) return Refusal.Invalid(valid.Errors.DistinctBy(error => error.PropertyName).ToDictionary(error => error.PropertyName, error => error.ErrorMessage));

        foreach (var waiting in await db.BankAccounts.Where(row => row.OrganisationId == organisationId && row.VerifiedAt == null && row.ReplacedAt == null).ToListAsync(cancellationToken))
            waiting.Replace(now);
        var account = new BankAccount(organisationId, details, actor.PersonId!.Value, now);
        db.BankAccounts.Add(account);
        // Two leads at once: one of the two is told that something changed, so that only one account waits.
        db.Touch(organisation);
        db.Note("organisation", organisationId, actor, "EnterBankAccount", now,
            ("account", account.Id), ("number", AuditFact.Keyed(key, details.AccountNumber)), ("swift", details.Swift), ("currency", details.Currency));
        var verifiers = (await notifier.WithRoleAsync(Role.GrantManager, cancellationToken)).Concat(await notifier.WithRoleAsync(Role.FinanceOfficer, cancellationToken)).ToList();
        await notifier.QueueAsync(() => PartnerLetters.BankAccountEntered(organisation), organisationId, account.Id.ToString(), await notifier.LeadsOfAsync(organisationId, cancellationToken), now, cancellationToken);
        await notifier.QueueAsync(() => PartnerLetters.BankAccountToVerify(organisation, account), organisationId, account.Id.ToString(), verifiers, now, cancellationToken);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new EnteredBankAccount(account.Id, account.Version);
    }
}

/// <summary>A bank account that waits to be verified.</summary>
/// <param name="Id">The account.</param>
/// <param name="Version">The version that its verification names.</param>
internal sealed record EnteredBankAccount(Guid Id, int Version);
