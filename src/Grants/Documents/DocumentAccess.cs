using Grants.Accounts;
using Grants.Data;
using Grants.Forms;

namespace Grants.Documents;

/// <summary>
/// Who may read and attach documents: one rule for pages, downloads and the API. The organisation's people read (not the archive, which holds how the programme
/// decided), and of the staff those who need it: grant managers and auditors, finance officers agreements and evidence. An application's documents its area opens to
/// staff once it is submitted. Whom else a stage needs as a reader (reviewers, endorsers, delegates) its area says with an <see cref="IDocumentReaders"/>; to
/// what, and when, an organisation, or a role of the staff, may attach its area says with an <see cref="IDocumentSubjects"/>. Everybody else is told that there is no
/// such document; who has not signed in, unless an area says that strangers are among its readers.
/// </summary>
internal sealed class DocumentAccess(CurrentActor current, IEnumerable<IDocumentReaders> readers, IEnumerable<IDocumentSubjects> subjects)
{
    /// <summary>Whether this request's person may read the documents of such a place.</summary>
    public async Task<bool> MayReadAsync(DocumentPurpose purpose, Guid subjectId, Guid organisationId, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        if (actor.IsSignedIn && IsFor(actor, purpose, organisationId)) return true;
        foreach (var more in readers.Where(reader => reader.Purposes.Contains(purpose) && (actor.IsSignedIn || reader.IncludesStrangers)))
        {
            if (await more.MayReadAsync(subjectId, actor, cancellationToken)) return true;
        }

        return false;
    }

    /// <summary>
    /// The place as it is, and as it stays until the transaction ends: whoever submits it waits for that, and is waited for. Refused when nothing may be added or
    /// removed there any more.
    /// </summary>
    public async Task<Outcome<DocumentPlace>> HoldAsync(DocumentPurpose purpose, Guid subjectId, CancellationToken cancellationToken)
    {
        await subjects.Single(subject => subject.Purpose == purpose).HoldAsync(subjectId, cancellationToken);
        return await PlaceToAttachAsync(purpose, subjectId, cancellationToken);
    }

    /// <summary>The place that this request's person may attach to, or remove from, now.</summary>
    public async Task<Outcome<DocumentPlace>> PlaceToAttachAsync(DocumentPurpose purpose, Guid subjectId, CancellationToken cancellationToken)
    {
        var subject = subjects.SingleOrDefault(subject => subject.Purpose == purpose);
        if (subject is null || await subject.FindAsync(subjectId, cancellationToken) is not { } place || !place.IsOf(current.Value))
            return Refusal.NotFound(T("What the document should be attached to"));
        return place.IsOpen ? place : Refusal.WrongStage(T("Documents can no longer be added or removed here: it has been submitted or closed."));
    }

    /// <summary>Whether the person reads such documents as one of the organisation's people or as programme staff.</summary>
    public static bool IsFor(Actor actor, DocumentPurpose purpose, Guid organisationId) =>
        IsForStaff(actor, purpose) || (purpose != DocumentPurpose.Archive && actor.IsMemberOf(organisationId));

    private static bool IsForStaff(Actor actor, DocumentPurpose purpose) => purpose switch
    {
        DocumentPurpose.Application => false,
        DocumentPurpose.Agreement or DocumentPurpose.ReportEvidence => actor.ReadsDocuments || actor.Is(Role.FinanceOfficer),
        _ => actor.ReadsDocuments,
    };
}

/// <summary>Readers beside the organisation's people and programme staff. Implemented at an area's root; found by its place.</summary>
internal interface IDocumentReaders
{
    /// <summary>The purposes that it speaks of.</summary>
    IReadOnlyCollection<DocumentPurpose> Purposes { get; }

    /// <summary>Whether it is asked about people who have not signed in, too.</summary>
    bool IncludesStrangers => false;

    /// <summary>Whether the person may read the documents of this subject.</summary>
    Task<bool> MayReadAsync(Guid subjectId, Actor actor, CancellationToken cancellationToken);
}

/// <summary>What an organisation's people, or staff of one role, may attach documents to. Implemented at an area's root; found by its place.</summary>
internal interface IDocumentSubjects
{
    /// <summary>The purpose that it speaks of.</summary>
    DocumentPurpose Purpose { get; }

