using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.PublishAddendum;

/// <summary>The addendum as it is typed.</summary>
internal sealed record Request(string Title, string Text);

/// <summary>The addendum.</summary>
internal sealed record Published(Guid Id);

/// <summary>Publishes a correction or an explanation on a call's page and tells everybody who is writing an application.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    private static readonly Stage[] Public = [Stage.CallPublished, Stage.CallOpen];

    public async Task<Outcome<Call>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        return Public.Contains(call.Stage) ? call : Refusal.WrongStage(T("An addendum can be published from when the call is published until it closes."));
    }

    public async Task<Outcome<Published>> HandleAsync(Guid id, Request request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var read = await ReadAsync(id, cancellationToken);
        if (read.IsRefused) return read.Refusal;
        var (call, title, text) = (read.Value, Texts.Line(Texts.Clean(request.Title)), Texts.Clean(request.Text));
        var errors = new Dictionary<string, string>();
        if (title.Length is 0 or > Addendum.MostTitle) errors.Add(nameof(request.Title), T($"Enter a title of up to {Addendum.MostTitle} characters"));
        if (text.Length is 0 or > Addendum.MostText) errors.Add(nameof(request.Text), T($"Write the text, in up to {Addendum.MostText:N0} characters"));
        if (errors.Count > 0) return Refusal.Invalid(errors);

        var addendum = new Addendum(id, title, text, actor.Value.PersonId!.Value, now);
        db.Addenda.Add(addendum);
        db.Note("call", id, actor.Value, "PublishAddendum", now, ("addendum", addendum.Id));
        await CallNews.TellAsync(db, notifier, id, () => CallLetters.AddendumPublished(call, addendum), addendum.Id, [], now, cancellationToken);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Published(addendum.Id);
    }
}
