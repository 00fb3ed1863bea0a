using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Reviews;
using Grants.SurvivorData;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ScreenApplication;

/// <summary>An earlier application of the same organisation.</summary>
/// <param name="Id">The application.</param>
/// <param name="Number">Its number.</param>
/// <param name="Call">The call's reference.</param>
/// <param name="Stage">How far it came.</param>
/// <param name="SubmittedAt">UTC.</param>
/// <param name="AwardStage">The stage of its award; null without one.</param>
/// <param name="AwardMinor">The award in minor units.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record EarlierApplication(Guid Id, string Number, string Call, Stage Stage, DateTime SubmittedAt, Stage? AwardStage, long? AwardMinor, string Currency);

/// <summary>What was asked of the organisation, and what came back.</summary>
/// <param name="Kind">'Clarification' or 'Finding'.</param>
/// <param name="Text">What was asked, or the reasons of the finding.</param>
/// <param name="Questions">The questions that were opened, by code.</param>
/// <param name="AskedBy">The screener's name.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="DueAt">UTC.</param>
/// <param name="Reply">What the organisation wrote; null while it is open, and when nothing came.</param>
/// <param name="WasSent">Whether it was sent; otherwise it was only saved.</param>
/// <param name="EndedAt">When it was answered or the time was over (UTC); null while it is open.</param>
/// <param name="Changed">What it changed in the application; null while it is open, and where nothing was.</param>
public sealed record AskedRequest(
    string Kind, string Text, IReadOnlyList<string> Questions, string AskedBy, DateTime AskedAt, DateTime DueAt, string? Reply, bool WasSent, DateTime? EndedAt, Clarified? Changed);

/// <summary>Somebody's word that what the guard found identifies no survivor.</summary>
/// <param name="Where">The question as it is asked, or the file's name; null when it is no longer part of the application.</param>
/// <param name="Kind">What it looks like.</param>
/// <param name="By">Who confirmed.</param>
/// <param name="At">UTC.</param>
public sealed record Confirmed(string? Where, SurvivorDataKind Kind, string By, DateTime At);

/// <summary>Everything that a screener decides from.</summary>
/// <param name="File">The application as it was submitted last, with the system's checks.</param>
/// <param name="ScreenerId">Whose task it is; null while it is any grant manager's.</param>
/// <param name="Screener">That person's name.</param>
/// <param name="NeedsSecondPerson">Whether the organisation has replied to a finding of the reader's own: a colleague decides.</param>
/// <param name="HasReplied">Whether the organisation has replied to a finding: the decision is final.</param>
/// <param name="Requests">What was asked of the organisation, oldest first.</param>
/// <param name="Earlier">The organisation's earlier applications, newest first.</param>
/// <param name="Confirmations">What was confirmed to identify no survivor, oldest first.</param>
/// <param name="Unconfirmed">What may identify somebody and nobody has confirmed: answers to a clarification that were taken as they were saved.</param>
public sealed record Desk(
    ApplicationFile File, Guid? ScreenerId, string? Screener, bool NeedsSecondPerson, bool HasReplied, IReadOnlyList<AskedRequest> Requests, IReadOnlyList<EarlierApplication> Earlier,
    IReadOnlyList<Confirmed> Confirmations, IReadOnlyList<OpenFinding> Unconfirmed)
{
    /// <summary>The names of documents that no scanner has looked at.</summary>
    public IReadOnlyList<string> Unscanned { get; } = [.. File.Documents.Where(document => document.Scan == ScanResult.NotScanned).Select(document => document.Name)];

    /// <summary>Questions for documents that need not be attached, and are not.</summary>
    public IReadOnlyList<Check> NotAttached { get; } = [.. File.Checks.Where(check => check is { Passed: true, IsBlank: true } && File.Form.Find(check.Code)?.Kind == QuestionKind.File)];

    /// <summary>What a person should look at, first of all.</summary>
    public IReadOnlyList<Check> Wrong { get; } = [.. File.Checks.Where(check => !check.Passed)];

    /// <summary>How much there is to look at: the list of applications shows the same number.</summary>
    public int ToLookAt => ScreeningFindings.Count(Wrong.Count, Unconfirmed.Count, File.Infected.Count, Unscanned.Count, Confirmations.Count);
}

