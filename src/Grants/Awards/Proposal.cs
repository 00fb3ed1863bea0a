using Grants.Accounts;
using Grants.Applications;
using Grants.Calls;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards;

/// <summary>How an award begins, from moderation or from the reserve list, and how much of a call's money is spoken for.</summary>
internal static class Proposal
{
    private static readonly string[] AssessingActs = [nameof(Act.FindEligible), nameof(Act.Recommend), nameof(Act.PlaceOnReserve)];

    /// <summary>The stages in which an award no longer binds money of its call.</summary>
    public static readonly Stage[] Ended = [Stage.AwardRefused, Stage.AwardTurnedDown, Stage.AwardLapsed];

    /// <summary>What is left of the call's money, in minor units, not counting the award that ends in this transaction.</summary>
    public static async Task<long> RemainingAsync(GrantsDb db, Call call, Guid? freed, CancellationToken cancellationToken) =>
        call.TotalMinor - await db.Awards
            .Where(award => award.CallId == call.Id && award.Id != freed && !Ended.Contains(award.Stage))
            .SumAsync(award => award.AmountMinor, cancellationToken);

    /// <summary>
    /// Proposes an award for an application that has just been recommended, with an agreement to start from, and asks the committee. Whoever screened,
    /// scored or moderated the application has assessed it. Raises the version of the (tracked) call: two awards cannot take the same money.
    /// </summary>
    public static async Task<Award> AddAsync(GrantsDb db, Notifier notifier, Actor actor, Application application, Call call, long amountMinor, DateTime now, CancellationToken cancellationToken)
    {
        db.Touch(call);
        var award = new Award(application.Id, call.Id, application.OrganisationId, application.Country, application.Currency, amountMinor, now);
        foreach (var assessor in await AssessorsAsync(db, application, actor, cancellationToken)) award.Take(Duty.Assess, assessor, now);

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, TimeZoneInfo.FindSystemTimeZoneById(call.TimeZone)));
        var budget = application.BudgetLines().Select(line => new DraftBudgetLine(line.Description, line.AmountMinor)).ToList();
        var prepared = award.Prepare(AgreementDraft.Default(application.Title, budget, amountMinor, call.GrantMonths, today));
        if (prepared.IsRefused) throw new InvalidOperationException($"The default agreement of application {application.Id} does not fit: {string.Join("; ", prepared.Refusal.Fields!.Keys)}.");

        db.Awards.Add(award);
        db.Note("award", award.Id, actor, Act.ProposeAward, now, ("application", application.Id), ("call", call.Id), ("amountMinor", amountMinor), ("currency", award.Currency));
        await notifier.QueueAsync(() => AwardLetters.EndorsementAsked(award, application), award.Id, "asked", await notifier.EndorsersForAsync(award.Country, cancellationToken), now, cancellationToken);
        db.RingToStart(nameof(AwardOrchestration), AwardOrchestration.InstanceId(award.Id), award.Id, now);
        return award;
    }

    // The audit trail is the record of who did what: whoever screened and moderated stands there, whichever page they used.
    private static async Task<IEnumerable<Guid>> AssessorsAsync(GrantsDb db, Application application, Actor actor, CancellationToken cancellationToken)
    {
        var staff = await db.AuditEntries
            .Where(entry => entry.SubjectId == application.Id && entry.ActorId != null && AssessingActs.Contains(entry.What))
            .Select(entry => entry.ActorId!.Value)
            .ToListAsync(cancellationToken);
        var reviewers = await db.ReviewAssignments
            .Where(assignment => assignment.ApplicationId == application.Id && assignment.State == ReviewState.Submitted)
            .Select(assignment => assignment.ReviewerId)
            .ToListAsync(cancellationToken);
        return staff.Concat(reviewers).Concat(actor.PersonId is { } person ? [person] : []).Distinct();
    }
}
