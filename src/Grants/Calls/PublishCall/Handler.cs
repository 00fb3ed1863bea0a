using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.PublishCall;

/// <summary>A draft as it will be published.</summary>
public sealed record CheckView(
    Guid Id, int Version, int Form, string Reference, string Title, string Summary, string Objectives, string Eligibility, string Places, string Pathways, string Areas, string Currency, long FloorMinor, long CeilingMinor,
    long TotalMinor, int GrantMonths, TimeZoneInfo Zone, DateTime OpensAt, DateTime QuestionsCloseAt, DateTime DeadlineAt, DateTime DecisionsBy, string Contacts, int Reviewers, int Questions, int Criteria,
    int Documents, IReadOnlyList<string> Problems);

/// <summary>Makes a call public, freezes it, and starts what opens and closes it.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    /// <summary>The draft with all that will be frozen, and what must be corrected before.</summary>
    public async Task<Outcome<CheckView>> CheckAsync(Guid id, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        if (call.Stage != Stage.CallDraft) return Refusal.WrongStage(T("The call is published already."));
        return new CheckView(
            id, call.Version, call.FormVersion.Revision, call.Reference, call.Title, call.Summary, call.Objectives, call.Eligibility, CallWords.Places(call.Countries), CallWords.Pathways(call.Pathways), CallWords.Areas(call.ProjectAreas),
            call.Currency, call.FloorMinor, call.CeilingMinor, call.TotalMinor, call.GrantMonths, call.Zone, call.OpensAt, call.QuestionsCloseAt, call.DeadlineAt, call.DecisionsBy, call.Contacts,
            call.ReviewersPerApplication, call.Form.Questions.Count(), call.Rubric.Criteria.Count,
            (await CallDocuments.OfAsync(db, id, cancellationToken))[id].Count(), [.. call.Problems().Values, .. await SecondStage.OpensTooEarlyAsync(db, call, cancellationToken) is { } tooEarly ? new[] { tooEarly } : []]);
    }

    public async Task<Outcome> HandleAsync(Guid id, Request seen, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var call = await db.Calls.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        if (call.Version != seen.Version || (seen.Form ?? call.FormVersion.Revision) != call.FormVersion.Revision) return Refusal.Changed();
        if (await SecondStage.OpensTooEarlyAsync(db, call, cancellationToken) is { } tooEarly) return Refusal.Invalid(nameof(Call.OpensAt), tooEarly);
        var published = call.Publish(now);
        if (published.IsRefused) return published;

        db.Note("call", call.Id, actor.Value, Act.PublishCall, now, ("opensAt", call.OpensAt), ("deadlineAt", call.DeadlineAt), ("decisionsBy", call.DecisionsBy));
        db.RingToStart(nameof(CallOrchestration), CallOrchestration.InstanceId(call.Id), call.Id, now);
        return await db.CommitAsync(cancellationToken);
    }
}