/// <summary>Shows a screener what to decide from, and finds an application eligible, which starts its review, or ineligible, which the organisation may reply to once.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier, SurvivorDataReview review) : IUseCase
{
    private const int MostEarlier = 20;

    /// <summary>The application as whoever screens sees it, in six commands at most.</summary>
    public async Task<Outcome<Desk>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var me = actor.Value.PersonId!.Value;
        var found = await db.Applications.AsNoTracking().Where(application => application.Id == id)
            .Select(application => new
            {
                application.OrganisationId,
                application.ScreenerId,
                Screener = db.People.Where(person => person.Id == application.ScreenerId).Select(person => person.Name).FirstOrDefault(),
                application.HasReplied,
                application.ScreenedBy,
                HasConflict = db.ScreenerDeclarations.Any(declaration => declaration.ApplicationId == application.Id && declaration.PersonId == me && declaration.HasConflict),
                Requests = application.Requests.OrderBy(request => request.AskedAt)
                    .Select(request => new
                    {
                        request.Kind,
                        request.Text,
                        request.QuestionCodes,
                        By = db.People.Where(person => person.Id == request.AskedBy).Select(person => person.Name).First(),
                        request.AskedAt,
                        request.DueAt,
                        Reply = request.EndedAt == null ? null : request.Reply,
                        WasSent = request.RepliedBy != null,
                        request.EndedAt,
                        Frozen = db.Submissions.Where(submission => submission.RequestId == request.Id)
                        .Select(submission => new
                        {
                            submission.Sequence,
                            submission.SubmittedAt,
                            Now = submission.Content,
                            Before = db.Submissions.Where(earlier => earlier.ApplicationId == submission.ApplicationId && earlier.Sequence == submission.Sequence - 1).Select(earlier => earlier.Content).Single(),
                        }).SingleOrDefault()
                    })
                    .ToList(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null) return Refusal.NotFound(T("The application"));
        if (actor.Value.IsMemberOf(found.OrganisationId)) return ScreeningAccess.OwnOrganisation;
        if (found.HasConflict) return ReviewAccess.DeclaredConflict;
        var file = await ApplicationFile.ReadAsync(db, id, actor.Value, cancellationToken);
        if (file.IsRefused) return file.Refusal;
        var screened = file.Value;

        var earlier = await (from application in db.Applications
                             where application.OrganisationId == found.OrganisationId && application.Id != id && application.SubmittedAt != null
                             join call in db.Calls on application.CallId equals call.Id
                             join award in db.Awards on application.Id equals award.ApplicationId into awards
                             from award in awards.DefaultIfEmpty()
                             orderby application.SubmittedAt descending
                             select new EarlierApplication(
                                 application.Id, application.Number!, call.Reference, application.Stage, application.SubmittedAt!.Value,
                                 award == null ? null : award.Stage, award == null ? null : award.AmountMinor, application.Currency))
            .Take(MostEarlier).ToListAsync(cancellationToken);
        var confirmations = await (from confirmation in db.SurvivorDataConfirmations.AsNoTracking()
                                   join person in db.People on confirmation.ConfirmedBy equals person.Id
                                   where confirmation.SubjectId == id
                                   orderby confirmation.ConfirmedAt, confirmation.Id
                                   select new { confirmation.Place, confirmation.Kind, confirmation.Fingerprint, person.Name, confirmation.ConfirmedAt }).ToListAsync(cancellationToken);
        var texts = ApplicationTexts.Of(screened.Answered, []).Concat(screened.Documents.Select(document => ApplicationTexts.OfDocument(document.Id, document.Name)));
        return new Desk(
            screened, found.ScreenerId, found.Screener, found.HasReplied && found.ScreenedBy == me, found.HasReplied,
            [.. found.Requests.Select(request => new AskedRequest(
                request.Kind.ToString(), request.Text, request.QuestionCodes.Split(',', StringSplitOptions.RemoveEmptyEntries), request.By, request.AskedAt, request.DueAt, request.Reply, request.WasSent, request.EndedAt,
                request.Frozen is not { } frozen
                    ? null
                    : Clarified.Between(SubmittedContent.Parse(frozen.Before), SubmittedContent.Parse(frozen.Now), frozen.Sequence, frozen.SubmittedAt, file.Value.Form, file.Value.Answered.Terms)))],
            earlier,
            confirmations.ConvertAll(confirmation => new Confirmed(Where(file.Value, confirmation.Place), confirmation.Kind, confirmation.Name, confirmation.ConfirmedAt)),
            review.Open(texts, confirmations.Select(confirmation => (confirmation.Place, confirmation.Fingerprint)).ToHashSet()));
    }

    // A question's code, or a document's id.
    private static string? Where(ApplicationFile file, string place) =>
        Guid.TryParse(place, out var id) ? file.Documents.FirstOrDefault(document => document.Id == id)?.Name : file.Form.Find(place)?.Text;

    public async Task<Outcome> HandleAsync(Guid id, int version, bool eligible, string? reasons, bool noConflict, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var loaded = await ScreeningAccess.LoadAsync(db, actor.Value, id, version, noConflict, now, cancellationToken);
        if (loaded.IsRefused) return loaded.Refusal;
        var screened = ScreeningAccess.Declared(noConflict, await ScreeningAccess.DecideAsync(db, notifier, loaded.Value, eligible, Texts.Clean(reasons), actor.Value, now, cancellationToken));
        if (screened.IsRefused) return screened;
        return await db.CommitAsync(cancellationToken);
    }
}
