using System.Security.Cryptography;
using System.Text;

namespace Grants.Documents;

/// <summary>What a document is for; together with <see cref="Document.SubjectId"/> it decides who may read it.</summary>
internal enum DocumentPurpose
{
    /// <summary>Attached to an application; the subject is the application.</summary>
    Application,

    /// <summary>Evidence of spending or of an outcome; the subject is the milestone, whose report it belongs to.</summary>
    ReportEvidence,

    /// <summary>The decision letter, made by the system; the subject is the application.</summary>
    DecisionLetter,

    /// <summary>The agreement, made by the system; the subject is the award.</summary>
    Agreement,

    /// <summary>The archive package of a closed grant, made by the system; the subject is the grant.</summary>
    Archive,

    /// <summary>A policy that an organisation holds; the subject is the organisation, the slot says which policy.</summary>
    Policy,
}

/// <summary>A document's row: the bytes are in Blob Storage under <see cref="BlobName"/>.</summary>
internal sealed class Document
{
    private Document()
    {
    }

    public Document(DocumentPurpose purpose, Guid subjectId, Guid organisationId, string name, Guid? uploadedBy, DateTime now) =>
        (Purpose, SubjectId, OrganisationId, Name, UploadedBy, CreatedAt) = (purpose, subjectId, organisationId, name, uploadedBy, now);

    /// <summary>A document that the system makes: its id follows from what it is, so that making it twice makes one.</summary>
    public static Document Generated(DocumentPurpose purpose, Guid subjectId, string slot, Guid organisationId, string name, DateTime now) =>
        new(purpose, subjectId, organisationId, name, null, now) { Id = IdOf(purpose, subjectId, slot), Slot = slot };

    /// <summary>The id of the one document that the system makes for such a place.</summary>
    public static Guid IdOf(DocumentPurpose purpose, Guid subjectId, string slot) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}|{subjectId}|{slot}")).AsSpan(0, 16));

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public DocumentPurpose Purpose { get; private init; }

    public Guid SubjectId { get; private init; }

    /// <summary>
    /// The question, budget line or part that it is attached to. Null: nothing holds on to it yet, and what stays so for a day is removed.
    /// </summary>
    public string? Slot { get; set; }

    public Guid OrganisationId { get; private init; }

    /// <summary>The file's name as the person sent it, shown and offered on download; never part of a path.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Opaque: says nothing about whose document it is.</summary>
    public string BlobName { get; private init; } = Guid.NewGuid().ToString("N");

    public Guid? UploadedBy { get; private init; }

    public DateTime CreatedAt { get; private init; }

    /// <summary>How many bytes were announced.</summary>
    public long AnnouncedLength { get; set; }

    /// <summary>In bytes; null until every byte has arrived.</summary>
    public long? Length { get; private set; }

    /// <summary>Hex; null until every byte has arrived.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>By content, not by name.</summary>
    public string? ContentType { get; private set; }

    /// <summary>When every byte had arrived and passed the checks (UTC); only then may the document be used.</summary>
    public DateTime? CompletedAt { get; private set; }

    public bool IsComplete => CompletedAt is not null;

    /// <summary>The slot of a document that was submitted once and then taken out of what is written anew: it is kept, because the submission names it.</summary>
    public const string SetAsideSlot = "set-aside";

    public void SetAside() => Slot = SetAsideSlot;

    public void Complete(long length, string sha256, string contentType, DateTime now) =>
        (Length, Sha256, ContentType, CompletedAt) = (length, sha256, contentType, now);
}
