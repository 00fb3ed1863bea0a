using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards;

/// <summary>An offer that waits for the organisation's answer. The amount is in minor units.</summary>
public sealed record Offer(Guid Id, int Version, string Number, string Title, long AmountMinor, string Currency, DateOnly StartsOn, DateOnly EndsOn, DateTime Deadline, string TermsVersion, Guid DocumentId, string Sha256);

/// <summary>Reads the offer that a lead is about to answer.</summary>
internal sealed class OfferQuery(GrantsDb db, CurrentActor current)
{
    public async Task<Outcome<Offer>> FindAsync(Guid awardId, CancellationToken cancellationToken)
    {
        var award = await db.Awards.AsNoTracking().Include(award => award.Agreement).SingleOrDefaultAsync(award => award.Id == awardId, cancellationToken);
        if (award is null || !current.Value.IsMemberOf(award.OrganisationId) || !AwardAccess.MaySee(current.Value, award)) return Refusal.NotFound(T("The offer"));
        if (!current.Value.MayActAs(Party.Lead, award.OrganisationId)) return Refusal.Forbidden(T("Only a lead of your organisation can answer the offer."));
        if (award.Stage != Stage.AwardOffered) return Refusal.WrongStage(T("The offer has been answered already, or has lapsed."));
        var number = await db.Applications.Where(application => application.Id == award.ApplicationId).Select(application => application.Number).SingleAsync(cancellationToken);
        var agreement = award.Agreement;
        return new Offer(award.Id, award.Version, number!, agreement.Title, award.AmountMinor, award.Currency, agreement.StartsOn, agreement.EndsOn, award.StageDeadline, agreement.TermsVersion, agreement.DocumentId!.Value, agreement.Sha256!);
    }
}
