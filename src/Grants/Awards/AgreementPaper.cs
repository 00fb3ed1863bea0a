using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards;

/// <summary>Everything that an agreement says, as pages and the document show it.</summary>
public sealed record AgreementPaper(
    string Number,
    string Organisation,
    string OrganisationCountry,
    string? Country,
    string TimeZone,
    string Currency,
    long AmountMinor,
    string Title,
    DateOnly StartsOn,
    DateOnly EndsOn,
    string TermsVersion,
    IReadOnlyList<DraftBudgetLine> Budget,
    IReadOnlyList<DraftMilestone> Milestones)
{
    /// <summary>Reads what stands outside the award, which comes with its agreement.</summary>
    internal static async Task<AgreementPaper> LoadAsync(GrantsDb db, Award award, CancellationToken cancellationToken)
    {
        var around = await (from application in db.Applications
                            join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                            join call in db.Calls on application.CallId equals call.Id
                            where application.Id == award.ApplicationId
                            select new { application.Number, organisation.LegalName, organisation.Country, call.TimeZone }).SingleAsync(cancellationToken);
        var agreement = award.Agreement;
        return new AgreementPaper(
            around.Number!, around.LegalName, around.Country, award.Country, around.TimeZone, award.Currency, award.AmountMinor, agreement.Title, agreement.StartsOn, agreement.EndsOn, agreement.TermsVersion,
            [.. agreement.Budget.OrderBy(line => line.Order).Select(line => new DraftBudgetLine(line.Description, line.AmountMinor))],
            [.. agreement.Milestones.OrderBy(milestone => milestone.Order).Select(milestone => new DraftMilestone(milestone.Title, milestone.DueOn, milestone.TrancheMinor))]);
    }

    /// <summary>The parameters of <see cref="AgreementDocument"/>.</summary>
    public IReadOnlyDictionary<string, object?> Parameters(DateTime now) => new Dictionary<string, object?>
    {
        [nameof(AgreementDocument.Paper)] = this,
        [nameof(AgreementDocument.Issued)] = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, TimeZoneInfo.FindSystemTimeZoneById(TimeZone))),
    };
}
