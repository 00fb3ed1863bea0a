using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.WriteCall;

/// <summary>The call after a part of it was saved.</summary>
internal sealed record Written(int Version);

/// <summary>A part of a draft in the list of what is left to do.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Path">Its page.</param>
/// <param name="IsDone">Whether it is written and in order.</param>
public sealed record PartView(string Title, string Path, bool IsDone);

/// <summary>A draft with what is left to do.</summary>
/// <param name="Id">The call.</param>
/// <param name="Reference">Its reference.</param>
/// <param name="Title">Its title.</param>
/// <param name="Parts">Its parts, in order.</param>
/// <param name="Questions">How many questions its form asks.</param>
/// <param name="IsFormInOrder">Whether the form can be published as it is.</param>
/// <param name="Criteria">How many criteria its rubric has.</param>
/// <param name="IsRubricInOrder">Whether its rubric could be published.</param>
/// <param name="Documents">How many documents it has for applicants.</param>
/// <param name="IsReady">Whether the call can be published as it is.</param>
public sealed record DraftView(Guid Id, string Reference, string Title, IReadOnlyList<PartView> Parts, int Questions, bool IsFormInOrder, int Criteria, bool IsRubricInOrder, int Documents, bool IsReady);

/// <summary>A draft's documents for applicants.</summary>
/// <param name="Id">The call.</param>
/// <param name="Reference">Its reference.</param>
/// <param name="Files">The documents.</param>
public sealed record DocumentsView(Guid Id, string Reference, IReadOnlyList<UploadedFile> Files);

/// <summary>Writes a draft part by part; each is saved by itself.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    /// <summary>The draft; refused when there is none, or it has been published.</summary>
    public async Task<Outcome<Call>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        return call.Stage == Stage.CallDraft ? call : Call.Frozen;
    }

    /// <summary>What is left to do.</summary>
    public async Task<Outcome<DraftView>> ShowAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await ReadAsync(id, cancellationToken) is { IsRefused: true } refused) return refused.Refusal!;
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == id, cancellationToken);
        var opensTooEarly = await SecondStage.OpensTooEarlyAsync(db, call, cancellationToken) is not null;
        return new DraftView(
            id, call.Reference, call.Title,
            [.. CallWords.Parts.Select(part => new PartView(CallWords.Part(part), CallWords.PathOf(id, part), call.Written.HasFlag(part) && call.ProblemsOf(part).Count == 0 && !(part == CallParts.Timetable && opensTooEarly)))],
            call.Form.Questions.Count(), FormRules.Problems(call.Form).Count == 0, call.Rubric.Criteria.Count, call.Rubric.Problems().Count == 0, (await CallDocuments.OfAsync(db, id, cancellationToken))[id].Count(), call.Problems().Count == 0 && !opensTooEarly);
    }

    /// <summary>The documents that go with it.</summary>
    public async Task<Outcome<DocumentsView>> DocumentsAsync(Guid id, CancellationToken cancellationToken)
    {
        var draft = await ReadAsync(id, cancellationToken);
        return draft.IsRefused ? draft.Refusal : new DocumentsView(id, draft.Value.Reference, await CallDocuments.FilesAsync(db, DocumentPurpose.Call, id, cancellationToken));
    }

    /// <summary>Saves one part.</summary>
    /// <param name="id">The call.</param>
    /// <param name="version">The version that it was written from.</param>
    /// <param name="part">Which part.</param>
    /// <param name="write">What the call is told.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome<Written>> HandleAsync(Guid id, int version, CallParts part, Func<Call, Outcome> write, DateTime now, CancellationToken cancellationToken)
    {
        var call = await db.Calls.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        if (call.Version != version) return Refusal.Changed();
        var reference = call.Reference;
        if (write(call).Refusal is { } refusal) return refusal;
        if (call.Reference != reference && await db.Calls.AnyAsync(other => other.Reference == call.Reference && other.Id != id, cancellationToken))
            return Refusal.Invalid(nameof(Call.Reference), T("Another call has this reference: choose a new one"));

        db.Touch(call);
        db.Note("call", id, actor.Value, "WriteCall", now, ("part", part), ("reference", call.Reference == reference ? null : call.Reference));
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Written(call.Version);
    }
}
