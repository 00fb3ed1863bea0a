using Grants.Accounts;
using Grants.Calls;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Partners;
using Grants.SurvivorData;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.SubmitApplication;

/// <summary>What a submission came to.</summary>
/// <param name="Number">The application's number.</param>
/// <param name="SubmittedAt">When the request arrived (UTC).</param>
/// <param name="Sequence">1 for the first submission; one more each time that it was reopened and submitted again.</param>
internal sealed record Submitted(string Number, DateTime SubmittedAt, int Sequence);

/// <summary>
/// Submits an application: what is frozen, its number, its stage and the receipt are one transaction. Whoever submits what has been submitted, with a
/// second click, a retry or together with a colleague, is given the receipt of the one submission.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival, Notifier notifier, SurvivorDataReview review) : IUseCase
{
    /// <summary>The application to be checked before it is submitted.</summary>
    public async Task<Outcome<ApplicationFile>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var file = await ApplicationFile.ReadDraftAsync(db, id, actor.Value, arrival.At, cancellationToken);
        return file.IsRefused ? file : await file.Value.LookedThroughAsync(review, cancellationToken);
    }

    /// <summary>The names of the people who can submit for an organisation.</summary>
    public Task<List<string>> LeadsAsync(Guid organisationId, CancellationToken cancellationToken) =>
        db.People.Where(person => person.IsActive && db.Memberships.Any(membership => membership.PersonId == person.Id && membership.OrganisationId == organisationId && membership.Kind == MembershipKind.Lead))
            .InOrderOfName().Select(person => person.Name).ToListAsync(cancellationToken);

    public async Task<Outcome<Submitted>> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var place = await AppliedTo.OfAsync(db, id, cancellationToken);
        if (place is null || !actor.Value.IsMemberOf(place.OrganisationId)) return Refusal.NotFound(T("The application"));
        if (!actor.Value.MayActAs(GrantLifecycle.Of(Act.SubmitApplication).By, place.OrganisationId))
            return Refusal.Forbidden(T("Only a lead person of your organisation can submit. Tell them that the application is ready."));
        var leads = await notifier.LeadsOfAsync(place.OrganisationId, cancellationToken);

        // From its hold on nobody else changes the application, so what is frozen is what is committed.
        return await db.InTransactionAsync(() => SubmitAsync(id, version, place.Call, leads, cancellationToken), cancellationToken);
    }

    private async Task<Outcome<Submitted>> SubmitAsync(Guid id, int version, Call call, IReadOnlyList<Person> leads, CancellationToken cancellationToken)
    {
        var application = (await db.HoldApplicationAsync(id, cancellationToken))!;
        if (await StandingAsync(application, cancellationToken) is { } standing) return standing;
        var documents = await ToSubmit.DocumentsAsync(db, id, cancellationToken);
        var allowed = application.MaySubmit(call, ToSubmit.Attached(documents), arrival.At);
        if (allowed.IsRefused) return allowed.Refusal;
        if (application.Version != version) return Refusal.Changed();
        var answered = application.Answered(call);
        var gone = await ApplicationTexts.GoneAsync(db, call.Id, answered, cancellationToken);
        var open = await review.OpenAsync(id, [.. ApplicationTexts.Of(answered, gone), .. documents.Select(document => ApplicationTexts.OfDocument(document.Id, document.Name))], cancellationToken);
        if (open.Count > 0) return ApplicationTexts.Unconfirmed(open, documents);

        var submission = await SubmitAsync(application, call, documents, cancellationToken);
        if (submission.IsRefused) return submission.Refusal;
        notifier.QueueFirst(() => ApplicationLetters.Received(call, application, submission.Value), id, leads, arrival.At, submission.Value.Occasion);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : Receipt(submission.Value);
    }

    // The number's row is locked from here to the commit, so nothing is read in between that could be read before.
    private async Task<Outcome<Submission>> SubmitAsync(Application application, Call call, List<Document> documents, CancellationToken cancellationToken)
    {
        var number = application.Number ?? $"{call.Reference}-{await db.NextNumberAsync(call.Id, cancellationToken):D3}";
        var complete = ToSubmit.Complete(documents);
        var submission = application.Submit(call, number, complete, actor.Value.PersonId!.Value, arrival.At);
        if (submission.IsRefused) return submission;
        db.Submissions.Add(submission.Value);
        db.Note("application", application.Id, actor.Value, Act.SubmitApplication, arrival.At,
            ("number", number), ("call", call.Id), ("submission", submission.Value.Sequence), ("sha256", submission.Value.ContentSha256),
            ("requestedMinor", application.RequestedMinor), ("documents", complete.Count));
        return submission;
    }

    // Also long after the deadline: a retry is not a late submission.
    private async Task<Submitted?> StandingAsync(Application application, CancellationToken cancellationToken) =>
        application.SubmissionId is { } standing && application.Stage is not (Stage.ApplicationDraft or Stage.Withdrawn)
            ? Receipt(await db.Submissions.AsNoTracking().SingleAsync(submission => submission.Id == standing, cancellationToken))
            : null;

    private static Submitted Receipt(Submission submission) => new(submission.Number, submission.SubmittedAt, submission.Sequence);
}
