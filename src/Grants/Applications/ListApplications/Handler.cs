using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ListApplications;

/// <summary>One page of the list.</summary>
/// <param name="Items">The applications.</param>
/// <param name="Page">From 1.</param>
/// <param name="PageSize">The most of one page.</param>
/// <param name="Total">How many fit, as far as they are counted.</param>
/// <param name="HasMore">Whether more fit than are counted.</param>
/// <param name="IsForgiving">Whether nothing fitted the search as it was typed, and these are spelt alike.</param>
public sealed record Listed(IReadOnlyList<Row> Items, int Page, int PageSize, int Total, bool HasMore, bool IsForgiving);

/// <summary>What kind of choice a filter offers.</summary>
public enum ChoiceKind
{
    /// <summary>A call.</summary>
    Call,

    /// <summary>A grant manager.</summary>
    Screener,

    /// <summary>A saved view of this person.</summary>
    View,
}

/// <summary>A call, a grant manager or a saved view to choose.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Id">Its id.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Query">Of a view: its filters.</param>
public sealed record ListChoice(ChoiceKind Kind, Guid Id, string Label, string Query);

/// <summary>Lists applications. What costs more the more there are is bounded: the count, and how far one can turn pages.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public const int PageSize = 25;

    private const int MostCounted = 1000;
    private const int MostChoices = 300;

    public async Task<Listed> HandleAsync(Filter filter, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var found = await ApplicationList.SearchAsync(db, filter.Search, cancellationToken);
        var counted = await ApplicationList.Narrowed(db, actor.Value, filter, found, now).OrderBy(application => application.Id).Take(MostCounted + 1).CountAsync(cancellationToken);
        var page = Math.Min(filter.Page, MostCounted / PageSize);
        var rows = await ApplicationList.Rows(db, actor.Value, ApplicationList.Query(db, actor.Value, filter, found, now).Skip((page - 1) * PageSize).Take(PageSize)).ToListAsync(cancellationToken);
        return new Listed([.. rows.Select(row => ApplicationList.AsKnown(actor.Value, row))], page, PageSize, Math.Min(counted, MostCounted), counted > MostCounted || found.IsCut, found.IsForgiving);
    }

    /// <summary>Everything that the filters offer, in one command.</summary>
    public async Task<IReadOnlyList<ListChoice>> ChoicesAsync(CancellationToken cancellationToken)
    {
        var me = actor.Value.PersonId!.Value;
        var choices = await db.Calls.Where(call => call.Stage != Stage.CallDraft).OrderByDescending(call => call.DeadlineAt).Take(MostChoices)
            .Select(call => new { Kind = 0, call.Id, Label = call.Reference, Query = "" })
            .Concat(db.People.Where(person => person.IsActive && person.Roles.Any(role => role.Role == Role.GrantManager)).Select(person => new { Kind = 1, person.Id, Label = person.Name, Query = "" }))
            .Concat(db.SavedViews.Where(view => view.PersonId == me).Select(view => new { Kind = 2, view.Id, Label = view.Name, view.Query }))
            .ToListAsync(cancellationToken);
        return [.. choices.Select(choice => new ListChoice((ChoiceKind)choice.Kind, choice.Id, choice.Label, choice.Query)).OrderBy(choice => choice.Kind).ThenBy(choice => NameOrder.Of(choice.Label))];
    }
}
