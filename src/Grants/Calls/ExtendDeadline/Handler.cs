using Grants.Accounts;
using Grants.Applications;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.ExtendDeadline;

/// <summary>More time, as a manager gives it.</summary>
/// <param name="Version">The version of the call that was seen.</param>
/// <param name="OrganisationId">Whom it is given to; null for everybody.</param>
/// <param name="DeadlineAt">The deadline from now on (UTC).</param>
/// <param name="Reason">Why, in words for those whom it concerns.</param>
internal sealed record Request(int Version, DateTime DeadlineAt, string Reason, Guid? OrganisationId = null);

/// <summary>The extension.</summary>
internal sealed record Extended(Guid Id, int Version);

/// <summary>What a manager sees before giving more time.</summary>
/// <param name="Id">The call.</param>
/// <param name="Version">Its version.</param>
/// <param name="Title">Its title.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Zone">The zone of its times.</param>
/// <param name="DeadlineAt">Everybody's deadline (UTC).</param>
/// <param name="DecisionsBy">By when decisions are promised (UTC).</param>
/// <param name="Organisations">Those that can be given a deadline of their own.</param>
/// <param name="Given">What was given already, oldest first.</param>
/// <param name="Offers">What is offered because the service was down.</param>
/// <param name="InScreening">How many applications are being screened: for those whom the extension concerns that is put off.</param>
/// <param name="PastScreening">How many have passed screening or have their result: they stay as they are.</param>
public sealed record ExtensionView(
    Guid Id, int Version, string Title, Stage Stage, TimeZoneInfo Zone, DateTime DeadlineAt, DateTime DecisionsBy, IReadOnlyList<Choice> Organisations, IReadOnlyList<GivenView> Given,
    IReadOnlyList<OfferView> Offers, int InScreening, int PastScreening);

/// <summary>The service was down within a day before a deadline: an extension that a manager is offered.</summary>
/// <param name="Id">The offer.</param>
/// <param name="OrganisationId">Whose deadline it is; null for everybody's.</param>
/// <param name="Organisation">The organisation's name; null for everybody's.</param>
/// <param name="DeadlineAt">The deadline (UTC).</param>
/// <param name="Downtime">When the service was down in the day before it (UTC).</param>
/// <param name="Length">How long together.</param>
/// <param name="Suggested">A deadline (UTC) that gives at least that time again.</param>
public sealed record OfferView(Guid Id, Guid? OrganisationId, string? Organisation, DateTime DeadlineAt, IReadOnlyList<(DateTime From, DateTime To)> Downtime, TimeSpan Length, DateTime Suggested);

/// <summary>An extension that was given.</summary>
public sealed record GivenView(Guid Id, string Organisation, DateTime Before, DateTime DeadlineAt, string Reason, string Downtime, DateTime At);

