using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards.ShowAward;

/// <summary>An award with its agreement, who has acted on it and what the reader may do. Amounts are in minor units.</summary>
public sealed record AwardView(
    Guid Id, int Version, Guid ApplicationId, Guid CallId, Stage Stage, DateTime StageSince, DateTime? Deadline, string? WaitsFor, string? Reasons, int? Score, string Committee, AgreementView Agreement,
    IReadOnlyList<DutyView> Duties, IReadOnlyList<string> Acts)
{
    /// <summary>The agreement as text.</summary>
    internal AgreementPaper Paper { get; init; } = null!;

    /// <summary>Whether the reader is of the organisation.</summary>
    internal bool ForPartner { get; init; }

    /// <summary>The reader's financial limit, for a delegate.</summary>
    internal long? LimitMinor { get; init; }

    /// <summary>Whether the reader may open the agreement as a document.</summary>
    internal bool MayOpenAgreement { get; init; }
}

/// <summary>The agreement. The hash, the document and the acceptance are null until there are any.</summary>
public sealed record AgreementView(
    string Number, string Organisation, string Title, string? Country, string Currency, long AmountMinor, DateOnly StartsOn, DateOnly EndsOn, string TermsVersion,
    IReadOnlyList<BudgetLineView> Budget, IReadOnlyList<MilestoneView> Milestones, DateTime? OfferedAt, Guid? DocumentId, string? Sha256, string? AcceptedBy, DateTime? AcceptedAt, string? AcceptedFromHash, string? AcceptedWith);

/// <summary>One budget line.</summary>
public sealed record BudgetLineView(Guid Id, string Description, long AmountMinor);

/// <summary>One milestone and its tranche.</summary>
public sealed record MilestoneView(string Title, DateOnly DueOn, long TrancheMinor);

/// <summary>One duty that a person has taken.</summary>
public sealed record DutyView(string Duty, string Person, DateTime At);

/// <summary>Shows one award to those who may see it.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, DocumentAccess access) : IUseCase
{
    public async Task<Outcome<AwardView>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        var award = await db.Awards.AsNoTracking().AsSplitQuery()
            .Include(award => award.Agreement.Budget).Include(award => award.Agreement.Milestones).Include(award => award.Duties)
            .SingleOrDefaultAsync(award => award.Id == id, cancellationToken);
        if (award is null || !AwardAccess.MaySee(actor, award)) return Refusal.NotFound(T("The award"));

        var forPartner = !AwardAccess.MayDecide(actor, award);
        var agreement = award.Agreement;
        var paper = await AgreementPaper.LoadAsync(db, award, cancellationToken);
        var personIds = award.Duties.Select(duty => duty.PersonId).Append(agreement.AcceptedBy ?? Guid.Empty).ToList();
        var people = await db.People.Where(person => personIds.Contains(person.Id)).IgnoreAutoIncludes().ToDictionaryAsync(person => person.Id, person => person.Name, cancellationToken);

        var parties = new[] { Party.Lead, Party.GrantManager, Party.Endorser, Party.Delegate }.Where(party => (party == Party.Lead) == forPartner && actor.MayActAs(party, award.OrganisationId, award.Country));
        var acts = parties.SelectMany(party => GrantLifecycle.ActsAt(award.Stage, party)).Select(act => act.Act.ToString()).Distinct().ToList();
        return new AwardView(
            award.Id, award.Version, award.ApplicationId, award.CallId, award.Stage, award.StageSince, GrantLifecycle.Of(award.Stage).Deadline is null ? null : award.StageDeadline, WaitsFor(award), award.Reasons,
            forPartner ? null : await db.Applications.Where(application => application.Id == award.ApplicationId).Select(application => application.Score).SingleAsync(cancellationToken),
            AwardLetters.Committee(award),
            new AgreementView(
                paper.Number, paper.Organisation, agreement.Title, award.Country, award.Currency, award.AmountMinor, agreement.StartsOn, agreement.EndsOn, agreement.TermsVersion,
                [.. agreement.Budget.OrderBy(line => line.Order).Select(line => new BudgetLineView(line.Id, line.Description, line.AmountMinor))],
                [.. agreement.Milestones.OrderBy(milestone => milestone.Order).Select(milestone => new MilestoneView(milestone.Title, milestone.DueOn, milestone.TrancheMinor))],
                agreement.FrozenAt, agreement.DocumentId, agreement.Sha256, agreement.AcceptedBy is { } by ? people[by] : null, agreement.AcceptedAt, forPartner ? null : agreement.AcceptedFromHash, agreement.AcceptedWith),
            forPartner ? [] : [.. award.Duties.OrderBy(duty => duty.At).ThenBy(duty => duty.Id).Select(duty => new DutyView(Award.Word(duty.Duty), people[duty.PersonId], duty.At))],
            acts)
        {
            Paper = paper,
            ForPartner = forPartner,
            LimitMinor = Delegates.LimitOf(actor),
            MayOpenAgreement = await access.MayReadAsync(DocumentPurpose.Agreement, award.Id, award.OrganisationId, cancellationToken),
        };
    }

    private static string? WaitsFor(Award award) => award.Stage switch
    {
        Stage.AwardProposed => AwardLetters.Committee(award),
        Stage.AwardEndorsed => T("A delegate whose financial limit covers the award"),
        Stage.AwardOffered => T("A lead of the organisation"),
        _ => null,
    };
}
