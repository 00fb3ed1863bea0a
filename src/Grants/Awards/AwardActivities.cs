using Grants.Accounts;
using Grants.Applications;
using Grants.Data;
using Grants.Documents;
using Grants.Language;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Portal.Documents;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards;

/// <summary>What an award's orchestration has done. Every activity reads the award's row first and does only what fits its stage.</summary>
public sealed class AwardActivities(GrantsDb db, Outbox outbox, Notifier notifier, DocumentStore documents, PrintableDocument printer, TimeProvider clock)
{
    /// <summary>Reads where the award stands.</summary>
    [Function(nameof(LookAtAward))]
    public async Task<AwardStand> LookAtAward([ActivityTrigger] AwardWake wake, CancellationToken cancellationToken) =>
        await StandOfAsync(await LoadAsync(wake.AwardId, cancellationToken), clock.NotBefore(wake.At), cancellationToken);

    /// <summary>Sends the latest reminder that is due, once: to whoever is waited for, and after the deadline to the managers too.</summary>
    [Function(nameof(RemindOfAward))]
    public async Task<AwardStand> RemindOfAward([ActivityTrigger] AwardWake wake, CancellationToken cancellationToken)
    {
        var now = clock.NotBefore(wake.At);
        var award = await LoadAsync(wake.AwardId, cancellationToken);
        // After an outage the stage may be about to end by itself, which says more.
        if (!IsOver(award, now))
        {
            await RemindersOf(award).SendAsync(now, reminder => RemindAsync(award, reminder.Occasion, now, cancellationToken), cancellationToken);
            await outbox.TryFreshAsync(cancellationToken);
        }

        return await StandOfAsync(award, now, cancellationToken);
    }

    /// <summary>Freezes the agreement as a document and offers it to the organisation's leads.</summary>
    [Function(nameof(MakeOffer))]
    public async Task<AwardStand> MakeOffer([ActivityTrigger] StageInput input, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var award = await LoadAsync(input.SubjectId, cancellationToken);
        if (award.Stage == Stage.AwardApproved)
        {
            var paper = await AgreementPaper.LoadAsync(db, award, cancellationToken);
            var html = await printer.RenderAsync<AgreementDocument>($"Grant agreement {paper.Number}", paper.Parameters(now), Languages.English);
            var document = await documents.SaveGeneratedAsync(DocumentPurpose.Agreement, award.Id, award.OrganisationId, $"Grant agreement {paper.Number}.html", html, now, cancellationToken);
            if (award.Offer(document.Id, document.Sha256!, now).IsRefused) throw new InvalidOperationException($"Award {award.Id} is approved and cannot be offered.");
            db.Note("award", award.Id, Actor.System(nameof(MakeOffer)), Act.MakeOffer, now, ("document", document.Id), ("sha256", document.Sha256), ("terms", award.Agreement.TermsVersion), ("until", award.StageDeadline));
            await notifier.QueueAsync(() => AwardLetters.OfferMade(award, paper.Number), award.Id, "made", await notifier.LeadsOfAsync(award.OrganisationId, cancellationToken), now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await outbox.TryFreshAsync(cancellationToken);
        }

        return await StandOfAsync(award, now, cancellationToken);
    }

    /// <summary>Ends an offer that was not accepted in time, and offers its money to the next in reserve.</summary>
    [Function(nameof(LapseOffer))]
    public async Task<AwardStand> LapseOffer([ActivityTrigger] AwardWake wake, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var award = await LoadAsync(wake.AwardId, cancellationToken);
        if (award.Stage == Stage.AwardOffered && award.StageDeadline <= wake.At && !award.Lapse(now).IsRefused)
        {
            var actor = Actor.System(nameof(LapseOffer));
            var application = await ApplicationAsync(award, cancellationToken);
            db.Note("award", award.Id, actor, Act.LapseOffer, now);
            await notifier.QueueAsync(() => AwardLetters.OfferLapsed(award, application), award.Id, "lapsed", await notifier.LeadsOfAsync(award.OrganisationId, cancellationToken), now, cancellationToken);
            await notifier.QueueAsync(() => AwardLetters.OfferEnded(award, application), award.Id, "lapsed", await ManagersAsync(cancellationToken), now, cancellationToken);
            await Reserve.TakeNextAsync(db, notifier, actor, award, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await outbox.TryFreshAsync(cancellationToken);
        }

        return await StandOfAsync(award, clock.NotBefore(wake.At), cancellationToken);
    }

    private async Task<AwardStand> StandOfAsync(Award award, DateTime now, CancellationToken cancellationToken)
    {
        if (GrantLifecycle.Of(award.Stage).Deadline is null) return new AwardStand(award.Stage, now, false);
        if (IsOver(award, now)) return new AwardStand(award.Stage, award.StageDeadline, true);
        return await RemindersOf(award).NextAsync(now, cancellationToken) is { } next
            ? new AwardStand(award.Stage, next, false)
            : new AwardStand(award.Stage, award.StageDeadline, true);
    }

    private static bool IsOver(Award award, DateTime now) => GrantLifecycle.Of(award.Stage).Deadline?.Then is not null && award.StageDeadline <= now;

    // A deadline at which something happens by itself speaks for itself.
    private StageReminders RemindersOf(Award award) => new(db, award.Id, nameof(RemindOfAward), award.StageSince, GrantLifecycle.Of(award.Stage).Deadline is not { } deadline
        ? []
        : deadline.Ordered(award.StageSince)
            .TakeWhile(reminder => deadline.Then is null || reminder.At < award.StageDeadline)
            .Select(reminder => reminder with { Occasion = $"{award.Stage}-{reminder.Occasion}" }));

    private async Task RemindAsync(Award award, string occasion, DateTime now, CancellationToken cancellationToken)
    {
        var application = await ApplicationAsync(award, cancellationToken);
        IReadOnlyList<Person> waitedFor = award.Stage switch
        {
            Stage.AwardProposed => await notifier.EndorsersForAsync(award.Country, cancellationToken),
            Stage.AwardEndorsed => await Delegates.WhoCanApproveAsync(db, award, cancellationToken),
            _ => await notifier.LeadsOfAsync(award.OrganisationId, cancellationToken),
        };
        await notifier.QueueAsync(() => AwardLetters.Reminder(award, application), award.Id, occasion, waitedFor, now, cancellationToken);
        if (now >= award.StageDeadline)
            await notifier.QueueAsync(() => AwardLetters.Overdue(award, application), award.Id, occasion, await ManagersAsync(cancellationToken), now, cancellationToken);
    }

    private async Task<Award> LoadAsync(Guid awardId, CancellationToken cancellationToken) =>
        await db.Awards.AsSplitQuery()
            .Include(award => award.Agreement.Budget)
            .Include(award => award.Agreement.Milestones)
            .SingleAsync(award => award.Id == awardId, cancellationToken);

    private Task<Application> ApplicationAsync(Award award, CancellationToken cancellationToken) =>
        db.Applications.SingleAsync(application => application.Id == award.ApplicationId, cancellationToken);

    private Task<IReadOnlyList<Person>> ManagersAsync(CancellationToken cancellationToken) => notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
}
