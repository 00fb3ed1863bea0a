using Grants.Accounts;
using Grants.Applications;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.PublishForm;

/// <summary>A new version of a published form before applicants see it.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Reference">The call's reference.</param>
/// <param name="Number">The new version.</param>
/// <param name="Revision">What publishing it names.</param>
/// <param name="Changes">What changes for applicants.</param>
/// <param name="Problems">What keeps it from being published.</param>
/// <param name="Drafts">How many drafts are told.</param>
/// <param name="Submitted">How many organisations are told whose application is submitted: it stands as it is.</param>
public sealed record NextVersion(Guid CallId, string Reference, int Number, int Revision, IReadOnlyList<FormChange> Changes, IReadOnlyList<FormProblem> Problems, int Drafts, int Submitted);

/// <summary>
/// Begins the next version of a published form, and publishes it: each draft is told what changes, and no answer is lost. What is submitted stands as it is, and
/// whose it is are told that as well.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier, FormDrafts drafts) : IUseCase
{
    // Nothing is decided on them yet. With deadlines of their own for some, others may be in screening or review while the call is open.
    private static readonly Stage[] _submitted = [Stage.Submitted, Stage.Screening, Stage.ClarificationAsked, Stage.ReplyAwaited, Stage.InReview];

    /// <summary>Begins the next version; one that was begun already is found.</summary>
    public async Task<Outcome> BeginAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var read = await drafts.ReadAsync(id, cancellationToken);
        if (read.IsRefused) return read.Refusal;
        var (call, newest, _) = read.Value;
        if (newest.PublishedAt is null) return Outcome.Done;
        if (call.Stage is not (Stage.CallPublished or Stage.CallOpen)) return Refusal.WrongStage(T("The call has closed: nobody fills in its form any more."));
        db.FormVersions.Add(new FormVersion(id, newest.Number + 1, newest.Form, now));
        db.Note("call", id, actor.Value, "BeginForm", now, ("number", newest.Number + 1));
        return await db.CommitAsync(cancellationToken);
    }

    public async Task<Outcome<NextVersion>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var read = await drafts.ReadAsync(id, cancellationToken);
        if (read.IsRefused) return read.Refusal;
        var (call, next, _) = read.Value;
        if (next.PublishedAt is not null || call.FormVersion == next) return Refusal.WrongStage(T("There is no new version of the form."));
        return new NextVersion(
            id, call.Reference, next.Number, next.Revision, FormChanges.Between(call.Form, next.Form), read.Value.Problems, await Drafts(id).CountAsync(cancellationToken),
            await Submitted(id).CountAsync(cancellationToken));
    }

    /// <summary>Lets applicants see the new version.</summary>
    public async Task<Outcome> HandleAsync(Guid id, int revision, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var read = await drafts.ReadAsync(id, cancellationToken);
        if (read.IsRefused) return read.Refusal;
        var (call, next, _) = read.Value;
        if (next.PublishedAt is not null || call.FormVersion == next) return Refusal.WrongStage(T("There is no new version of the form."));
        if (next.Revision != revision) return Refusal.Changed();
        if (read.Value.Problems is [var problem, ..]) return Refusal.Invalid("", problem.Message);
        var before = call.Form;
        var published = call.ChangeForm(next, now);
        if (published.IsRefused) return published;

        var open = await Drafts(id).AsNoTracking().ToListAsync(cancellationToken);
        var submitted = await Submitted(id).AsNoTracking().ToListAsync(cancellationToken);
        var leads = await notifier.LeadsOfAsync([.. open.Concat(submitted).Select(application => application.OrganisationId)], cancellationToken);
        foreach (var application in open.Concat(submitted))
            notifier.QueueFirst(() => CallLetters.FormChanged(call, FormChanges.Between(before, next.Form), application, now), application.Id, leads[application.OrganisationId], now, $"form-{next.Number}");
        db.Note("call", id, actor.Value, "PublishForm", now, ("number", next.Number), ("drafts", open.Count), ("submitted", submitted.Count));
        return await db.CommitAsync(cancellationToken);
    }

    private IQueryable<Application> Submitted(Guid callId) => db.Applications.Where(application => application.CallId == callId && _submitted.Contains(application.Stage));

    private IQueryable<Application> Drafts(Guid callId) => db.Applications.Where(application => application.CallId == callId && application.Stage == Stage.ApplicationDraft);
}
