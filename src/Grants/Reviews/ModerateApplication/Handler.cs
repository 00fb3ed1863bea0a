using Grants.Accounts;
using Grants.Applications;
using Grants.Awards;
using Grants.Data;
using Grants.Documents;
using Grants.Language;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Portal;
using Grants.Portal.Documents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Grants.Reviews.ModerateApplication;

/// <summary>What a moderation can decide.</summary>
internal enum Decision
{
    Recommend,
    Reserve,
    Decline,
}

/// <summary>A decision as the manager gives it.</summary>
/// <param name="Version">The version of the application that was seen.</param>
/// <param name="Decision">Which.</param>
/// <param name="AmountMinor">To recommend: the award in minor units of the call's currency.</param>
/// <param name="Rank">For the reserve list: the place, from 1.</param>
/// <param name="Reasons">Why; the applicant reads it when declined, and when placed on the reserve list.</param>
/// <param name="Feedback">To decline: what the applicant could do better.</param>
/// <param name="Comments">To decline: reviewers' comments to pass on, without names, by the ids of their scores, or of their assignment for the overall comment.</param>
internal sealed record Moderation(int Version, Decision? Decision, long? AmountMinor, int? Rank, string? Reasons, string? Feedback, IReadOnlyList<Guid>? Comments = null);

