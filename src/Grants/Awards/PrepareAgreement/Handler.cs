using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards.PrepareAgreement;

/// <summary>The agreement as a manager edits it.</summary>
public sealed record AgreementEdit(Guid AwardId, int Version, string Number, string Organisation, string Currency, long AmountMinor, AgreementDraft Draft);

/// <summary>A grant manager writes the agreement while the award waits for endorsement. Whoever does has assessed the award.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<AgreementEdit>> ShowAsync(Guid id, CancellationToken cancellationToken)
    {
        var award = await LoadAsync(id, cancellationToken);
        if (award is null) return Refusal.NotFound(T("The award"));
        var paper = await AgreementPaper.LoadAsync(db, award, cancellationToken);
        return new AgreementEdit(award.Id, award.Version, paper.Number, paper.Organisation, paper.Currency, paper.AmountMinor, new AgreementDraft(paper.Title, paper.StartsOn, paper.EndsOn, paper.Budget, paper.Milestones));
    }

    /// <returns>The new version.</returns>
    public async Task<Outcome<int>> HandleAsync(Guid id, int version, AgreementDraft draft, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var award = await LoadAsync(id, cancellationToken);
        if (award is null) return Refusal.NotFound(T("The award"));
        if (award.Version != version) return Refusal.Changed();

        var prepared = award.Prepare(Clean(draft));
        if (!prepared.IsRefused) prepared = award.Take(Duty.Assess, actor.PersonId!.Value, now);
        if (prepared.IsRefused) return prepared.Refusal;
        db.Touch(award);
        db.Note("award", award.Id, actor, "PrepareAgreement", now, ("budgetLines", award.Agreement.Budget.Count), ("milestones", award.Agreement.Milestones.Count), ("startsOn", award.Agreement.StartsOn.ToString("O")), ("endsOn", award.Agreement.EndsOn.ToString("O")));
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : award.Version;
    }

    private async Task<Award?> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        var award = await db.Awards.AsSplitQuery().Include(award => award.Agreement.Budget).Include(award => award.Agreement.Milestones).Include(award => award.Duties)
            .SingleOrDefaultAsync(award => award.Id == id, cancellationToken);
        return award is not null && AwardAccess.MayDecide(current.Value, award) ? award : null;
    }

    private static AgreementDraft Clean(AgreementDraft draft) => draft with
    {
        Title = Texts.Clean(draft.Title),
        Budget = [.. draft.Budget.Select(line => line with { Description = Texts.Clean(line.Description) })],
        Milestones = [.. draft.Milestones.Select(milestone => milestone with { Title = Texts.Clean(milestone.Title) })],
    };
}
