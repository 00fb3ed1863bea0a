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
        StandOf(await LoadAsync(wake.AwardId, cancellationToken), wake.At);

    /// <summary>Sends the reminder that is due at this instant, once: to whoever is waited for, and after the deadline to the managers too.</summary>
    [Function(nameof(RemindOfAward))]
    public async Task<AwardStand> RemindOfAward([ActivityTrigger] AwardWake wake, CancellationToken cancellationToken)
    {
        var award = await LoadAsync(wake.AwardId, cancellationToken);
        if (GrantLifecycle.Of(award.Stage).Deadline?.NextAfter(award.StageSince, wake.At.AddTicks(-1)) is { } reminder && reminder.At == wake.At)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            await db.OnceAsync(award.Id, nameof(RemindOfAward), $"{award.Stage}-{reminder.Occasion}", now, () => RemindAsync(award, reminder.Occasion, now, cancellationToken), cancellationToken);
            await outbox.TryFreshAsync(cancellationToken);
        }

        return StandOf(award, wake.At);
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

        return StandOf(award, now);
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

        return StandOf(award, wake.At);
    }

    private static AwardStand StandOf(Award award, DateTime at)
    {
        if (GrantLifecycle.Of(award.Stage).Deadline is not { } deadline) return new AwardStand(award.Stage, at, false);
        var reminder = deadline.NextAfter(award.StageSince, at)?.At;
        return reminder is { } next && (deadline.Then is null || next < award.StageDeadline)
            ? new AwardStand(award.Stage, next, false)
            : new AwardStand(award.Stage, award.StageDeadline, true);
    }

    private async Task RemindAsync(Award award, string occasion, DateTime now, CancellationToken cancellationToken)
    {
        var application = await ApplicationAsync(award, cancellationToken);
        IReadOnlyList<Person> waitedFor = award.Stage switch
        {
            Stage.AwardProposed => await notifier.EndorsersForAsync(award.Country, cancellationToken),
            Stage.AwardEndorsed => await Delegates.WhoCanApproveAsync(db, award, cancellationToken),
            _ => await notifier.LeadsOfAsync(award.OrganisationId, cancellationToken),
        };
        await notifier.QueueAsync(() => AwardLetters.Reminder(award, application), award.Id, $"{award.Stage}-{occasion}", waitedFor, now, cancellationToken);
        if (now >= award.StageDeadline)
            await notifier.QueueAsync(() => AwardLetters.Overdue(award, application), award.Id, $"{award.Stage}-{occasion}", await ManagersAsync(cancellationToken), now, cancellationToken);
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
