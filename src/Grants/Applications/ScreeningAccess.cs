using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>Who may screen an application: a grant manager without any tie to the organisation, who has said so.</summary>
internal static class ScreeningAccess
{
    public static Refusal OwnOrganisation => Refusal.Forbidden(T("You belong to the organisation that applies, so another grant manager must screen this application."));

    /// <summary>The application to be screened by this person, from the version that they saw.</summary>
    /// <param name="db">The record.</param>
    /// <param name="actor">A grant manager.</param>
    /// <param name="id">The application.</param>
    /// <param name="version">The version that the decision is made on.</param>
    /// <param name="noConflict">Whether the person declares with this act that they have no conflict of interest: whoever does not may do nothing, as <see cref="Declared"/> says.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public static async Task<Outcome<Application>> LoadAsync(GrantsDb db, Actor actor, Guid id, int version, bool noConflict, DateTime now, CancellationToken cancellationToken)
    {
        var me = actor.PersonId!.Value;
        var application = await db.Applications.Include(a => a.Requests).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !ApplicationAccess.MayRead(actor, application.OrganisationId, application.Stage, application.Country)) return Refusal.NotFound(T("The application"));
        if (actor.IsMemberOf(application.OrganisationId)) return OwnOrganisation;
        if (await ReviewAccess.HasConflictAsync(db, me, application.OrganisationId, cancellationToken)) return ReviewAccess.DeclaredConflict;
        if (application.Version != version) return Refusal.Changed();
        if (noConflict && !await db.ScreenerDeclarations.AnyAsync(declaration => declaration.ApplicationId == id && declaration.PersonId == me, cancellationToken))
            db.ScreenerDeclarations.Add(new ScreenerDeclaration(id, me, hasConflict: false, "", now));
        return application;
    }

    /// <summary>What an act came to when the person had to say that they have no conflict of interest: a missing word is named beside whatever else is wrong.</summary>
    public static Outcome Declared(bool noConflict, Outcome acted)
    {
        if (noConflict || acted.Refusal is { Fields: null }) return acted;
        var missing = Refusal.Invalid("NoConflict", T("Confirm that you have no conflict of interest, or declare the one that you have"));
        return acted.Refusal?.Fields is { } fields ? Refusal.Invalid(new Dictionary<string, string>([.. fields, .. missing.Fields!])) : missing;
    }

    /// <summary>Decides, and writes down whom to tell and what to start. Nothing is committed here.</summary>
    public static async Task<Outcome> DecideAsync(GrantsDb db, Notifier notifier, Application application, bool eligible, string reasons, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        var id = application.Id;
        var screened = application.Screen(eligible, reasons, actor.PersonId!.Value, now);
        if (screened.IsRefused) return screened;
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == application.CallId, cancellationToken);
        (Act act, Func<Letter> letter) = application.Stage switch
        {
            Stage.InReview => (Act.FindEligible, (Func<Letter>)(() => ScreeningLetters.Eligible(call, application))),
            Stage.ReplyAwaited => (Act.FindIneligible, () => ScreeningLetters.FoundIneligible(call, application)),
            _ => (Act.UpholdIneligible, () => ScreeningLetters.Upheld(call, application)),
        };
        db.Note("application", id, actor, act, now);
        // After an extension screening begins anew, and may come to the same again.
        notifier.QueueFirst(letter, id, await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken), now, AuditFact.Text(application.StageSince));
        db.RingToWake(ScreeningOrchestration.InstanceId(id), id, now);
        if (act == Act.FindEligible) db.RingToStart(nameof(ReviewOrchestration), ReviewOrchestration.InstanceId(id, application.ReviewRound), id, now, application.ReviewRound);
        return Outcome.Done;
    }
}
