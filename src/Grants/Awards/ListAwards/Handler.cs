using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards.ListAwards;

/// <summary>One award in a list. The amount is in minor units.</summary>
public sealed record AwardRow(Guid Id, Guid ApplicationId, string Number, string Organisation, string Title, string? Country, Stage Stage, DateTime StageSince, long AmountMinor, string Currency, int Version);

/// <summary>Lists awards: to staff and delegates all, to endorsers those of their committee, to an organisation its own once offered.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current) : IUseCase
{
    private const int Most = 500;

    public async Task<IReadOnlyList<AwardRow>> HandleAsync(Stage? stage, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        var everything = actor.IsStaff || actor.Is(Role.Delegate);
        var committees = actor.Roles.Where(role => role.Role == Role.Endorser).Select(role => role.Country).ToList();
        var regional = committees.Contains(null);
        var organisations = actor.Memberships.Select(membership => membership.OrganisationId).ToList();
        return await (from award in db.Awards
                      join application in db.Applications on award.ApplicationId equals application.Id
                      join organisation in db.Organisations on award.OrganisationId equals organisation.Id
                      where (stage == null || award.Stage == stage) &&
                            (organisations.Contains(award.OrganisationId)
                                ? AwardAccess.KnownToPartner.Contains(award.Stage)
                                : everything || (award.Country == null ? regional : committees.Contains(award.Country)))
                      orderby award.StageSince descending, award.Id
                      select new AwardRow(award.Id, award.ApplicationId, application.Number!, organisation.LegalName, application.Title, award.Country, award.Stage, award.StageSince, award.AmountMinor, award.Currency, award.Version))
            .Take(Most).ToListAsync(cancellationToken);
    }
}
