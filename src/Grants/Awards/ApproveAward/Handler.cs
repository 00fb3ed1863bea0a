using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards.ApproveAward;

/// <summary>A delegate approves the award within their financial limit, or does not. The offer then goes out by itself.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    private const int MostReasons = 8_000;

    /// <param name="id">The award.</param>
    /// <param name="version">The version that was seen.</param>
    /// <param name="approve">Whether the delegate approves.</param>
    /// <param name="reasons">Why not; needed to refuse.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome> HandleAsync(Guid id, int version, bool approve, string? reasons, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var award = await db.Awards.Include(award => award.Duties).SingleOrDefaultAsync(award => award.Id == id, cancellationToken);
        if (award is null || !AwardAccess.MayDecide(actor, award)) return Refusal.NotFound(T("The award"));
        if (award.Version != version) return Refusal.Changed();
        if (await ReviewAccess.HasConflictAsync(db, actor.PersonId!.Value, award.OrganisationId, cancellationToken)) return ReviewAccess.DeclaredConflict;
        var text = Texts.Clean(reasons);
        if (text.Length > MostReasons) return Refusal.Invalid("Reasons", T("Shorten the reasons"));

        var limit = Delegates.LimitOf(actor);
        var decided = approve ? award.Approve(actor.PersonId!.Value, limit, now) : award.RefuseApproval(actor.PersonId!.Value, text, now);
        if (decided.IsRefused) return decided;
        db.Touch(award);
        db.Note("award", award.Id, actor, approve ? Act.ApproveAward : Act.RefuseApproval, now, ("amountMinor", award.AmountMinor), ("currency", award.Currency), ("limitMinor", limit));
        db.RingToWake(AwardOrchestration.InstanceId(award.Id), award.Id, now);
        if (!approve)
        {
            var application = await db.Applications.AsNoTracking().SingleAsync(application => application.Id == award.ApplicationId, cancellationToken);
            await notifier.QueueAsync(() => AwardLetters.Refused(award, application), award.Id, "refused", await notifier.WithRoleAsync(Role.GrantManager, cancellationToken), now, cancellationToken);
        }

        return await db.CommitAsync(cancellationToken);
    }
}
