using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.PublishAddendum;

/// <summary>A new addendum.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Text">What is corrected or explained.</param>
/// <param name="Draft">Whether it is only kept, so that documents can be added before it is published.</param>
internal sealed record Request(string? Title, string? Text, bool Draft = false);

/// <summary>An addendum that is kept as a draft or published.</summary>
internal sealed record Kept(Guid Id, int Version);

/// <summary>An addendum that is being written.</summary>
/// <param name="Id">The addendum.</param>
/// <param name="Version">What a change of it names.</param>
/// <param name="CallId">The call.</param>
/// <param name="CallTitle">The call's title.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Text">What is corrected or explained.</param>
/// <param name="Files">Its documents.</param>
public sealed record DraftView(Guid Id, int Version, Guid CallId, string CallTitle, string Title, string Text, IReadOnlyList<UploadedFile> Files);

/// <summary>Publishes a correction or an explanation on a call's page, with documents, and tells everybody who is writing an application.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    private static readonly Stage[] Public = [Stage.CallPublished, Stage.CallOpen];

    /// <summary>The call, while an addendum to it can be published.</summary>
    public async Task<Outcome<Call>> ReadAsync(Guid callId, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == callId, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        return Public.Contains(call.Stage) ? call : Refusal.WrongStage(T("An addendum can be published from when the call is published until it closes."));
    }

    /// <summary>The call's addenda that nobody has published yet: id and title.</summary>
    public async Task<IReadOnlyList<Choice>> DraftsAsync(Guid callId, CancellationToken cancellationToken) =>
        (await db.Addenda.Where(addendum => addendum.CallId == callId && addendum.PublishedAt == null).OrderBy(addendum => addendum.At)
            .Select(addendum => new { addendum.Id, addendum.Title }).ToListAsync(cancellationToken)).ConvertAll(draft => new Choice(draft.Id.ToString(), draft.Title));

    public async Task<Outcome<DraftView>> ReadDraftAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await (from addendum in db.Addenda.AsNoTracking()
                           join call in db.Calls on addendum.CallId equals call.Id
                           where addendum.Id == id
                           select new { Addendum = addendum, call.Title }).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return Refusal.NotFound(T("The addendum"));
        if (found.Addendum.PublishedAt is not null) return Refusal.WrongStage(T("The addendum is published already. Publish another one to correct it."));
        return new DraftView(
            id, found.Addendum.Version, found.Addendum.CallId, found.Title, found.Addendum.Title, found.Addendum.Text, await CallDocuments.FilesAsync(db, DocumentPurpose.Addendum, id, cancellationToken));
    }

    /// <summary>Begins an addendum, and publishes it at once unless it is to stay a draft.</summary>
    public async Task<Outcome<Kept>> HandleAsync(Guid callId, Request request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var call = await ReadAsync(callId, cancellationToken);
        if (call.IsRefused) return call.Refusal;
        var addendum = new Addendum(callId, actor.Value.PersonId!.Value, now);
        if (addendum.Write(Texts.Line(Texts.Clean(request.Title)), Texts.Clean(request.Text)).Refusal is { } refusal) return refusal;

        db.Addenda.Add(addendum);
        if (request.Draft) db.Note("call", callId, actor.Value, "DraftAddendum", now, ("addendum", addendum.Id));
        else await PublishAsync(call.Value, addendum, [], now, cancellationToken);
        return await KeptAsync(addendum, cancellationToken);
    }

    /// <summary>Keeps what is written, and publishes it with its documents.</summary>
    /// <param name="id">The addendum.</param>
    /// <param name="version">The version that was seen.</param>
    /// <param name="title">Null leaves it.</param>
    /// <param name="text">Null leaves it.</param>
    /// <param name="publish">Whether it is published, too.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome<Kept>> HandleAsync(Guid id, int version, string? title, string? text, bool publish, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var addendum = await db.Addenda.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (addendum is null) return Refusal.NotFound(T("The addendum"));
        if (addendum.Version != version) return Refusal.Changed();
        var call = await ReadAsync(addendum.CallId, cancellationToken);
        if (call.IsRefused) return call.Refusal;
        if (addendum.Write(title is null ? addendum.Title : Texts.Line(Texts.Clean(title)), text is null ? addendum.Text : Texts.Clean(text)).Refusal is { } refusal) return refusal;
        if (publish)
        {
            var files = await CallDocuments.FilesAsync(db, DocumentPurpose.Addendum, id, cancellationToken);
            if (files.Any(file => file.Scan == ScanResult.Waiting)) return Refusal.Invalid(CallDocuments.Slot, T("A document is still being checked for viruses. Wait a minute, then publish again"));
            await PublishAsync(call.Value, addendum, [.. files.Where(file => file.Scan != ScanResult.Infected).Select(file => file.Name)], now, cancellationToken);
        }
        else
        {
            db.Touch(addendum);
            db.Note("call", addendum.CallId, actor.Value, "DraftAddendum", now, ("addendum", id));
        }

        return await KeptAsync(addendum, cancellationToken);
    }

    private async Task PublishAsync(Call call, Addendum addendum, IReadOnlyList<string> documents, DateTime now, CancellationToken cancellationToken)
    {
        addendum.Publish(now);
        db.Note("call", call.Id, actor.Value, "PublishAddendum", now, ("addendum", addendum.Id), ("documents", documents.Count));
        await CallNews.TellAsync(db, notifier, call.Id, organisation => CallLetters.AddendumPublished(call, addendum, documents, organisation!), addendum.Id, null, now, cancellationToken);
    }

    private async Task<Outcome<Kept>> KeptAsync(Addendum addendum, CancellationToken cancellationToken)
    {
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Kept(addendum.Id, addendum.Version);
    }
}