/// <summary>A grant manager weighs the scores and decides: an award, a place on the reserve list, or a refusal with reasons and feedback. A concept note it can only refuse here: what is good is invited.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, DocumentStore documents, PrintableDocument printer, IOptions<PortalOptions> portal, TimeProvider clock) : IUseCase
{
    private const int MostText = 8_000;

    private static Refusal OwnOrganisation => Refusal.Forbidden(T("You belong to the organisation that applies: its scores and its decision are for other managers."));

    public async Task<Outcome<ModerationView>> ShowAsync(Guid id, CancellationToken cancellationToken)
    {
        var head = await (from applied in db.Applications
                          join organisation in db.Organisations on applied.OrganisationId equals organisation.Id
                          where applied.Id == id
                          select new { Application = applied, organisation.LegalName })
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (head is null || head.Application.Number is null) return Refusal.NotFound(T("The application"));
        var application = head.Application;
        if (current.Value.IsMemberOf(application.OrganisationId)) return OwnOrganisation;
        if (await ReviewAccess.HasConflictAsync(db, current.Value.PersonId!.Value, application.OrganisationId, cancellationToken)) return ReviewAccess.DeclaredConflict;
        var call = await db.Calls.AsNoTracking().IgnoreAutoIncludes().SingleAsync(call => call.Id == application.CallId, cancellationToken);
        var sheets = await db.ReviewAssignments.AsNoTracking().Include(assignment => assignment.Scores)
            .Where(assignment => assignment.ApplicationId == id && assignment.Round == application.ReviewRound).OrderBy(assignment => assignment.AssignedAt).ThenBy(assignment => assignment.Id)
            .ToListAsync(cancellationToken);
        var candidates = application.Stage == Stage.InReview ? ReviewerPool.Eligible(db, application).Select(person => person.Id) : db.People.Where(_ => false).Select(person => person.Id);
        var reviewerIds = sheets.Select(sheet => sheet.ReviewerId).ToList();
        var people = await db.People.Where(person => reviewerIds.Contains(person.Id) || candidates.Contains(person.Id))
            .Select(person => new { person.Id, person.Name, Free = candidates.Contains(person.Id) }).ToListAsync(cancellationToken);
        var awards = await db.Awards.Where(award => award.CallId == call.Id).Select(award => new { award.Id, award.ApplicationId, award.Stage, award.AmountMinor, award.Reasons }).ToListAsync(cancellationToken);
        var own = awards.Find(award => award.ApplicationId == id);

        var submitted = sheets.FindAll(sheet => sheet.State == ReviewState.Submitted);
        var scores = submitted.ToDictionary(sheet => sheet.Id, sheet => Scoring.OfSheet(call.Rubric, sheet));
        var spread = scores.Count < 2 ? 0 : (int)Math.Round(scores.Values.Max() - scores.Values.Min(), MidpointRounding.AwayFromZero);
        return new ModerationView(
            id, application.Version, application.CallId, application.Number, application.Title, head.LegalName, application.Country, application.Currency, application.Stage, application.RequestedMinor,
            application.Score, spread, spread >= Scoring.WideSpread, call.FloorMinor, call.CeilingMinor,
            call.TotalMinor - awards.Where(award => !Proposal.Ended.Contains(award.Stage)).Sum(award => award.AmountMinor),
            application.Rank, application.DecisionReasons, application.Feedback, own?.Id, own?.Stage, own?.Reasons,
            [.. call.Rubric.Criteria.Select(criterion => new CriterionView(criterion.Id, criterion.Title, criterion.Weight, call.Rubric.Highest))],
            [.. sheets.Select(sheet => new SheetView(sheet.Id, people.Single(person => person.Id == sheet.ReviewerId).Name, sheet.State.ToString(), sheet.Declared?.ToString(), sheet.DueAt, sheet.SubmittedAt,
                scores.TryGetValue(sheet.Id, out var score) ? (int)Math.Round(score, MidpointRounding.AwayFromZero) : null,
                sheet.State != ReviewState.Submitted ? [] : [.. sheet.Scores.Select(line => new ScoreView(line.Id, line.CriterionId, line.Value!.Value, line.Comment))],
                sheet.State != ReviewState.Submitted ? "" : sheet.Overall))],
            [.. people.Where(person => person.Free).OrderBy(person => NameOrder.Of(person.Name)).Select(person => new CandidateView(person.Id, person.Name))])
        {
            IsConceptNote = call.Kind == Calls.CallKind.ConceptNote,
            NextCalls = call.Kind == Calls.CallKind.ConceptNote ? await Calls.SecondStage.OfAsync(db, call.Id, cancellationToken) : [],
        };
    }

    /// <returns>The award's id when one was proposed.</returns>
    public async Task<Outcome<Decided>> HandleAsync(Guid id, Moderation moderation, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var application = await db.Applications.Include(application => application.Answers).SingleOrDefaultAsync(application => application.Id == id, cancellationToken);
        if (application is null || application.Number is null) return Refusal.NotFound(T("The application"));
        if (current.Value.IsMemberOf(application.OrganisationId)) return OwnOrganisation;
        if (await ReviewAccess.HasConflictAsync(db, current.Value.PersonId!.Value, application.OrganisationId, cancellationToken)) return ReviewAccess.DeclaredConflict;
        if (application.Version != moderation.Version) return Refusal.Changed();
        var (reasons, feedback) = (Texts.Clean(moderation.Reasons), Texts.Clean(moderation.Feedback));
        if (reasons.Length > MostText) return Refusal.Invalid("Reasons", T("Shorten the reasons"));

        var decided = moderation.Decision switch
        {
            Decision.Recommend => await RecommendAsync(application, moderation.AmountMinor, reasons, now, cancellationToken),
            Decision.Reserve => await ReserveAsync(application, moderation.Rank ?? 0, reasons, now, cancellationToken),
            Decision.Decline => await DeclineAsync(application, reasons, await WithCommentsAsync(application, feedback, moderation.Comments ?? [], cancellationToken), now, cancellationToken),
            _ => Refusal.Invalid("Decision", T("Choose what you decide")),
        };
        if (decided.IsRefused) return decided;
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : decided;
    }

    private async Task<Outcome<Decided>> RecommendAsync(Application application, long? amount, string reasons, DateTime now, CancellationToken cancellationToken)
    {
        var call = await db.Calls.SingleAsync(call => call.Id == application.CallId, cancellationToken);
        if (call.Kind == Calls.CallKind.ConceptNote) return Refusal.Invalid("Decision", T("A concept note gets no award: invite its organisation on the page of the call for full proposals"));
        if (amount is not { } minor) return Refusal.Invalid("Amount", T("Enter the amount of the award in figures"));
        if (minor < call.FloorMinor || minor > call.CeilingMinor)
            return Refusal.Invalid("Amount", T($"The call gives from {PortalText.Money(call.FloorMinor, call.Currency)} to {PortalText.Money(call.CeilingMinor, call.Currency)}"));
        if (minor > application.RequestedMinor) return Refusal.Invalid("Amount", T($"The organisation asked for {PortalText.Money(application.RequestedMinor, call.Currency)}: an award cannot be more"));
        var remaining = await Proposal.RemainingAsync(db, call, null, cancellationToken);
        if (minor > remaining) return Refusal.Invalid("Amount", T($"The call has {PortalText.Money(remaining, call.Currency)} left"));

        var moved = application.Recommend(reasons, now);
        if (moved.IsRefused) return moved.Refusal;
        db.Note("application", application.Id, current.Value, Act.Recommend, now, ("amountMinor", minor), ("score", application.Score));
        var award = await Proposal.AddAsync(db, notifier, current.Value, application, call, minor, now, cancellationToken);
        return new Decided(award.Id);
    }

    private async Task<Outcome<Decided>> ReserveAsync(Application application, int rank, string reasons, DateTime now, CancellationToken cancellationToken)
    {
        // The list is for those whom the call's money did not suffice for: a concept note asks the call for none.
        var call = await db.Calls.AsNoTracking().SingleAsync(call => call.Id == application.CallId, cancellationToken);
        if (call.Kind == Calls.CallKind.ConceptNote) return Refusal.Invalid("Decision", T("A concept note has no place on a reserve list: invite its organisation on the page of the call for full proposals, or decline it"));
        if (await db.Applications.AnyAsync(other => other.CallId == application.CallId && other.Id != application.Id && other.Stage == Stage.OnReserve && other.Rank == rank, cancellationToken))
            return Refusal.Invalid("Rank", T($"Place {rank} on the reserve list is taken"));
        var moved = application.PlaceOnReserve(rank, reasons, now);
        if (moved.IsRefused) return moved.Refusal;
        db.Note("application", application.Id, current.Value, Act.PlaceOnReserve, now, ("rank", rank), ("score", application.Score));
        await notifier.QueueAsync(() => ReviewLetters.OnReserve(application, call), application.Id, "reserve", await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken), now, cancellationToken);
        return new Decided(null);
    }

    private async Task<Outcome<Decided>> DeclineAsync(Application application, string reasons, string feedback, DateTime now, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string>();
        if (reasons.Length == 0) errors["Reasons"] = T("Give the reasons: the applicant reads them");
        if (feedback.Length == 0) errors["Feedback"] = T("Write what the applicant could do better, or choose comments of the reviewers");
        if (feedback.Length > MostText) errors["Feedback"] = T("Shorten the feedback, or choose fewer comments");
        if (errors.Count > 0) return Refusal.Invalid(errors);
        if (await db.Awards.AnyAsync(award => award.ApplicationId == application.Id && !Proposal.Ended.Contains(award.Stage), cancellationToken))
            return Refusal.WrongStage(T("The award of this application has not ended: it can be declined only after the award was refused, turned down or has lapsed."));

        var moved = application.Decline(reasons, feedback, now);
        if (moved.IsRefused) return moved.Refusal;
        var organisation = await db.Organisations.AsNoTracking().SingleAsync(organisation => organisation.Id == application.OrganisationId, cancellationToken);
        var isConceptNote = await db.Calls.AnyAsync(call => call.Id == application.CallId && call.Kind == Calls.CallKind.ConceptNote, cancellationToken);
        var leads = await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken);
        // In the language of those who receive it, not of the manager who decides.
        var html = await Languages.In(leads.FirstOrDefault()?.Language, () => printer.RenderAsync<DecisionLetter>(isConceptNote ? T($"Decision on concept note {application.Number}") : T($"Decision on application {application.Number}"), new Dictionary<string, object?>
        {
            [nameof(DecisionLetter.Number)] = application.Number,
            [nameof(DecisionLetter.Title)] = application.Title,
            [nameof(DecisionLetter.Organisation)] = organisation.LegalName,
            [nameof(DecisionLetter.IsConceptNote)] = isConceptNote,
            [nameof(DecisionLetter.Reasons)] = reasons,
            [nameof(DecisionLetter.Feedback)] = feedback,
            [nameof(DecisionLetter.Issued)] = DateOnly.FromDateTime(now),
        }));
        var letter = await documents.SaveGeneratedAsync(DocumentPurpose.DecisionLetter, application.Id, application.OrganisationId, $"Decision {application.Number}.html", html, now, cancellationToken);
        db.Note("application", application.Id, current.Value, Act.Decline, now, ("score", application.Score), ("letter", letter.Id), ("sha256", letter.Sha256));
        await notifier.QueueAsync(() => ReviewLetters.Declined(application, isConceptNote, letter.Id, portal.Value.ComplaintsEmail), application.Id, "declined", leads, now, cancellationToken);
        return new Decided(null);
    }

    private async Task<string> WithCommentsAsync(Application application, string feedback, IReadOnlyList<Guid> chosen, CancellationToken cancellationToken)
    {
        if (chosen.Count == 0) return feedback;
        var sheets = await db.ReviewAssignments.AsNoTracking().Include(assignment => assignment.Scores)
            .Where(assignment => assignment.ApplicationId == application.Id && assignment.Round == application.ReviewRound && assignment.State == ReviewState.Submitted)
            .OrderBy(assignment => assignment.AssignedAt).ThenBy(assignment => assignment.Id)
            .ToListAsync(cancellationToken);
        var comments = sheets.SelectMany(sheet => sheet.Scores.Select(score => (score.Id, Text: score.Comment)).Append((sheet.Id, Text: sheet.Overall)))
            .Where(comment => chosen.Contains(comment.Id)).Select(comment => comment.Text);
        return string.Join("\n\n", comments.Prepend(feedback).Where(text => text.Length > 0));
    }
}

/// <param name="AwardId">The award that was proposed; null for any other decision.</param>
internal sealed record Decided(Guid? AwardId);
