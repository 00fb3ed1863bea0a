using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Milestones;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.VerifyBankAccount;

/// <summary>
/// A second person, who is not of the organisation, has called its known number and had the account confirmed. The account is in force from now, and
/// tranches that waited for it look again.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, AuditKey key, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid accountId, int version, string spokeWith, string note, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var account = await db.BankAccounts.SingleOrDefaultAsync(row => row.Id == accountId, cancellationToken);
        if (account is null) return Refusal.NotFound(T("This bank account"));
        if (!actor.MayActAs(Party.GrantManager, account.OrganisationId) && !actor.MayActAs(Party.FinanceOfficer, account.OrganisationId))
            return Refusal.Forbidden(T("A grant manager or a finance officer verifies bank details."));
        if (actor.IsMemberOf(account.OrganisationId)) return Refusal.Forbidden(T("You belong to this organisation. Somebody else must verify its bank details."));
        if (account.Version != version) return Refusal.Changed();
        if (spokeWith.Length is 0 or > 200) return Refusal.Invalid("SpokeWith", T("Enter the name of the person you spoke with, with at most 200 characters"));
        if (note.Length > Texts.MostOfNote) return Refusal.Invalid("Note", T("Shorten what they confirmed"));

        var verified = account.Verify(actor.PersonId!.Value, spokeWith, note, now);
        if (verified.IsRefused) return verified;
        var organisation = await db.Organisations.SingleAsync(row => row.Id == account.OrganisationId, cancellationToken);
        foreach (var before in await db.BankAccounts.Where(row => row.OrganisationId == organisation.Id && row.Id != accountId && row.VerifiedAt != null && row.ReplacedAt == null).ToListAsync(cancellationToken))
            before.Replace(now);
        db.Touch(organisation);
        db.Note("organisation", organisation.Id, actor, "VerifyBankAccount", now,
            ("account", account.Id), ("number", AuditFact.Keyed(key, account.AccountNumber)), ("spokeWith", AuditFact.Keyed(key, spokeWith)));
        var leads = await notifier.LeadsOfAsync(organisation.Id, cancellationToken);
        await notifier.QueueAsync(() => PartnerLetters.BankAccountVerified(organisation), organisation.Id, account.Id.ToString(), leads, now, cancellationToken);
        await db.RingTranchesDueAsync(organisation.Id, now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }
}
