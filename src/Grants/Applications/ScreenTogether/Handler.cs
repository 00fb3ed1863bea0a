using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ScreenTogether;

/// <summary>An application that was chosen, why nothing can be done with it (null when something can), and how much there is to look at before it is found eligible.</summary>
public sealed record Line(Guid Id, int Version, string Number, string Title, string Organisation, string? WhyNot, int Findings)
{
    /// <summary>To find it eligible: the colleague whose screening it is; null when it is nobody's, or the reader's own.</summary>
    public string? Colleague { get; init; }
}

/// <summary>What is about to be done with several applications.</summary>
/// <param name="Screener">Who is to screen them; null: they are found eligible.</param>
/// <param name="Lines">The applications that were chosen.</param>
public sealed record Preview(string? Screener, IReadOnlyList<Line> Lines);

/// <summary>What came of one application.</summary>
/// <param name="Id">The application.</param>
/// <param name="Done">Whether it was done.</param>
/// <param name="Reason">Why it was not; null when it was.</param>
public sealed record Result(Guid Id, bool Done, string? Reason);

/// <summary>Does one act on several applications, each by itself: one that cannot be done does not stop the others.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    /// <summary>What would be done, in up to five commands.</summary>
    public async Task<Outcome<Preview>> PreviewAsync(IReadOnlyList<Chosen> chosen, string? what, CancellationToken cancellationToken)
    {
        if (chosen.Count is 0 or > ListAgain.MostTicked) return ListAgain.Tick;
        string? screener = null;
        if (Guid.TryParse(what, out var screenerId))
        {
            screener = await db.People.Where(person => person.Id == screenerId).Select(person => person.Name).SingleOrDefaultAsync(cancellationToken);
            if (screener is null) return Refusal.NotFound(T("The person"));
        }
        else if (what != "eligible")
        {
            return ListAgain.Choose;
        }

        var ids = chosen.Select(each => each.Id).ToList();
        var rows = await ApplicationList.Rows(db, actor.Value, db.Applications.Where(application => ids.Contains(application.Id) && application.SubmittedAt != null)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var wrong = screener is null ? await WrongAsync(ids, cancellationToken) : [];
        return new Preview(screener, [.. from each in chosen let row = rows.GetValueOrDefault(each.Id) where row is not null select new Line(row.Id, each.Version, row.Number ?? "", row.Title, row.Organisation, WhyNot(row, screener is null, wrong), screener is null ? row.Findings ?? 0 : 0) { Colleague = screener is null && row.ScreenerId != actor.Value.PersonId ? row.Screener : null }]);
    }

    public async Task<Outcome<IReadOnlyList<Result>>> HandleAsync(IReadOnlyList<Chosen> chosen, Guid? screenerId, bool noConflict, CancellationToken cancellationToken)
    {
        if (chosen.Count is 0 or > ListAgain.MostTicked) return Refusal.Invalid("Applications", ListAgain.Tick.Fields!["Chosen"]);
        if (screenerId is null && !noConflict) return Refusal.Invalid("NoConflict", T("Confirm that you have no conflict of interest with any of these organisations"));
        var wrong = screenerId is null ? await WrongAsync([.. chosen.Select(each => each.Id)], cancellationToken) : [];
        var results = new List<Result>();
        foreach (var each in chosen.DistinctBy(each => each.Id))
        {
            var outcome = wrong.GetValueOrDefault(each.Id) is { } finding ? Refusal.WrongStage(finding) : await ActAsync(each, screenerId, cancellationToken);
            results.Add(new Result(each.Id, !outcome.IsRefused, outcome.Refusal is { } refusal ? refusal.Fields?.Values.FirstOrDefault() ?? refusal.Message : null));
            db.Discard();
        }

        return results;
    }

    private async Task<Outcome> ActAsync(Chosen chosen, Guid? screenerId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (screenerId is null)
        {
            var loaded = await ScreeningAccess.LoadAsync(db, actor.Value, chosen.Id, chosen.Version, noConflict: true, now, cancellationToken);
            if (loaded.IsRefused) return loaded.Refusal;
            var decided = await ScreeningAccess.DecideAsync(db, notifier, loaded.Value, eligible: true, "", actor.Value, now, cancellationToken);
            return decided.IsRefused ? decided : await db.CommitAsync(cancellationToken);
        }

        var application = await db.Applications.SingleOrDefaultAsync(a => a.Id == chosen.Id, cancellationToken);
        if (application is null || !ApplicationAccess.MayRead(actor.Value, application.OrganisationId, application.Stage, application.Country)) return Refusal.NotFound(T("The application"));
        if (application.Version != chosen.Version) return Refusal.Changed();
        var assigned = await Screeners.AssignAsync(db, notifier, application, screenerId, actor.Value, now, cancellationToken);
        return assigned.IsRefused ? assigned : await db.CommitAsync(cancellationToken);
    }

    // What the system finds first in each application that is not in order.
    private async Task<Dictionary<Guid, string>> WrongAsync(List<Guid> ids, CancellationToken cancellationToken) =>
        (await ScreeningFindings.CheckAsync(db, ids, cancellationToken)).Where(its => its.Wrong.Count > 0).ToDictionary(its => its.Application.Id, its => its.Wrong[0]);

    private string? WhyNot(Row row, bool eligible, Dictionary<Guid, string> wrong)
    {
        if (actor.Value.IsMemberOf(row.OrganisationId)) return ScreeningAccess.OwnOrganisation.Message;
        if (!eligible) return null;
        return GrantLifecycle.Allows(row.Stage, Act.FindEligible) ? wrong.GetValueOrDefault(row.Id) : T("It is not being screened now.");
    }
}
