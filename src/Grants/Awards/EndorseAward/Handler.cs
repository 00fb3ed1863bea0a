using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards.EndorseAward;

/// <summary>A member of the steering committee endorses the award, or does not.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    private const int MostReasons = 8_000;

    /// <param name="id">The award.</param>
    /// <param name="version">The version that was seen.</param>
    /// <param name="endorse">Whether the committee endorses.</param>
    /// <param name="reasons">Why not; needed to refuse.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome> HandleAsync(Guid id, int version, bool endorse, string? reasons, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var award = await db.Awards.Include(award => award.Duties).SingleOrDefaultAsync(award => award.Id == id, cancellationToken);
        if (award is null || !AwardAccess.MayDecide(actor, award)) return Refusal.NotFound(T("The award"));
        if (!actor.MayActAs(Party.Endorser, award.OrganisationId, award.Country)) return Refusal.Forbidden(T($"Only a member of the {AwardLetters.Committee(award)} of this award can endorse it."));
        if (award.Version != version) return Refusal.Changed();
        if (await ReviewAccess.HasConflictAsync(db, actor.PersonId!.Value, award.OrganisationId, cancellationToken)) return ReviewAccess.DeclaredConflict;
        var text = Texts.Clean(reasons);
        if (text.Length > MostReasons) return Refusal.Invalid("Reasons", T("Shorten the reasons"));

        var decided = endorse ? award.Endorse(actor.PersonId!.Value, now) : award.RefuseEndorsement(actor.PersonId!.Value, text, now);
        if (decided.IsRefused) return decided;
        db.Touch(award);
        db.Note("award", award.Id, actor, endorse ? Act.EndorseAward : Act.RefuseEndorsement, now, ("amountMinor", award.AmountMinor));
        db.RingToWake(AwardOrchestration.InstanceId(award.Id), award.Id, now);

        var application = await db.Applications.AsNoTracking().SingleAsync(application => application.Id == award.ApplicationId, cancellationToken);
        var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
        if (!endorse)
        {
            await notifier.QueueAsync(() => AwardLetters.Refused(award, application), award.Id, "refused", managers, now, cancellationToken);
            return await db.CommitAsync(cancellationToken);
        }

        var delegates = await Delegates.WhoCanApproveAsync(db, award, cancellationToken);
        await notifier.QueueAsync(() => AwardLetters.ApprovalAsked(award, application), award.Id, "asked", delegates, now, cancellationToken);
        if (delegates.Count == 0) await notifier.QueueAsync(() => AwardLetters.NobodyCanApprove(award, application), award.Id, "asked", managers, now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }
}
