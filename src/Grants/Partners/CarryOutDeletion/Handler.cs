using System.Reflection;
using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.CarryOutDeletion;

/// <summary>
/// The second step: an administrator, not of the organisation, has what can be deleted deleted, in one transaction. Blobs that nothing refers to any more are
/// swept by the daily run.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    private static readonly MethodInfo DeleteOfDraft = typeof(Handler).GetMethod(nameof(DeleteOfDraftsAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    public Task<Outcome> HandleAsync(Guid id, int version, CancellationToken cancellationToken) => db.InTransactionAsync(() => CarryOutAsync(id, version, cancellationToken), cancellationToken);

    private async Task<Outcome> CarryOutAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var request = await db.DeletionRequests.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (request is null) return Refusal.NotFound(T("This request"));
        if (current.Value.IsMemberOf(request.OrganisationId)) return Refusal.Forbidden(T("You belong to this organisation. Somebody else must decide."));
        if (request.Version != version) return Refusal.Changed();
        if (request.CarryOut(now).Refusal is { } refused) return refused;

        var organisation = await db.Organisations.Include(row => row.Keys).SingleAsync(row => row.Id == request.OrganisationId, cancellationToken);
        var plan = await db.PlanAsync(organisation.Id, cancellationToken);
        // Told before their addresses go; this one e-mail keeps them until it is sent.
        await notifier.QueueAsync(() => PartnerLetters.DeletionDone(organisation, plan), id, "", await notifier.LeadsOfAsync(organisation.Id, cancellationToken), now, cancellationToken);
        var drafts = await DeleteDraftsAsync(organisation.Id, cancellationToken);
        if (plan.IsWhole) await EraseAsync(organisation, now, cancellationToken);
        var people = await PseudonymiseAsync(organisation.Id, now, cancellationToken);
        await db.OrganisationVersions.Where(row => row.OrganisationId == organisation.Id).ExecuteDeleteAsync(cancellationToken);
        await db.BankAccounts.Where(row => row.OrganisationId == organisation.Id && !db.Payments.Any(payment => payment.BankAccountId == row.Id)).ExecuteDeleteAsync(cancellationToken);
        foreach (var invitation in await db.Invitations.Where(row => row.OrganisationId == organisation.Id).ToListAsync(cancellationToken)) invitation.Forget(now);

        db.Touch(organisation);
        db.Note("organisation", organisation.Id, current.Value, "CarryOutDeletion", now, ("request", id), ("drafts", drafts), ("people", people), ("whole", plan.IsWhole));
        return await db.CommitAsync(cancellationToken);
    }

    private async Task<int> DeleteDraftsAsync(Guid organisationId, CancellationToken cancellationToken)
    {
        var drafts = await DeletionPlans.DraftsOf(db, organisationId).ToListAsync(cancellationToken);
        if (drafts.Count == 0) return 0;
        // Whatever any area keeps of an application, also what has no foreign key to it.
        foreach (var type in db.Model.GetEntityTypes().Where(type => type.FindProperty("ApplicationId")?.ClrType == typeof(Guid)).Select(type => type.ClrType))
            await (Task)DeleteOfDraft.MakeGenericMethod(type).Invoke(this, [drafts, cancellationToken])!;
        await db.Documents.Where(document => document.Purpose == DocumentPurpose.Application && drafts.Contains(document.SubjectId)).ExecuteDeleteAsync(cancellationToken);
        await db.Emails.Where(email => drafts.Contains(email.SubjectId)).ExecuteDeleteAsync(cancellationToken);
        await db.SurvivorDataConfirmations.Where(confirmation => drafts.Contains(confirmation.SubjectId)).ExecuteDeleteAsync(cancellationToken);
        return await db.Applications.Where(application => drafts.Contains(application.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    private Task DeleteOfDraftsAsync<TRow>(List<Guid> drafts, CancellationToken cancellationToken)
        where TRow : class => db.Set<TRow>().Where(row => drafts.Contains(EF.Property<Guid>(row, "ApplicationId"))).ExecuteDeleteAsync(cancellationToken);

    // Nothing has to be kept: only a row without any word of theirs stays, to which the audit trail leads.
    private async Task EraseAsync(Organisation organisation, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var membership in await db.Memberships.Where(row => row.OrganisationId == organisation.Id).ToListAsync(cancellationToken))
        {
            db.Memberships.Remove(membership);
            db.FormerMemberships.Add(new FormerMembership(organisation.Id, membership.PersonId, now));
        }

        await db.Policies.Where(row => row.OrganisationId == organisation.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Documents.Where(document => document.Purpose == DocumentPurpose.Policy && document.SubjectId == organisation.Id).ExecuteDeleteAsync(cancellationToken);
        organisation.Erase();
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<int> PseudonymiseAsync(Guid organisationId, DateTime now, CancellationToken cancellationToken)
    {
        var ids = await DeletionPlans.LeftOf(db, organisationId).ToListAsync(cancellationToken);
        foreach (var person in await db.People.Where(row => ids.Contains(row.Id)).ToListAsync(cancellationToken))
        {
            person.Pseudonymise();
            await db.EndSessionsAsync(person.Id, now, cancellationToken);
            await db.ForgetSecondFactorAsync(person.Id, cancellationToken);
            db.Note("person", person.Id, current.Value, "Pseudonymise", now, ("organisation", organisationId));
        }

        // What has been sent to them keeps its text for the organisation's timeline, and not whose it was.
        await db.Emails.Where(email => ids.Contains(email.RecipientId) && email.State == OutboxState.Done)
            .ExecuteUpdateAsync(set => set.SetProperty(email => email.Address, "").SetProperty(email => email.Name, ""), cancellationToken);
        return ids.Count;
    }
}
