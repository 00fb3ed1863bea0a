using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ShowTimeline;

/// <summary>What kind of thing happened.</summary>
public enum EntryKind
{
    /// <summary>An act, as the audit trail has it.</summary>
    Event,

    /// <summary>An e-mail.</summary>
    Mail,

    /// <summary>A document arrived or was made.</summary>
    Document,

    /// <summary>A comment.</summary>
    Comment,
}

/// <summary>One thing that happened.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Title">What it was.</param>
/// <param name="By">Who did it, or to whom it went; null for the system.</param>
/// <param name="Text">Of a comment: what it says.</param>
/// <param name="State">Of an e-mail: what became of it; of a comment: who reads it.</param>
/// <param name="IsProblem">Whether somebody should look at it: an e-mail did not arrive.</param>
/// <param name="Href">Of a document: where it is; null for who may not open it.</param>
public sealed record Entry(DateTime At, EntryKind Kind, string Title, string? By, string? Text = null, string? State = null, bool IsProblem = false, string? Href = null);

/// <summary>The story of an application.</summary>
/// <param name="Id">The application.</param>
/// <param name="Number">Its number.</param>
/// <param name="Title">What the project is called.</param>
/// <param name="TimeZone">IANA name of the call's zone.</param>
/// <param name="IsApplicants">Whether the reader belongs to the organisation.</param>
/// <param name="MayComment">Whether the reader may add a comment.</param>
/// <param name="IsCut">Whether there is more than is shown; the audit trail has it all.</param>
/// <param name="Items">What happened, newest first.</param>
public sealed record Story(Guid Id, string? Number, string Title, string TimeZone, bool IsApplicants, bool MayComment, bool IsCut, IReadOnlyList<Entry> Items);

