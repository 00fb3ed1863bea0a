using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ReplyToFinding;

/// <summary>A finding that can still be replied to.</summary>
public sealed record OpenFinding(Guid Id, int Version, string Number, string Title, string Reasons, DateTime DueAt, TimeZoneInfo Zone, bool MayReply);

/// <summary>Replies to the finding that an application is not eligible: a second person then takes a second look.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    /// <summary>The finding, while it is open.</summary>
    public async Task<Outcome<OpenFinding>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await (from application in db.Applications.AsNoTracking()
                           where application.Id == id
                           join call in db.Calls on application.CallId equals call.Id
                           select new { Application = application, Call = call }).SingleOrDefaultAsync(cancellationToken);
        if (found is null || !actor.Value.IsMemberOf(found.Application.OrganisationId)) return Refusal.NotFound(T("The application"));
        var (finding, zone) = (found.Application, found.Call.Zone);
        return finding.Stage == Stage.ReplyAwaited
            ? new OpenFinding(id, finding.Version, finding.Number!, finding.Title, finding.DecisionReasons!, finding.ReplyDueAt!.Value, zone, actor.Value.IsLeadOf(finding.OrganisationId))
            : Refusal.WrongStage(T("There is nothing to reply to now."));
    }

    public async Task<Outcome> HandleAsync(Guid id, int version, string? reply, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var application = await db.Applications.Include(a => a.Requests).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !actor.Value.IsMemberOf(application.OrganisationId)) return Refusal.NotFound(T("The application"));
        if (!actor.Value.MayActAs(GrantLifecycle.Of(Act.ReplyToFinding).By, application.OrganisationId)) return Refusal.Forbidden(T("Only a lead person of your organisation can reply."));
        if (application.Version != version) return Refusal.Changed();
        var replied = application.ReplyToFinding(Texts.Clean(reply), actor.Value.PersonId!.Value, now);
        if (replied.IsRefused) return replied;

        db.Note("application", id, actor.Value, Act.ReplyToFinding, now);
        // Whoever found so does not decide again: the others are told.
        var colleagues = (await notifier.WithRoleAsync(Role.GrantManager, cancellationToken)).Where(manager => manager.Id != application.ScreenedBy).ToList();
        notifier.QueueFirst(() => ScreeningLetters.Replied(application), id, colleagues, now);
        db.RingToWake(ScreeningOrchestration.InstanceId(id), id, now);
        return await db.CommitAsync(cancellationToken);
    }
}
