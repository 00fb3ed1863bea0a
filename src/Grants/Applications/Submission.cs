using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Grants.Documents;
using Grants.Forms;

namespace Grants.Applications;

/// <summary>
/// What an organisation submitted, frozen at the instant at which the request arrived. Each submission has its own; the application names the one that
/// stands. Nothing changes it but the destruction of what could identify a survivor.
/// </summary>
internal sealed class Submission
{
    private Submission()
    {
    }

    public Submission(Application application, int sequence, SubmittedContent content, Guid personId, DateTime deadlineAt, DateTime now, Guid? requestId = null)
    {
        (ApplicationId, Sequence, Number, SubmittedBy, SubmittedAt, DeadlineAt, RequestId) = (application.Id, sequence, application.Number!, personId, now, deadlineAt, requestId);
        Keep(content);
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid ApplicationId { get; private init; }

    /// <summary>1 for the first submission of an application; one more each time that it was submitted again or clarified.</summary>
    public int Sequence { get; private init; }

    /// <summary>The application's number, the same for all its submissions.</summary>
    public string Number { get; private init; } = "";

    /// <summary>When the request arrived (UTC).</summary>
    public DateTime SubmittedAt { get; private init; }

    /// <summary>Who submitted it; of answers that nobody had sent when the time to clarify was over, who saved last.</summary>
    public Guid SubmittedBy { get; private init; }

    /// <summary>The deadline that held for the organisation at that time (UTC): the call's, or that of the request for clarification.</summary>
    public DateTime DeadlineAt { get; private init; }

    /// <summary>The request for clarification that it answers: it differs from the submission before in nothing but what was opened then. Null for a submission by its call's deadline.</summary>
    public Guid? RequestId { get; private init; }

    /// <summary><see cref="SubmittedContent"/> as JSON.</summary>
    public string Content { get; private set; } = "{}";

    /// <summary>SHA-256 of <see cref="Content"/> in UTF-8, hex; also in the audit trail.</summary>
    public string ContentSha256 { get; private set; } = "";

    /// <summary>Tells the e-mails about several submissions of one application apart.</summary>
    public string Occasion => Sequence == 1 ? "" : $"{Sequence}";

    /// <summary>What was submitted.</summary>
    public SubmittedContent Read() => SubmittedContent.Parse(Content);

    /// <summary>Takes an answer away for ever, and says so in its place; the instant, the number and everything else stay.</summary>
    /// <returns>Whether the submission had it.</returns>
    public bool Destroy(string questionCode, DateTime now)
    {
        var content = Read();
        if (content.Answers.All(answer => answer.Code != questionCode)) return false;
        Keep(content with
        {
            Title = questionCode == FormDefinition.TitleCode ? "" : content.Title,
            Answers = [.. content.Answers.Where(answer => answer.Code != questionCode)],
            Destroyed = [.. content.Destroyed ?? [], new DestroyedAnswer(questionCode, now)],
        });
        return true;
    }

    /// <summary>Takes a document's name away for ever: it can name a person. Its fingerprint stays.</summary>
    /// <returns>Whether the submission had it.</returns>
    public bool DestroyDocument(Guid documentId)
    {
        var content = Read();
        if (!content.Documents.Any(document => document.Id == documentId && document.Name.Length > 0)) return false;
        Keep(content with { Documents = [.. content.Documents.Select(document => document.Id == documentId ? document with { Name = "" } : document)] });
        return true;
    }

    private void Keep(SubmittedContent content)
    {
        Content = content.ToJson();
        ContentSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)));
    }
}

/// <summary>An answer of a submission.</summary>
/// <param name="Code">The question.</param>
/// <param name="Text">What was answered.</param>
public sealed record SubmittedAnswer(string Code, string Text);

/// <summary>What stands in the place of an answer that was destroyed.</summary>
/// <param name="Code">The question.</param>
/// <param name="At">When it was destroyed (UTC).</param>
public sealed record DestroyedAnswer(string Code, DateTime At);

/// <summary>A document of a submission.</summary>
/// <param name="Id">The document.</param>
/// <param name="Slot">The question that it answers.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Hex.</param>
/// <param name="ReceivedAt">When it had arrived completely (UTC).</param>
public sealed record SubmittedDocument(Guid Id, string? Slot, string Name, long Length, string Sha256, DateTime ReceivedAt)
{
    internal static SubmittedDocument Of(Document document) =>
        new(document.Id, document.Slot, document.Name, document.Length!.Value, document.Sha256!, document.CompletedAt!.Value);
}

/// <summary>Everything that an organisation said in one submission.</summary>
/// <param name="FormNumber">The version of the call's form that was answered.</param>
/// <param name="Title">The project's title.</param>
/// <param name="Country">ISO 3166 alpha-2; null for regional work.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="RequestedMinor">In minor units.</param>
/// <param name="Answers">By the questions' codes.</param>
/// <param name="Documents">The complete documents, by time.</param>
/// <param name="Destroyed">Answers that were destroyed since, because they could have identified a survivor; null for none.</param>
public sealed record SubmittedContent(
    int FormNumber, string Title, string? Country, string Currency, long RequestedMinor, IReadOnlyList<SubmittedAnswer> Answers, IReadOnlyList<SubmittedDocument> Documents,
    IReadOnlyList<DestroyedAnswer>? Destroyed = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What an application says now.</summary>
    internal static SubmittedContent Of(Application application, IReadOnlyList<SubmittedDocument> documents) => new(
        application.FormNumber, application.Title, application.Country, application.Currency, application.RequestedMinor,
        [.. application.Answers.Where(answer => answer.Text.Length > 0).OrderBy(answer => answer.QuestionCode, StringComparer.Ordinal).Select(answer => new SubmittedAnswer(answer.QuestionCode, answer.Text))],
        documents);

    /// <summary>Whether it says the same as another one, whatever was destroyed.</summary>
    public bool IsSameAs(SubmittedContent other) => (this with { Destroyed = null }).ToJson() == (other with { Destroyed = null }).ToJson();

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static SubmittedContent Parse(string json) => JsonSerializer.Deserialize<SubmittedContent>(json, Json) ?? throw new JsonException("A submission without content.");

    /// <summary>The content as it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
