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

    /// <summary>What was submitted, made by the system as a document to print and as a Word file; the subject is the application.</summary>
    Submission,

    /// <summary>The decision letter, made by the system; the subject is the application.</summary>
    DecisionLetter,

    /// <summary>The agreement, made by the system; the subject is the award.</summary>
    Agreement,

    /// <summary>The archive package of a closed grant, made by the system; the subject is the grant.</summary>
    Archive,

    /// <summary>A policy that an organisation holds; the subject is the organisation, the slot says which policy.</summary>
    Policy,

    /// <summary>What a call gives applicants to read; the subject is the call. Public with it.</summary>
    Call,

    /// <summary>What an addendum to a call brings along; the subject is the addendum. Public with it.</summary>
    Addendum,
}

/// <summary>What the scanner for malicious programs said of a document.</summary>
public enum ScanResult
{
    /// <summary>It has arrived and waits for the scanner; nobody but who sent it can use it.</summary>
    Waiting,

    /// <summary>Nothing was found.</summary>
    Clean,

    /// <summary>Something was found: the bytes are deleted, and the row says so.</summary>
    Infected,

    /// <summary>This installation has no scanner.</summary>
    NotScanned,
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

    /// <summary>Whose it is; empty for what belongs to a call, and so to no organisation.</summary>
    public Guid OrganisationId { get; private init; }

    /// <summary>The file's name as the person sent it, shown and offered on download; never part of a path.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Opaque: says nothing about whose document it is.</summary>
    public string BlobName { get; private init; } = Guid.NewGuid().ToString("N");

    public Guid? UploadedBy { get; private init; }

    public DateTime CreatedAt { get; private init; }

    /// <summary>How many bytes were announced.</summary>
    public long AnnouncedLength { get; set; }

    /// <summary>The SHA-256 that was announced (hex): by it an interrupted file is known again, and what arrived is compared. Null when none was.</summary>
    public string? AnnouncedSha256 { get; init; }

    /// <summary>In bytes; null until every byte has arrived.</summary>
    public long? Length { get; private set; }

    /// <summary>Hex; null until every byte has arrived.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>By content, not by name.</summary>
    public string? ContentType { get; private set; }

    /// <summary>What the scanner said; null until every byte has arrived and its content was accepted.</summary>
    public ScanResult? Scan { get; private set; }

    /// <summary>When the scanner was asked last (UTC).</summary>
    public DateTime? ScanTriedAt { get; private set; }

    /// <summary>What the scanner calls what it found.</summary>
    public string? Threat { get; private set; }

    /// <summary>When every byte had arrived and passed all checks, the scanner's too (UTC); only then may the document be used.</summary>
    public DateTime? CompletedAt { get; private set; }

    /// <summary>When it was destroyed (UTC): the bytes and the name are gone, and what is left says that there was a document.</summary>
    public DateTime? DestroyedAt { get; private set; }

    /// <summary>Whether it may be used.</summary>
    public bool IsComplete => CompletedAt is not null;

    /// <summary>Whether bytes are still awaited.</summary>
    public bool IsArriving => Scan is null && DestroyedAt is null;

    /// <summary>The slot of a document that was submitted once and then taken out of what is written anew: it is kept, because the submission names it.</summary>
    public const string SetAsideSlot = "set-aside";

    public void SetAside() => Slot = SetAsideSlot;

    /// <summary>A document that the system made is there.</summary>
    public void Complete(long length, string sha256, string contentType, DateTime now)
    {
        Receive(length, sha256, contentType);
        Judge(ScanResult.NotScanned, null, now);
    }

    /// <summary>Every byte has arrived and the content is accepted. From now on the scanner's answer is awaited.</summary>
    public void Receive(long length, string sha256, string contentType) =>
        (Length, Sha256, ContentType, Scan) = (length, sha256, contentType, ScanResult.Waiting);

    /// <summary>What the scanner says of it, once.</summary>
    /// <param name="result"><see cref="ScanResult.Waiting"/> when it could not be asked.</param>
    /// <param name="threat">What was found.</param>
    /// <param name="now">When (UTC).</param>
    public void Judge(ScanResult result, string? threat, DateTime now)
    {
        if (Scan != ScanResult.Waiting) throw new InvalidOperationException($"Document {Id} does not wait for a scan.");
        (Scan, Threat, ScanTriedAt) = (result, threat, now);
        if (result is ScanResult.Clean or ScanResult.NotScanned) CompletedAt = now;
    }

    /// <summary>Leaves of it only that there was a document: not even its name, which can name a person.</summary>
    public void Destroy(DateTime now) => (Name, Slot, CompletedAt, DestroyedAt) = ("", SetAsideSlot, null, now);
}