/// <summary>
/// Gives more time to everybody or to one organisation, with a reason, and tells those whom it concerns. A call that has closed opens again, and drafts that had ended
/// can go on.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier, ApplicationClosing applications) : IUseCase
{
    private static readonly Stage[] Over = [Stage.Withdrawn, Stage.Ineligible, Stage.Declined];

    // Those that more time means something for.
    private static readonly Stage[] _canGoOn = [Stage.ApplicationDraft, Stage.NotSubmitted, Stage.Submitted, Stage.Withdrawn, Stage.Screening, Stage.ClarificationAsked, Stage.ReplyAwaited];

    // The downtime before each costs a command.
    private const int MostDeadlines = 3;

    public async Task<Outcome<ExtensionView>> ShowAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null || call.Stage == Stage.CallDraft) return Refusal.NotFound(T("The call"));
        var named = call.Extensions.Select(extension => extension.OrganisationId).OfType<Guid>().ToList();
        var organisations = await db.Organisations.AsNoTracking()
            .Where(organisation => named.Contains(organisation.Id) || db.Applications.Any(application => application.CallId == id && application.OrganisationId == organisation.Id))
            .InOrderOfName().Select(organisation => new
            {
                organisation.Id,
                organisation.LegalName,
                Stage = db.Applications.Where(application => application.CallId == id && application.OrganisationId == organisation.Id).Select(application => (Stage?)application.Stage).SingleOrDefault(),
            }).ToListAsync(cancellationToken);
        var offers = new List<OfferView>();
        var open = await db.OutageOffers.AsNoTracking().Where(offer => offer.CallId == id && offer.DecidedAt == null).OrderBy(offer => offer.At).ThenBy(offer => offer.Id).ToListAsync(cancellationToken);
        foreach (var near in open.Where(offer => offer.Holds(call)).GroupBy(offer => offer.DeadlineAt).Take(MostDeadlines))
        {
            var downtime = await OutageRule.DowntimeAsync(db, near.Key, cancellationToken);
            var length = OutageRule.Length(downtime);
            offers.AddRange(near.Select(offer => new OfferView(
                offer.Id, offer.OrganisationId, organisations.Find(organisation => organisation.Id == offer.OrganisationId)?.LegalName, near.Key, downtime, length, Suggest(near.Key, length, now))));
        }

        return new ExtensionView(
            id, call.Version, call.Title, call.Stage, call.Zone, call.DeadlineAt, call.DecisionsBy,
            [.. organisations.Select(organisation => new Choice(organisation.Id.ToString(), organisation.LegalName))],
            [.. call.Extensions.OrderBy(extension => extension.At).Select(extension => new GivenView(
                extension.Id, extension.OrganisationId is { } one ? organisations.Single(organisation => organisation.Id == one).LegalName : T("Everybody"),
                extension.Before, extension.DeadlineAt, extension.Reason, extension.Downtime, extension.At))],
            offers,
            organisations.Count(organisation => organisation.Stage is Stage.Screening or Stage.ClarificationAsked or Stage.ReplyAwaited),
            organisations.Count(organisation => organisation.Stage is { } reached && !_canGoOn.Contains(reached)));
    }

    /// <summary>Decides that an outage needs no extension.</summary>
    public async Task<Outcome> DeclineAsync(Guid id, Guid offerId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var offer = await db.OutageOffers.SingleOrDefaultAsync(o => o.Id == offerId && o.CallId == id, cancellationToken);
        if (offer is null) return Refusal.NotFound(T("The offer"));
        if (offer.DecidedAt is not null) return Refusal.WrongStage(T("This has been decided already."));
        offer.Decide(actor.Value.PersonId!.Value, now);
        db.Note("call", id, actor.Value, "DeclineExtension", now, ("outage", offer.OutageId), ("organisation", offer.OrganisationId), ("deadlineAt", offer.DeadlineAt));
        return await db.CommitAsync(cancellationToken);
    }

    // What was lost is given again, from the deadline or from now, and ends with a full hour.
    private static DateTime Suggest(DateTime deadline, TimeSpan length, DateTime now)
    {
        var least = (deadline > now ? deadline : now) + length;
        return new DateTime(((least.Ticks + TimeSpan.TicksPerHour - 1) / TimeSpan.TicksPerHour) * TimeSpan.TicksPerHour, DateTimeKind.Utc);
    }

    public async Task<Outcome<Extended>> HandleAsync(Guid id, Request request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var call = await db.Calls.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        if (call.Version != request.Version) return Refusal.Changed();
        if (request.OrganisationId is { } given && !await db.Organisations.AnyAsync(organisation => organisation.Id == given, cancellationToken))
            return Refusal.Invalid(nameof(request.OrganisationId), T("Choose an organisation that is registered"));

        var stage = call.Stage;
        // The record of what was down goes with the extension, as it stands now.
        var before = call.DeadlineFor(request.OrganisationId);
        var downtime = await OutageRule.DowntimeAsync(db, before, cancellationToken);
        var offers = await db.OutageOffers.Where(offer => offer.CallId == id && offer.DecidedAt == null).ToListAsync(cancellationToken);
        if (offers.Exists(offer => offer.OrganisationId == request.OrganisationId && offer.DeadlineAt == before) && request.DeadlineAt < before + OutageRule.Length(downtime))
            return Refusal.Invalid(nameof(request.DeadlineAt), T($"The service was down for {PortalText.Duration(OutageRule.Length(downtime))} before this deadline: give at least that time"));
        var extension = new DeadlineExtension(call, request.OrganisationId, request.DeadlineAt, Texts.Clean(request.Reason), OutageRule.Text(downtime), actor.Value.PersonId!.Value, now);
        if (call.Extend(extension, now).Refusal is { } refusal) return refusal;
        // Whoever gives one organisation more time has not decided about everybody's; what was everybody's to decide may be nobody's any more.
        foreach (var offer in offers.Where(offer => !offer.Holds(call))) offer.Decide(actor.Value.PersonId!.Value, now);
        db.Touch(call);
        db.Note("call", id, actor.Value, "ExtendDeadline", now,
            ("extension", extension.Id), ("organisation", extension.OrganisationId), ("before", extension.Before), ("deadlineAt", extension.DeadlineAt), ("downtime", extension.Downtime));
        if (stage == Stage.CallClosed) db.Note("call", id, actor.Value, Act.ReopenCall, now);

        var concerned = await db.Applications
            .Where(application => application.CallId == id && !Over.Contains(application.Stage) && (extension.OrganisationId == null || application.OrganisationId == extension.OrganisationId))
            .ToListAsync(cancellationToken);
        var inScreening = concerned.Where(application => application.IsBeingScreened).ToHashSet();
        await applications.GiveBackAsync(call, concerned, extension.Id, actor.Value, now, cancellationToken);

        var organisations = concerned.Select(application => application.OrganisationId).Concat(extension.OrganisationId is { } one ? [one] : []).Distinct().ToList();
        var leads = await notifier.LeadsOfAsync(organisations, cancellationToken);
        foreach (var organisation in organisations)
        {
            var its = concerned.Find(application => application.OrganisationId == organisation);
            var putOff = its is { Stage: Stage.Submitted } && inScreening.Contains(its);
            // On the timeline of the application, where there is one.
            notifier.QueueFirst(() => CallLetters.Extended(call, extension, its, putOff), its?.Id ?? extension.Id, leads[organisation], now, extension.Id.ToString());
        }

        db.RingToWake(CallOrchestration.InstanceId(id), id, now);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Extended(extension.Id, call.Version);
    }
}
