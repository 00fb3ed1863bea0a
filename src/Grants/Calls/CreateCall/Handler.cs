using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.CreateCall;

/// <summary>The new call.</summary>
internal sealed record Created(Guid Id, int Version);

/// <summary>What is known of a new call; null parts are still to be written.</summary>
internal sealed record NewCall(
    string Reference, string Title, CallKind Kind = CallKind.OneStage, Guid? ConceptCallId = null, CallAbout? About = null, CallMoney? Money = null, CallTimetable? Timetable = null,
    string? Contacts = null, int? Reviewers = null);

/// <summary>Keeps a new call as a draft. What is given and out of order is refused at once, and looked at again when the call is published.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    /// <summary>The calls for concept notes that full proposals can follow.</summary>
    public async Task<IReadOnlyList<Choice>> ConceptCallsAsync(CancellationToken cancellationToken) =>
        await db.Calls.Where(call => call.Kind == CallKind.ConceptNote && call.Stage != Stage.CallDraft).OrderByDescending(call => call.DeadlineAt)
            .Select(call => new Choice(call.Id.ToString(), call.Reference + ": " + call.Title, null)).Take(50).ToListAsync(cancellationToken);

    public async Task<Outcome<Created>> HandleAsync(NewCall typed, FormDefinition form, Rubric rubric, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (reference, title) = (Texts.Line(Texts.Clean(typed.Reference)), Texts.Line(Texts.Clean(typed.Title)));
        var conceptCall = typed.ConceptCallId is { } id ? await db.Calls.AsNoTracking().SingleOrDefaultAsync(other => other.Id == id, cancellationToken) : null;
        if (await db.Calls.AnyAsync(other => other.Reference == reference, cancellationToken))
            return Refusal.Invalid(nameof(Call.Reference), T("Another call has this reference: choose a new one"));

        var call = new Call(reference, title, form, rubric, now);
        var errors = new Dictionary<string, string>();
        if (!Call.IsReference(reference)) errors.Add(nameof(Call.Reference), T("Enter a reference of letters, digits and hyphens, such as CT-2021-1"));
        if (title.Length is 0 or > 300) errors.Add(nameof(Call.Title), T("Enter a title of up to 300 characters"));
        Keep(call.Write(typed.Kind, conceptCall));
        if (errors.Count == 0 && typed.Kind == CallKind.FullProposal) call.StartFrom(conceptCall!, now);
        if (typed.About is { } about) Keep(call.Write(about.Clean() with { Reference = reference, Title = title }));
        if (typed.Money is { } money) Keep(call.Write(money));
        if (typed.Timetable is { } timetable) Keep(call.Write(timetable));
        if (typed.Contacts is { } contacts) Keep(call.WriteContacts(Texts.Clean(contacts)));
        if (typed.Reviewers is { } reviewers) Keep(call.WriteReviewers(reviewers));
        if (errors.Count > 0) return Refusal.Invalid(errors);

        db.Calls.Add(call);
        db.Note("call", call.Id, actor.Value, Act.DraftCall, now, ("reference", call.Reference));
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Created(call.Id, call.Version);

        void Keep(Outcome written)
        {
            foreach (var (field, message) in written.Refusal?.Fields ?? new Dictionary<string, string>()) errors.TryAdd(field, message);
        }
    }
}
