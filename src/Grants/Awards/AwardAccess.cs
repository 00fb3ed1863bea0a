using Grants.Accounts;
using Grants.Lifecycle;

namespace Grants.Awards;

/// <summary>Who may see an award.</summary>
internal static class AwardAccess
{
    /// <summary>The stages in which the organisation knows of its award: from the offer on.</summary>
    public static readonly Stage[] KnownToPartner = [Stage.AwardOffered, Stage.AwardAccepted, Stage.AwardTurnedDown, Stage.AwardLapsed];

    /// <summary>Programme staff, delegates, the committee that endorses it, and the organisation once it has been offered.</summary>
    public static bool MaySee(Actor actor, Award award) => MayDecide(actor, award) || (actor.IsMemberOf(award.OrganisationId) && KnownToPartner.Contains(award.Stage));

    /// <summary>Those on the programme's side: never the applicant's own people.</summary>
    public static bool MayDecide(Actor actor, Award award) =>
        !actor.IsMemberOf(award.OrganisationId) &&
        (actor.IsStaff || actor.Is(Role.Delegate) || actor.MayActAs(Party.Endorser, award.OrganisationId, award.Country));
}
