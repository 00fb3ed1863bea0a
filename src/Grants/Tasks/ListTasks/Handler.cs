using Grants.Accounts;
using Grants.Awards;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Partners;
using Grants.Portal;
using Grants.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tasks.ListTasks;

/// <summary>One thing that waits for somebody.</summary>
/// <param name="Kind">The stage that it waits in, or what a reviewer or a verifier has to do.</param>
/// <param name="SubjectId">What it is about.</param>
/// <param name="Title">What to do, with what.</param>
/// <param name="WaitsFor">Whom it waits for.</param>
/// <param name="Since">Since when (UTC).</param>
/// <param name="DueAt">By when it was promised (UTC); null where nothing was.</param>
/// <param name="Path">The page of the portal where it is done.</param>
public sealed record WaitingTask(string Kind, Guid SubjectId, string Title, string WaitsFor, DateTime Since, DateTime? DueAt, string Path);

/// <summary>What was found, what is due first first.</summary>
/// <param name="All">Whether these are everybody's tasks.</param>
/// <param name="MaySeeAll">Whether this person may see everybody's.</param>
/// <param name="Now">The present instant (UTC).</param>
/// <param name="Items">The tasks.</param>
public sealed record FoundTasks(bool All, bool MaySeeAll, DateTime Now, IReadOnlyList<WaitingTask> Items)
{
    /// <summary>For who belongs to no organisation yet: which they have asked to join, and wait for an answer of.</summary>
    public IReadOnlyList<AskedToJoin> Asked { get; init; } = [];
}

/// <summary>A request to join that waits for its decision.</summary>
/// <param name="Organisation">The organisation's legal name.</param>
/// <param name="At">When it was asked (UTC).</param>
public sealed record AskedToJoin(string Organisation, DateTime At);

