using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.SaveView;

/// <summary>A saved view.</summary>
public sealed record View(Guid Id, string Name, string Query);

/// <summary>Keeps the sets of filters that a person has named.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<IReadOnlyList<View>> ReadAsync(CancellationToken cancellationToken) =>
        [.. (await Mine.Select(view => new View(view.Id, view.Name, view.Query)).ToListAsync(cancellationToken)).OrderBy(view => NameOrder.Of(view.Name))];

    public async Task<Outcome<View>> HandleAsync(string? name, string? query, CancellationToken cancellationToken)
    {
        var called = Texts.Line(Texts.Clean(name));
        if (called.Length == 0 || PortalText.Length(called) > ListAgain.MostOfName) return ListAgain.Name;

        // Only what the list understands is kept.
        var filter = FilterQuery.Parse(query).Filter;
        var mine = await Mine.ToListAsync(cancellationToken);
        if (mine.Find(view => view.Name == called) is { } same) db.SavedViews.Remove(same);
        else if (mine.Count >= ListAgain.MostViews) return ListAgain.Views;
        var view = new SavedView(actor.Value.PersonId!.Value, called, filter.Query, clock.GetUtcNow().UtcDateTime);
        db.SavedViews.Add(view);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new View(view.Id, view.Name, view.Query);
    }

    public async Task<Outcome> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await Mine.SingleOrDefaultAsync(view => view.Id == id, cancellationToken) is not { } view) return Refusal.NotFound(T("The view"));
        db.SavedViews.Remove(view);
        return await db.CommitAsync(cancellationToken);
    }

    private IQueryable<SavedView> Mine
    {
        get
        {
            var me = actor.Value.PersonId!.Value;
            return db.SavedViews.Where(view => view.PersonId == me);
        }
    }
}
