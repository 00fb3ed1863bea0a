using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>The version of a call's form that managers write: of a draft call the first, of a published one the next, when it has been begun.</summary>
internal sealed class FormDrafts(GrantsDb db, CurrentActor actor, TimeProvider clock)
{
    /// <summary>A call with the newest version of its form, and every version that was published before.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Version">The newest version; it may be what applicants see.</param>
    /// <param name="Published">The published versions, oldest first.</param>
    internal sealed record Draft(Call Call, FormVersion Version, IReadOnlyList<FormVersion> Published)
    {
        /// <summary>What is out of order, with what answers that were given would lose.</summary>
        public IReadOnlyList<FormProblem> Problems => [.. FormRules.Problems(Version.Form), .. Published.Where(earlier => earlier != Version).SelectMany(earlier => FormRules.ProblemsAfter(earlier.Form, Version.Form)).DistinctBy(problem => problem.Question)];

        /// <summary>Codes that a new question cannot have: those of removed ones still name answers.</summary>
        public IEnumerable<string> Taken => Published.SelectMany(earlier => earlier.Form.Questions).Select(question => question.Code);
    }

    public async Task<Outcome<Draft>> ReadAsync(Guid callId, CancellationToken cancellationToken)
    {
        var call = await db.Calls.SingleOrDefaultAsync(c => c.Id == callId, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        var versions = await db.FormVersions.Where(version => version.CallId == callId).OrderBy(version => version.Number).ToListAsync(cancellationToken);
        return new Draft(call, versions[^1], versions.FindAll(version => version.PublishedAt is not null));
    }

    /// <summary>Changes the form that is being written.</summary>
    /// <param name="callId">The call.</param>
    /// <param name="revision">The revision that the manager saw.</param>
    /// <param name="change">Gives the changed form, or says why not.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <returns>The new revision.</returns>
    public async Task<Outcome<int>> ChangeAsync(Guid callId, int revision, Func<Draft, Outcome<FormDefinition>> change, CancellationToken cancellationToken)
    {
        var draft = await ReadAsync(callId, cancellationToken);
        if (draft.IsRefused) return draft.Refusal;
        // Before what was typed is looked at: whoever corrects it goes on from what they saw.
        if (draft.Value.Version.WhyNot(revision) is { } why) return why;
        var form = change(draft.Value);
        if (form.IsRefused) return form.Refusal;
        var (version, before) = (draft.Value.Version, draft.Value.Version.Before);
        if (version.Change(form.Value, revision) is { IsRefused: true } refused) return refused.Refusal;
        if (version.Revision == revision) return revision;
        if (before is not null)
        {
            db.FormSteps.Add(new FormStep(version.Id, revision, before));
            db.FormSteps.RemoveRange(await Steps(version).Skip(FormStep.Most - 1).ToListAsync(cancellationToken));
        }

        return await SaveAsync(draft.Value, cancellationToken);
    }

    /// <summary>Takes the last change back; then the one before it is the next.</summary>
    /// <returns>What is taken back.</returns>
    public async Task<Outcome<FormEdit>> UndoAsync(Guid callId, int revision, CancellationToken cancellationToken)
    {
        var draft = await ReadAsync(callId, cancellationToken);
        if (draft.IsRefused) return draft.Refusal;
        var (version, edit, earlier) = (draft.Value.Version, draft.Value.Version.LastEdit, await Steps(draft.Value.Version).FirstOrDefaultAsync(cancellationToken));
        if (version.Undo(revision, earlier) is { IsRefused: true } refused) return refused.Refusal;
        if (earlier is not null) db.FormSteps.Remove(earlier);
        var saved = await SaveAsync(draft.Value, cancellationToken);
        return saved.IsRefused ? saved.Refusal : edit!;
    }

    private IQueryable<FormStep> Steps(FormVersion version) => db.FormSteps.Where(step => step.FormVersionId == version.Id).OrderByDescending(step => step.Revision);

    private async Task<Outcome<int>> SaveAsync(Draft draft, CancellationToken cancellationToken)
    {
        db.Note("call", draft.Call.Id, actor.Value, "ChangeForm", clock.GetUtcNow().UtcDateTime, ("number", draft.Version.Number), ("revision", draft.Version.Revision));
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : draft.Version.Revision;
    }
}