/// <summary>
/// Reads what waits for whom from the stages themselves: nothing is kept that could disagree with them. Of each kind of record those that have
/// waited longest are shown.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    private const int MostOfAKind = 200;

    /// <summary>The stages in which something waits for a person: for whom, to do what, on which page.</summary>
    internal static IReadOnlyDictionary<Stage, (Party By, string What, string Path)> Waits { get; } = new Dictionary<Stage, (Party, string, string)>
    {
        [Stage.CallDraft] = (Party.GrantManager, Later("Finish and publish the call"), "/calls/{0}"),
        [Stage.CallClosed] = (Party.GrantManager, Later("Decide on every application and confirm it"), "/calls/{0}"),
        [Stage.ApplicationDraft] = (Party.Lead, Later("Complete and submit the application"), "/applications/{0}"),
        [Stage.Screening] = (Party.GrantManager, Later("Check eligibility"), "/applications/{0}/screening"),
        [Stage.ClarificationAsked] = (Party.Lead, Later("Answer our questions"), "/applications/{0}/clarification"),
        [Stage.ReplyAwaited] = (Party.Lead, Later("Found not eligible: reply if you think that it is wrong"), "/applications/{0}/reply"),
        [Stage.Reviewed] = (Party.GrantManager, Later("Moderate"), "/applications/{0}/moderation"),
        [Stage.AwardProposed] = (Party.Endorser, Later("Endorse the award"), "/awards/{0}"),
        [Stage.AwardEndorsed] = (Party.Delegate, Later("Approve the award"), "/awards/{0}"),
        [Stage.AwardOffered] = (Party.Lead, Later("Accept or turn down the offer"), "/awards/{0}"),
        [Stage.ReportOpen] = (Party.Lead, Later("Write and submit the report"), "/milestones/{0}"),
        [Stage.RevisionRequested] = (Party.Lead, Later("Change and submit the report"), "/milestones/{0}"),
        [Stage.ReportSubmitted] = (Party.GrantManager, Later("Decide on the report"), "/milestones/{0}"),
        [Stage.MilestoneOnHold] = (Party.GrantManager, Later("Clear up what holds the report, and lift the hold"), "/milestones/{0}"),
        [Stage.TrancheDue] = (Party.GrantManager, Later("Open the gates that hold the tranche"), "/milestones/{0}"),
        [Stage.TrancheReleased] = (Party.FinanceOfficer, Later("Confirm the payment"), "/milestones/{0}"),
        [Stage.GrantClosing] = (Party.GrantManager, Later("Close the grant"), "/grants/{0}"),
    };

    private static readonly Stage[] _organisations = [.. Waits.Where(wait => wait.Value.By == Party.Lead).Select(wait => wait.Key)];
    private static readonly Stage[] _managers = [.. Waits.Where(wait => wait.Value.By == Party.GrantManager).Select(wait => wait.Key)];
    private static readonly Stage[] _everybodys = [.. Waits.Keys];

    public async Task<Outcome<FoundTasks>> HandleAsync(bool all, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        if (all && !actor.IsStaff) return Refusal.Forbidden(T("Only programme staff see what waits for everybody."));

        var (me, isManager) = (actor.PersonId, actor.Is(Role.GrantManager));
        var mine = actor.Memberships.Select(membership => membership.OrganisationId).ToList();
        var rows = new List<Row>();
        if (all || isManager) rows.AddRange(await CallsAndGrants().OrderBy(row => row.Since).Take(MostOfAKind).ToListAsync(cancellationToken));
        if (all || isManager || mine.Count > 0) rows.AddRange(await Applications(all, isManager, me, mine).OrderBy(row => row.Since).Take(MostOfAKind).ToListAsync(cancellationToken));
        if (all || mine.Count > 0 || actor.Is(Role.Endorser) || actor.Is(Role.Delegate))
            rows.AddRange(await Awards(all, actor, mine).OrderBy(row => row.Since).Take(MostOfAKind).ToListAsync(cancellationToken));
        if (all || mine.Count > 0 || isManager || actor.Is(Role.FinanceOfficer))
            rows.AddRange(await Milestones(all, actor, mine).OrderBy(row => row.Since).Take(MostOfAKind).ToListAsync(cancellationToken));

        var tasks = rows.Select(Task).ToList();
        if (all || actor.Is(Role.Reviewer)) tasks.AddRange(await ReviewsAsync(all, me, cancellationToken));
        if (all || isManager || actor.Is(Role.FinanceOfficer)) tasks.AddRange(await OthersAsync(all, isManager, me, mine, cancellationToken));
        if (!all) tasks.AddRange(await OrganisationsAsync(actor, mine, cancellationToken));
        return new FoundTasks(all, actor.IsStaff, clock.GetUtcNow().UtcDateTime, [.. tasks.OrderBy(task => task.DueAt ?? DateTime.MaxValue).ThenBy(task => task.Since)])
        {
            Asked = mine.Count > 0 || actor.Roles.Count > 0 ? [] : await AskedAsync(me, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<AskedToJoin>> AskedAsync(Guid? me, CancellationToken cancellationToken) =>
        await (from request in db.JoinRequests.AsNoTracking()
               where request.PersonId == me && request.DecidedAt == null
               join organisation in db.Organisations on request.OrganisationId equals organisation.Id
               orderby request.AskedAt
               select new AskedToJoin(organisation.LegalName, request.AskedAt)).ToListAsync(cancellationToken);

    private IQueryable<Row> CallsAndGrants() =>
        db.Calls.Where(call => call.Stage == Stage.CallDraft || call.Stage == Stage.CallClosed)
            .Select(call => new Row { Stage = call.Stage, Id = call.Id, Name = call.Reference, Organisation = "", Country = null, Since = call.StageSince, Anchor = call.DecisionsBy })
            .Concat(db.Grants.Where(grant => grant.Stage == Stage.GrantClosing)
                .Select(grant => new Row
                {
                    Stage = grant.Stage,
                    Id = grant.Id,
                    Name = grant.Number,
                    Organisation = db.Organisations.Where(organisation => organisation.Id == grant.OrganisationId).Select(organisation => organisation.Acronym ?? organisation.LegalName).First(),
                    Country = grant.Country,
                    Since = grant.StageSince,
                    Anchor = grant.StageSince,
                }));

    private IQueryable<Row> Applications(bool all, bool isManager, Guid? me, List<Guid> mine) =>
        from application in db.Applications
        where _everybodys.Contains(application.Stage)
              && (all || (isManager && _managers.Contains(application.Stage) && (application.Stage != Stage.Screening || ((application.ScreenerId == null || application.ScreenerId == me) && !(application.HasReplied && application.ScreenedBy == me)))) || (_organisations.Contains(application.Stage) && mine.Contains(application.OrganisationId)))
        join call in db.Calls on application.CallId equals call.Id
        join organisation in db.Organisations on application.OrganisationId equals organisation.Id
        select new Row
        {
            Stage = application.Stage,
            Id = application.Id,
            Name = application.Number ?? call.Reference,
            Organisation = organisation.Acronym ?? organisation.LegalName,
            Country = application.Country,
            Since = application.StageSince,
            // As Call.DeadlineFor decides it.
            Anchor = application.Stage == Stage.ApplicationDraft
                ? call.Extensions.Where(extension => extension.OrganisationId == application.OrganisationId && extension.DeadlineAt > call.DeadlineAt).Max(extension => (DateTime?)extension.DeadlineAt) ?? call.DeadlineAt
                : application.Stage == Stage.Reviewed ? call.DecisionsBy : application.ReplyDueAt ?? application.StageSince,
        };

    // Nobody is asked for what they may not do: another country's award, one above their limit, or one on which they have acted before.
    private IQueryable<Row> Awards(bool all, Actor actor, List<Guid> mine)
    {
        var me = actor.PersonId;
        var countries = actor.Roles.Where(role => role.Role == Role.Endorser).Select(role => role.Country).OfType<string>().ToList();
        var regional = actor.Roles.Any(role => role is { Role: Role.Endorser, Country: null });
        var limit = actor.Roles.Where(role => role.Role == Role.Delegate).Max(role => role.LimitMinor) ?? -1;
        return from award in db.Awards
               where _everybodys.Contains(award.Stage)
                     && (all
                         || (award.Stage == Stage.AwardOffered && mine.Contains(award.OrganisationId))
                         || (award.Stage == Stage.AwardProposed && ((regional && award.Country == null) || countries.Contains(award.Country!))
                             && !award.Duties.Any(duty => duty.PersonId == me && duty.Duty != Duty.Endorse))
                         || (award.Stage == Stage.AwardEndorsed && award.AmountMinor <= limit && !award.Duties.Any(duty => duty.PersonId == me && duty.Duty != Duty.Approve)))
               join application in db.Applications on award.ApplicationId equals application.Id
               join organisation in db.Organisations on award.OrganisationId equals organisation.Id
               select new Row
               {
                   Stage = award.Stage,
                   Id = award.Id,
                   Name = application.Number!,
                   Organisation = organisation.Acronym ?? organisation.LegalName,
                   Country = award.Country,
                   Since = award.StageSince,
                   Anchor = award.StageSince,
               };
    }

    private IQueryable<Row> Milestones(bool all, Actor actor, List<Guid> mine)
    {
        var (me, isManager, isFinance) = (actor.PersonId, actor.Is(Role.GrantManager), actor.Is(Role.FinanceOfficer));
        return from milestone in db.Milestones
               join grant in db.Grants on milestone.GrantId equals grant.Id
               where _everybodys.Contains(milestone.Stage)
                     && (all
                         || (_organisations.Contains(milestone.Stage) && mine.Contains(grant.OrganisationId))
                         || (isFinance && milestone.Stage == Stage.TrancheReleased)
                         || (isManager && _managers.Contains(milestone.Stage)
                             && (milestone.Stage != Stage.ReportSubmitted
                                 || !db.Awards.Any(award => award.Id == grant.Id && award.Duties.Any(duty => duty.PersonId == me && duty.Duty != Duty.Release)))))
               join organisation in db.Organisations on grant.OrganisationId equals organisation.Id
               select new Row
               {
                   Stage = milestone.Stage,
                   Id = milestone.Id,
                   Name = grant.Number + ", " + milestone.Title,
                   Organisation = organisation.Acronym ?? organisation.LegalName,
                   Country = grant.Country,
                   Since = milestone.StageSince,
                   Anchor = _organisations.Contains(milestone.Stage) ? milestone.DueAt : milestone.StageSince,
               };
    }

    private async Task<IEnumerable<WaitingTask>> ReviewsAsync(bool all, Guid? me, CancellationToken cancellationToken)
    {
        var reviews = await (from review in db.ReviewAssignments
                             where (review.State == ReviewState.Assigned || review.State == ReviewState.Scoring) && (all || review.ReviewerId == me)
                             join application in db.Applications on review.ApplicationId equals application.Id
                             where application.Stage == Stage.InReview && application.ReviewRound == review.Round
                             join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                             orderby review.AssignedAt
                             select new
                             {
                                 review.Id,
                                 review.State,
                                 application.Number,
                                 Organisation = organisation.Acronym ?? organisation.LegalName,
                                 Reviewer = db.People.Where(person => person.Id == review.ReviewerId).Select(person => person.Name).First(),
                                 Since = review.State == ReviewState.Scoring ? review.DeclaredAt!.Value : review.AssignedAt,
                                 review.DueAt,
                             })
            .Take(MostOfAKind).ToListAsync(cancellationToken);
        return reviews.Select(review => review.State == ReviewState.Assigned
            ? new WaitingTask("InterestToDeclare", review.Id, T($"Declare whether you have a conflict of interest: {review.Number}, {review.Organisation}"), review.Reviewer, review.Since, review.DueAt, $"/reviews/{review.Id}/declaration")
            : new WaitingTask("ScoresToGive", review.Id, T($"Score the application: {review.Number}, {review.Organisation}"), review.Reviewer, review.Since, review.DueAt, $"/reviews/{review.Id}"));
    }

    // Bank accounts that nobody has verified; questions about calls without an answer, and outages before a deadline without a decision. One command.
    private async Task<IEnumerable<WaitingTask>> OthersAsync(bool all, bool isManager, Guid? me, List<Guid> mine, CancellationToken cancellationToken)
    {
        const int Account = 0, Question = 1;
        var accounts = from account in db.BankAccounts
                       where account.VerifiedAt == null && account.ReplacedAt == null && (all || (account.EnteredBy != me && !mine.Contains(account.OrganisationId)))
                       join organisation in db.Organisations on account.OrganisationId equals organisation.Id
                       select new { Kind = Account, account.Id, Name = organisation.Acronym ?? organisation.LegalName, Since = account.EnteredAt, DueAt = (DateTime?)null };
        var questions = from enquiry in db.Enquiries
                        where enquiry.AnsweredAt == null && (all || isManager)
                        join call in db.Calls on enquiry.CallId equals call.Id
                        select new { Kind = Question, enquiry.Id, Name = call.Reference, Since = enquiry.AskedAt, DueAt = (DateTime?)enquiry.DueAt };
        var outages = from offer in db.OutageOffers
                      where offer.DecidedAt == null && (all || isManager)
                      join call in db.Calls on offer.CallId equals call.Id
                      // Everybody's deadline was moved beyond it: it is nobody's any more.
                      where call.Stage != Stage.CallDecided && offer.DeadlineAt >= call.DeadlineAt
                      select new { Kind = 2, call.Id, Name = call.Reference, Since = offer.At, DueAt = (DateTime?)offer.DeadlineAt };
        var waiting = await accounts.Concat(questions).Concat(outages.Distinct()).OrderBy(row => row.Since).Take(MostOfAKind).ToListAsync(cancellationToken);
        return waiting.Select(row => row.Kind switch
        {
            Account => new WaitingTask(
                "BankAccountToVerify", row.Id, T($"Verify the bank account by calling the known number: {row.Name}"), T("Grant managers or finance officers"), row.Since, row.DueAt, $"/bank-accounts/{row.Id}/verify"),
            Question => new WaitingTask("QuestionToAnswer", row.Id, T($"Answer a question about the call: {row.Name}"), T("Grant managers"), row.Since, row.DueAt, $"/questions/{row.Id}"),
            _ => new WaitingTask("OutageBeforeDeadline", row.Id, T($"The service was down before the deadline: decide on an extension: {row.Name}"), T("Grant managers"), row.Since, row.DueAt, $"/calls/{row.Id}/extend"),
        });
    }

    // What concerns an organisation itself: its policies, and who asks to join it.
    private async Task<IEnumerable<WaitingTask>> OrganisationsAsync(Actor actor, List<Guid> mine, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var tasks = new List<WaitingTask>();
        if (mine.Count > 0)
        {
            var soon = DateOnly.FromDateTime(now).AddDays(PolicyReminders.DaysBefore);
            var policies = await (from policy in db.Policies
                                  where policy.ExpiresOn <= soon && mine.Contains(policy.OrganisationId)
                                  join organisation in db.Organisations on policy.OrganisationId equals organisation.Id
                                  orderby policy.ExpiresOn
                                  select new { organisation.Id, Organisation = organisation.Acronym ?? organisation.LegalName, policy.Kind, ExpiresOn = policy.ExpiresOn!.Value, policy.RecordedAt })
                .Take(MostOfAKind).ToListAsync(cancellationToken);
            tasks.AddRange(policies.Select(policy => new WaitingTask(
                "PolicyToRenew", policy.Id, T($"Renew a policy, {ProfileWords.Of(policy.Kind)}: {policy.Organisation}"), policy.Organisation,
                LaterOf(policy.RecordedAt, policy.ExpiresOn.AddDays(-PolicyReminders.DaysBefore).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)), policy.ExpiresOn.ToDateTime(TimeOnly.MaxValue, DateTimeKind.Utc),
                $"/partners/{policy.Id}/policies/{policy.Kind}")));
        }

        if (mine.Count > 0) tasks.AddRange(await InvitedAsync(mine, now, cancellationToken));
        var leads = actor.Memberships.Where(membership => membership.Kind == MembershipKind.Lead).Select(membership => membership.OrganisationId).ToList();
        if (leads.Count > 0 || actor.Is(Role.Administrator))
        {
            var (patience, administers) = (now - JoinRequest.Patience, actor.Is(Role.Administrator));
            var requests = await (from request in db.JoinRequests
                                  where request.DecidedAt == null
                                        && (leads.Contains(request.OrganisationId)
                                            || (administers && (request.AskedAt <= patience
                                                || !db.Memberships.Any(lead => lead.OrganisationId == request.OrganisationId && lead.Kind == MembershipKind.Lead
                                                                               && db.People.Any(person => person.Id == lead.PersonId && person.IsActive && person.UndeliverableSince == null)))))
                                  join organisation in db.Organisations on request.OrganisationId equals organisation.Id
                                  join person in db.People on request.PersonId equals person.Id
                                  orderby request.AskedAt
                                  select new { request.Id, request.AskedAt, person.Name, Organisation = organisation.Acronym ?? organisation.LegalName })
                .Take(MostOfAKind).ToListAsync(cancellationToken);
            tasks.AddRange(requests.Select(request => new WaitingTask(
                "JoinRequest", request.Id, T($"Decide whether {request.Name} joins: {request.Organisation}"), request.Organisation, request.AskedAt, request.AskedAt + JoinRequest.Patience, $"/join-requests/{request.Id}")));
        }

        if (actor.Is(Role.Administrator))
        {
            var deletions = await (from request in db.DeletionRequests
                                   where request.State == DeletionState.Asked || request.State == DeletionState.Approved
                                   join organisation in db.Organisations on request.OrganisationId equals organisation.Id
                                   orderby request.AskedAt
                                   select new { request.Id, request.State, request.AskedAt, Organisation = organisation.Acronym ?? organisation.LegalName }).Take(MostOfAKind).ToListAsync(cancellationToken);
            tasks.AddRange(deletions.Select(request => new WaitingTask(
                "DeletionRequest", request.Id,
                request.State == DeletionState.Asked ? T($"Decide whether data is deleted: {request.Organisation}") : T($"Carry out the deletion of data: {request.Organisation}"),
                T("Administrators"), request.AskedAt, request.AskedAt + DeletionRequest.Patience, $"/deletion-requests/{request.Id}")));
        }

        return tasks;
    }

    // Those whose concept note led to an invitation, until they have begun the full proposal.
    private async Task<IEnumerable<WaitingTask>> InvitedAsync(List<Guid> mine, DateTime now, CancellationToken cancellationToken)
    {
        var invited = await (from invitation in db.CallInvitations
                             where mine.Contains(invitation.OrganisationId) && !db.Applications.Any(application => application.CallId == invitation.CallId && application.OrganisationId == invitation.OrganisationId)
                             join call in db.Calls on invitation.CallId equals call.Id
                             where call.Stage == Stage.CallPublished || call.Stage == Stage.CallOpen
                             join organisation in db.Organisations on invitation.OrganisationId equals organisation.Id
                             orderby invitation.At
                             select new
                             {
                                 call.Id,
                                 call.Reference,
                                 Organisation = organisation.Acronym ?? organisation.LegalName,
                                 invitation.At,
                                 // As Call.DeadlineFor decides it.
                                 DueAt = call.Extensions.Where(extension => extension.OrganisationId == organisation.Id && extension.DeadlineAt > call.DeadlineAt).Max(extension => (DateTime?)extension.DeadlineAt) ?? call.DeadlineAt,
                             }).Take(MostOfAKind).ToListAsync(cancellationToken);
        return invited.Where(one => now <= one.DueAt).Select(one => new WaitingTask(
            "InvitedToApply", one.Id, T($"You are invited to a full proposal: begin it: {one.Reference}, {one.Organisation}"), one.Organisation, one.At, one.DueAt, $"/calls/{one.Id}"));
    }

    private static DateTime LaterOf(DateTime one, DateTime other) => one > other ? one : other;

    private static WaitingTask Task(Row row)
    {
        var (by, what, path) = Waits[row.Stage];
        // What people were promised, before any days of grace.
        var dueAt = row.Stage == Stage.Reviewed ? row.Anchor : GrantLifecycle.Of(row.Stage).Deadline is { } deadline ? deadline.At(row.Anchor).AddDays(-deadline.GraceDays) : (DateTime?)null;
        var title = row.Organisation.Length == 0 ? $"{T(what)}: {row.Name}" : $"{T(what)}: {row.Name}, {row.Organisation}";
        return new WaitingTask(row.Stage.ToString(), row.Id, title, WaitsFor(by, row), row.Since, dueAt, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, row.Id));
    }

    private static string WaitsFor(Party by, Row row) => by switch
    {
        Party.Lead => row.Organisation,
        Party.GrantManager => T("Grant managers"),
        Party.FinanceOfficer => T("Finance officers"),
        Party.Delegate => T("The delegate"),
        Party.Endorser => row.Country is null ? T("The regional steering committee") : T($"The steering committee of {Countries.Place(row.Country)}"),
        _ => throw new InvalidOperationException($"{row.Stage} waits for {by}, who is no person."),
    };

    private sealed class Row
    {
        public required Stage Stage { get; init; }

        public required Guid Id { get; init; }

        public required string Name { get; init; }

        /// <summary>Empty for what belongs to no organisation.</summary>
        public required string Organisation { get; init; }

        public required string? Country { get; init; }

        public required DateTime Since { get; init; }

        /// <summary>What the stage's deadline is counted from.</summary>
        public required DateTime Anchor { get; init; }
    }
}