    /// <summary>Whose the subject is and whether documents may be added and removed now; null when there is none.</summary>
    Task<DocumentPlace?> FindAsync(Guid subjectId, CancellationToken cancellationToken);

    /// <summary>Keeps the subject from being submitted until the transaction ends.</summary>
    Task HoldAsync(Guid subjectId, CancellationToken cancellationToken);
}

/// <summary>Where documents are attached.</summary>
/// <param name="OrganisationId">Whose it is; empty when it is the programme's own.</param>
/// <param name="IsOpen">Whether documents may be added and removed now.</param>
/// <param name="Slot">The slot of a document that comes without one; null when it is attached only once something gives it a slot.</param>
/// <param name="SubmittedAt">When what it belongs to was submitted last (UTC): documents that were there by then are set aside instead of destroyed.</param>
internal sealed record DocumentPlace(Guid OrganisationId, bool IsOpen, string? Slot = null, DateTime? SubmittedAt = null)
{
    /// <summary>The role of the staff who attach here instead of an organisation's people; null where these do.</summary>
    public Role? KeptBy { get; init; }

    /// <summary>Whether the person is one of those who attach here.</summary>
    public bool IsOf(Actor actor) => KeptBy is { } role ? actor.Is(role) : actor.IsMemberOf(OrganisationId);

    /// <summary>Which files a slot takes, by its name; where it says nothing, every accepted kind, and any number.</summary>
    public IReadOnlyDictionary<string, FileRules> Rules { get; init; } = new Dictionary<string, FileRules>();

    /// <summary>What takes the files, where there are no other slots than those that <see cref="Rules"/> names; null where a slot may have any name.</summary>
    public SlotWords? Slots { get; init; }

    /// <summary>The slots that are open; null when all are.</summary>
    public IReadOnlyCollection<string>? OpenSlots { get; init; }

    /// <summary>Why nothing can be added to a slot or removed from it; null when it can.</summary>
    public Refusal? WhyClosed(string? slot) => OpenSlots is null || (slot is not null && OpenSlots.Contains(slot))
        ? null
        : Refusal.WrongStage(T("We asked about other questions. Only their documents can be changed now."));

    /// <summary>Why a slot that has so many files takes no more; null when it does.</summary>
    public Refusal? WhyFull(string? slot, int count) => slot is not null && Rules.TryGetValue(slot, out var rules) && count >= rules.Most
        ? Refusal.Invalid("name", Count(rules.Most, "This question takes {0} file, and it has that. Remove it before you add another one.", "This question takes up to {0} files, and it has so many. Remove one before you add another one."))
        : null;

    /// <summary>Why a file of this name cannot be added to a slot; null when it can.</summary>
    public Refusal? WhyNot(string? slot, string name) => (WhyClosed(slot) ?? WhyUnknown(slot)) is { } noPlace ? noPlace : slot is not null && Rules.TryGetValue(slot, out var rules) && !rules.Takes(name)
        ? Refusal.Invalid("name", T($"This question takes only files of these types: {string.Join(", ", rules.Types)}. Save it as one of them, and add that."))
        : DocumentKind.Accepts(name) ? null : Refusal.Invalid("name", T("Files must be PDF, Word (.docx), Excel (.xlsx), JPEG or PNG, and their names must say so."));

    // What is set aside is so by us alone, and shown nowhere among what belongs there.
    private Refusal? WhyUnknown(string? slot) => slot switch
    {
        null => Slots is { } words ? Refusal.Invalid(SlotField, words.Missing) : null,
        Document.SetAsideSlot => Refusal.Invalid(SlotField, Slots?.Unknown ?? T("This name is taken: choose another slot")),
        _ => Slots is { } words && !Rules.ContainsKey(slot) ? Refusal.Invalid(SlotField, words.Unknown) : null,
    };

    private const string SlotField = "slot";
}

/// <summary>What is said where a file is sent to no slot, or to one that there is not.</summary>
/// <param name="Missing">No slot is named.</param>
/// <param name="Unknown">There is none of that name.</param>
internal sealed record SlotWords(string Missing, string Unknown);
