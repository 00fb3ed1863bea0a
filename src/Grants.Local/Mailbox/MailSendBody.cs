using System.Globalization;
using System.Text.Json;

namespace Grants.Local.Mailbox;

/// <summary>The body of <c>POST /v3/mail/send</c>, as SendGrid documents it, in so far as this product's mail uses it.</summary>
internal sealed record MailSendBody(
    IReadOnlyList<Personalization?>? Personalizations,
    EmailAddress? From,
    EmailAddress? ReplyTo,
    string? Subject,
    IReadOnlyList<MailContent?>? Content,
    IReadOnlyList<Attachment?>? Attachments,
    IReadOnlyDictionary<string, string>? Headers,
    IReadOnlyDictionary<string, string>? CustomArgs,
    IReadOnlyList<string>? Categories,
    string? TemplateId = null,
    MailSettings? MailSettings = null)
{
    /// <summary>SendGrid's limit for a whole request.</summary>
    public const int MostBytes = 30 * 1024 * 1024;

    private const int MostRecipients = 1000, MostCustomArgsBytes = 10_000, MostCategories = 10;
    private const string HelpPage = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.";

    /// <returns>What SendGrid would find wrong with it.</returns>
    public IEnumerable<SendGridError> Errors()
    {
        if (Personalizations is not { Count: > 0 })
            yield return Wrong("The personalizations field is required and must have at least one personalization.", "personalizations");
        foreach (var error in (Personalizations ?? []).SelectMany((each, index) => PersonalizationErrors(each, $"personalizations.{index}"))) yield return error;
        if ((Personalizations ?? []).Sum(each => each?.Everyone.Count() ?? 0) > MostRecipients)
            yield return Wrong($"The total number of recipients must be no more than {MostRecipients}.", "personalizations");

        if (From is null)
            yield return Wrong("The from object must be provided for every email send. It is an object that requires the email parameter, but may also contain a name parameter.", "from");
        else if (!From.IsValid) yield return Wrong("The from email does not contain a valid address.", "from.email");
        if (ReplyTo is { IsValid: false }) yield return Wrong("The reply_to email does not contain a valid address.", "reply_to.email");

        if (Content is not { Count: > 0 } && TemplateId is null) yield return Wrong("Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block.", "content");
        foreach (var error in ContentErrors()) yield return error;
        if (Categories is { Count: > MostCategories }) yield return Wrong($"There can be no more than {MostCategories} categories.", "categories");
    }

    private IEnumerable<SendGridError> PersonalizationErrors(Personalization? personalization, string field)
    {
        if (personalization?.To is not { Count: > 0 })
        {
            yield return Wrong("The to array is required for all personalization objects, and must have at least one email object with a valid email address.", $"{field}.to");
            yield break;
        }

        foreach (var (kind, addresses) in personalization.ByKind)
            for (var i = 0; i < addresses.Count; i++)
                if (addresses[i] is not { IsValid: true }) yield return Wrong("Does not contain a valid address.", $"{field}.{kind}.{i}.email");

        var twice = personalization.Everyone.Where(each => each.Email is not null).GroupBy(each => each.Email!, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            yield return Wrong($"Each email address in the personalization block should be unique between to, cc, and bcc. We found the first duplicate instance of [{twice.Key}] in the {field} field.", field);
        if (string.IsNullOrEmpty(personalization.Subject ?? Subject) && TemplateId is null)
            yield return Wrong("The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.", "subject");
        if (JsonSerializer.SerializeToUtf8Bytes(AllCustomArgs(personalization)).Length > MostCustomArgsBytes)
            yield return Wrong($"The custom_args may not exceed {MostCustomArgsBytes.ToString(CultureInfo.InvariantCulture)} bytes.", $"{field}.custom_args");
    }

    private IEnumerable<SendGridError> ContentErrors()
    {
        var contents = Content ?? [];
        for (var i = 0; i < contents.Count; i++)
        {
            if (string.IsNullOrEmpty(contents[i]?.Value)) yield return Wrong("The content value must be a string at least one character in length.", $"content.{i}.value");
            if (contents[i]?.Type is not { } type || !type.Contains('/')) yield return Wrong("The content type must be a MIME type.", $"content.{i}.type");
        }

        var types = contents.Select(each => each?.Type).ToList();
        if (types.IndexOf("text/plain") > 0 || types.IndexOf("text/html") > types.Count(type => type == "text/plain"))
            yield return Wrong("If present, text/plain and text/html may only be provided once. The text/plain content must be first, followed by text/html, followed by any other content.", "content");
    }

    /// <summary>The message's custom arguments, with those of one personalization laid over them.</summary>
    public IReadOnlyDictionary<string, string> AllCustomArgs(Personalization personalization) => Merge(CustomArgs, personalization.CustomArgs);

    /// <summary>The message's headers, with those of one personalization laid over them.</summary>
    public IReadOnlyDictionary<string, string> AllHeaders(Personalization personalization) => Merge(Headers, personalization.Headers);

    public string? ContentOf(string type) => Content?.FirstOrDefault(each => each?.Type == type)?.Value;

    private static SortedDictionary<string, string> Merge(IReadOnlyDictionary<string, string>? whole, IReadOnlyDictionary<string, string>? part)
    {
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (whole ?? new Dictionary<string, string>()).Concat(part ?? new Dictionary<string, string>())) merged[name] = value;
        return merged;
    }

    private static SendGridError Wrong(string message, string field) => new(message, field, HelpPage + field);
}

internal sealed record Personalization(
    IReadOnlyList<EmailAddress?>? To,
    IReadOnlyList<EmailAddress?>? Cc,
    IReadOnlyList<EmailAddress?>? Bcc,
    string? Subject,
    IReadOnlyDictionary<string, string>? Headers,
    IReadOnlyDictionary<string, string>? CustomArgs,
    JsonElement? DynamicTemplateData = null)
{
    public IEnumerable<(string Kind, IReadOnlyList<EmailAddress?> Addresses)> ByKind => [("to", To ?? []), ("cc", Cc ?? []), ("bcc", Bcc ?? [])];

    public IEnumerable<EmailAddress> Everyone => ByKind.SelectMany(each => each.Addresses).OfType<EmailAddress>();
}

internal sealed record EmailAddress(string? Email, string? Name)
{
    public bool IsValid =>
        Email is { Length: <= 254 } email && email.IndexOf('@') is > 0 and var at && at == email.LastIndexOf('@') && at < email.Length - 1
        && !email.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '<' or '>' or ',');
}

internal sealed record MailSettings(SandboxMode? SandboxMode);

internal sealed record SandboxMode(bool Enable);

internal sealed record MailContent(string? Type, string? Value);

/// <summary>A file; its content is base64.</summary>
internal sealed record Attachment(string? Filename, string? Type, string? Content);

/// <summary>One error in SendGrid's answer.</summary>
internal sealed record SendGridError(string Message, string? Field, string? Help);
