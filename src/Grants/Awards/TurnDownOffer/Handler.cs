using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards.TurnDownOffer;

/// <summary>A lead of the organisation turns the offer down; the next in reserve is taken in the same transaction.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    private const int MostReasons = 8_000;

    public async Task<Outcome> HandleAsync(Guid id, int version, string? reasons, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var award = await db.Awards.SingleOrDefaultAsync(award => award.Id == id, cancellationToken);
        if (award is null || !actor.IsMemberOf(award.OrganisationId) || !AwardAccess.MaySee(actor, award)) return Refusal.NotFound(T("The offer"));
        if (!actor.MayActAs(Party.Lead, award.OrganisationId)) return Refusal.Forbidden(T("Only a lead of your organisation can turn the offer down."));
        if (award.Version != version) return Refusal.Changed();
        var text = Texts.Clean(reasons);
        if (text.Length > MostReasons) return Refusal.Invalid("Reasons", T("Shorten the reasons"));

        var turnedDown = award.TurnDown(text.Length == 0 ? null : text, now);
        if (turnedDown.IsRefused) return turnedDown;
        db.Note("award", award.Id, actor, Act.TurnDownOffer, now);
        var application = await db.Applications.AsNoTracking().SingleAsync(application => application.Id == award.ApplicationId, cancellationToken);
        await notifier.QueueAsync(() => AwardLetters.OfferTurnedDown(award, application), award.Id, "turned-down", await notifier.LeadsOfAsync(award.OrganisationId, cancellationToken), now, cancellationToken);
        await notifier.QueueAsync(() => AwardLetters.OfferEnded(award, application), award.Id, "turned-down", await notifier.WithRoleAsync(Role.GrantManager, cancellationToken), now, cancellationToken);
        // The partner ends the offer; that somebody else is taken is the system's doing.
        await Reserve.TakeNextAsync(db, notifier, Actor.System(nameof(TurnDownOffer)), award, now, cancellationToken);
        db.RingToWake(AwardOrchestration.InstanceId(award.Id), award.Id, now);
        return await db.CommitAsync(cancellationToken);
    }
}