/// <summary>
/// Tells what happened with an application, in six commands. The organisation's people see what they did themselves, what they were told, what they were
/// sent, and comments that are meant for them.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    // Of each kind of thing.
    private const int Most = 200;

    // What an organisation does while it writes is its own, and is in the history of its answers; a comment stands for itself.
    private static readonly string[] _left = ["SaveDraft", "SaveAnswer", "SaveAnswers", "SaveClarification", "Comment"];
    private static readonly Dictionary<string, Act> _acts = GrantLifecycle.Transitions.ToDictionary(transition => transition.Act.ToString(), transition => transition.Act);

    public async Task<Outcome<Story>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await (from application in db.Applications.AsNoTracking()
                           where application.Id == id
                           join call in db.Calls on application.CallId equals call.Id
                           select new { Application = application, call.TimeZone }).SingleOrDefaultAsync(cancellationToken);
        if (found is null || !ApplicationAccess.MayRead(actor.Value, found.Application.OrganisationId, found.Application.Stage, found.Application.Country)) return Refusal.NotFound(T("The application"));
        var applicants = ApplicationAccess.SeesAsApplicant(actor.Value, found.Application.OrganisationId);

        List<Entry>[] kinds =
        [
            await EventsAsync(id, applicants, cancellationToken),
            await MailsAsync(id, applicants ? found.Application.OrganisationId : null, cancellationToken),
            await DocumentsAsync(found.Application, cancellationToken),
            await CommentsAsync(id, applicants, cancellationToken),
            await OfCallAsync(found.Application, TimeZoneInfo.FindSystemTimeZoneById(found.TimeZone), cancellationToken),
        ];
        return new Story(
            id, found.Application.Number, found.Application.Title, found.TimeZone, applicants,
            found.Application.SubmittedAt is not null && (applicants || actor.Value.Is(Role.GrantManager)),
            kinds.Any(kind => kind.Count == Most),
            [.. kinds.SelectMany(kind => kind).OrderByDescending(entry => entry.At).ThenBy(entry => entry.Kind)]);
    }

    private async Task<List<Entry>> EventsAsync(Guid id, bool applicants, CancellationToken cancellationToken)
    {
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.SubjectId == id && !_left.Contains(entry.What))
            .OrderByDescending(entry => entry.Sequence)
            .Select(entry => new { entry.At, entry.What, By = db.People.Where(person => person.Id == entry.ActorId).Select(person => person.Name).FirstOrDefault() })
            .Take(Most).ToListAsync(cancellationToken);
        return [.. from entry in entries
                   let transition = _acts.TryGetValue(entry.What, out var act) ? GrantLifecycle.Of(act) : null
                   where !applicants || (transition is not null && transition.To == ApplicationAccess.AsApplicantsKnow(transition.To))
                   select new Entry(entry.At, EntryKind.Event, Title(entry.What, transition, applicants), applicants && transition!.By is not (Party.Lead or Party.Contributor) ? null : entry.By)];
    }

    private static string Title(string what, Transition? transition, bool applicants) => what switch
    {
        "AssignScreener" => T("The screening is assigned"),
        "DeclareConflict" => T("A conflict of interest is declared"),
        "AssignReviewer" => T("A reviewer is assigned"),
        "ReplaceReviewer" => T("A reviewer is replaced"),
        "CopyAnswers" => T("Answers are copied from an earlier application"),
        "SeeFormChanges" => T("Changes of the form are read"),
        "DestroyAgain" => T("What was destroyed is destroyed again after a restore"),
        _ when transition is null => what,
        _ => ActWords.Told(transition, applicants),
    };

    private async Task<List<Entry>> MailsAsync(Guid id, Guid? organisationId, CancellationToken cancellationToken)
    {
        var mails = await db.Emails.AsNoTracking()
            .Where(email => email.SubjectId == id && (organisationId == null || email.OrganisationId == organisationId))
            .OrderByDescending(email => email.CreatedAt)
            .Select(email => new { email.CreatedAt, email.Subject, email.Name, email.State, email.Delivery })
            .Take(Most).ToListAsync(cancellationToken);
        return mails.ConvertAll(mail => new Entry(
            mail.CreatedAt, EntryKind.Mail, T($"E-mail: {mail.Subject}"), T($"to {mail.Name}"), State: State(mail.State, mail.Delivery),
            IsProblem: mail.State == OutboxState.Parked || mail.Delivery is Delivery.Bounced or Delivery.Dropped or Delivery.SpamReport));
    }

    private static string State(OutboxState state, Delivery delivery) => (state, delivery) switch
    {
        (_, Delivery.Delivered) => T("Delivered"),
        (_, Delivery.Deferred) => T("Delayed by the receiver"),
        (_, Delivery.Bounced) => T("Not delivered: the address does not take mail"),
        (_, Delivery.Dropped) => T("Not delivered: it was dropped"),
        (_, Delivery.SpamReport) => T("Reported as spam"),
        (OutboxState.Parked, _) => T("Not sent: an administrator looks at it"),
        (OutboxState.Waiting, _) => T("Waits to be sent"),
        _ => T("Sent"),
    };

    private async Task<List<Entry>> DocumentsAsync(Application application, CancellationToken cancellationToken)
    {
        var documents = await db.Documents.AsNoTracking()
            .Where(document => document.SubjectId == application.Id && document.CompletedAt != null && (document.Purpose == DocumentPurpose.Application || document.Purpose == DocumentPurpose.DecisionLetter))
            .OrderByDescending(document => document.CompletedAt)
            .Select(document => new { document.Id, document.Purpose, document.CompletedAt, document.Name, By = db.People.Where(person => person.Id == document.UploadedBy).Select(person => person.Name).FirstOrDefault() })
            .Take(Most).ToListAsync(cancellationToken);
        return documents.ConvertAll(document => new Entry(document.CompletedAt!.Value, EntryKind.Document, T($"Document: {document.Name}"), document.By, Href: MayOpen(document.Purpose) ? $"/documents/{document.Id}" : null));

        bool MayOpen(DocumentPurpose purpose) => purpose == DocumentPurpose.Application
            ? ApplicationAccess.MayReadDocuments(actor.Value, application.OrganisationId, application.Stage, application.Country)
            : DocumentAccess.IsFor(actor.Value, purpose, application.OrganisationId);
    }

    private async Task<List<Entry>> CommentsAsync(Guid id, bool applicants, CancellationToken cancellationToken)
    {
        var comments = await db.ApplicationComments.AsNoTracking()
            .Where(comment => comment.ApplicationId == id && (!applicants || !comment.IsInternal))
            .OrderByDescending(comment => comment.At)
            .Select(comment => new { comment.At, comment.Text, comment.IsInternal, By = db.People.Where(person => person.Id == comment.AuthorId).Select(person => person.Name).First() })
            .Take(Most).ToListAsync(cancellationToken);
        return comments.ConvertAll(comment => new Entry(
            comment.At, EntryKind.Comment, T("Comment"), comment.By, comment.Text, applicants ? null : comment.IsInternal ? T("Internal") : T("The organisation reads it")));
    }

    // What happened to the call while there was this application, and changed what its organisation had to do.
    private async Task<List<Entry>> OfCallAsync(Application application, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var events = await db.DeadlineExtensions
            .Where(extension => extension.CallId == application.CallId && extension.At >= application.CreatedAt && (extension.OrganisationId == null || extension.OrganisationId == application.OrganisationId))
            .Select(extension => new { extension.At, DeadlineAt = (DateTime?)extension.DeadlineAt, Reason = (string?)extension.Reason, ForAll = extension.OrganisationId == null, Number = 0 })
            .Concat(db.FormVersions.Where(version => version.CallId == application.CallId && version.PublishedAt >= application.CreatedAt)
                .Select(version => new { At = version.PublishedAt!.Value, DeadlineAt = (DateTime?)null, Reason = (string?)null, ForAll = true, version.Number }))
            .OrderByDescending(each => each.At).Take(Most).ToListAsync(cancellationToken);
        return events.ConvertAll(each => new Entry(each.At, EntryKind.Event, each switch
        {
            { DeadlineAt: null } => T($"The form is changed: version {each.Number}"),
            { ForAll: true } => T($"The deadline is extended for everybody, to {Local(each.DeadlineAt.Value)}"),
            _ => T($"The deadline is extended for this organisation, to {Local(each.DeadlineAt.Value)}"),
        }, null, each.Reason));

        string Local(DateTime at) => PortalText.DateAndTime(TimeZoneInfo.ConvertTimeFromUtc(at, zone));
    }
}
