using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews.RankCall;

/// <summary>The applications of a call in the order of their scores. Amounts are in minor units, scores in hundredths of a percent.</summary>
public sealed record RankingView(Guid CallId, string Reference, string Title, string Currency, Stage Stage, long TotalMinor, long AwardedMinor, IReadOnlyList<RankedRow> Rows);

/// <summary>One application in the ranking.</summary>
public sealed record RankedRow(Guid ApplicationId, string Number, string Organisation, string Title, string? Country, Stage Stage, int? Score, int? ReserveRank, long RequestedMinor, Guid? AwardId, Stage? AwardStage, long? AwardMinor);

/// <summary>Ranks the submitted applications of a call: by score, equals by number; those without a score last.</summary>
internal sealed class Handler(GrantsDb db) : IUseCase
{
    public async Task<Outcome<RankingView>> HandleAsync(Guid callId, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(call => call.Id == callId, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        var rows = await (from application in db.Applications
                          join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                          join proposed in db.Awards on application.Id equals proposed.ApplicationId into awards
                          from award in awards.DefaultIfEmpty()
                          where application.CallId == callId && application.Number != null
                          orderby application.Score == null, application.Score descending, application.Number
                          select new RankedRow(application.Id, application.Number!, organisation.LegalName, application.Title, application.Country, application.Stage, application.Score, application.Rank,
                              application.RequestedMinor, award == null ? null : award.Id, award == null ? null : award.Stage, award == null ? null : award.AmountMinor))
            .ToListAsync(cancellationToken);
        return new RankingView(call.Id, call.Reference, call.Title, call.Currency, call.Stage, call.TotalMinor,
            rows.Where(row => row.AwardStage is { } stage && !Awards.Proposal.Ended.Contains(stage)).Sum(row => row.AwardMinor ?? 0), rows);
    }
}
