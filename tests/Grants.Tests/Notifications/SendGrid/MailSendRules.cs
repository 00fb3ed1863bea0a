using System.Text;
using System.Text.Json;

namespace Grants.Tests.Notifications.SendGrid;

/// <summary>
/// What SendGrid publishes of <c>mail/send</c>: its 'Errors' and 'Limitations' pages (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors). Written from there, and not
/// from what sends or from the local mailbox.
/// </summary>
internal static class MailSendRules
{
    private const int MostPersonalizations = 1000, MostRecipients = 1000, MostBytes = 30 * 1024 * 1024, MostCustomArgsBytes = 10_000, MostCategories = 10, MostCategoryCharacters = 255;

    private static readonly string[] _reservedHeaders =
        ["x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to", "from", "subject", "reply-to", "cc", "bcc"];

    /// <summary>What SendGrid would refuse.</summary>
    public static IEnumerable<string> Broken(string body)
    {
        if (Encoding.UTF8.GetByteCount(body) > MostBytes) yield return "The request is larger than 30 MB.";
        var message = JsonDocument.Parse(body).RootElement;
        var personalizations = Array(message, "personalizations");
        if (personalizations.Count is 0 or > MostPersonalizations) yield return $"There are {personalizations.Count} personalizations.";
        var everyone = personalizations.SelectMany(each => Array(each, "to").Concat(Array(each, "cc")).Concat(Array(each, "bcc"))).ToList();
        if (everyone.Count > MostRecipients) yield return $"There are {everyone.Count} recipients.";
        var addresses = everyone.ConvertAll(each => Text(each, "email"));
        if (addresses.Any(address => !IsAddress(address))) yield return "A recipient has no valid address.";
        if (addresses.Distinct(StringComparer.OrdinalIgnoreCase).Count() < addresses.Count) yield return "An address is there twice.";
        if (personalizations.Any(each => Array(each, "to").Count == 0)) yield return "A personalization has no 'to'.";
        if (!message.TryGetProperty("from", out var from) || !IsAddress(Text(from, "email"))) yield return "There is no valid 'from'.";
        var template = Text(message, "template_id");
        if (template.Length == 0 && personalizations.Any(each => Text(each, "subject") is "" && Text(message, "subject") is "")) yield return "There is no subject.";
        if (Text(message, "subject").Any(char.IsControl)) yield return "The subject has a line end or another control character.";
        if (everyone.Select(each => Text(each, "name")).Any(name => name.Any(char.IsControl))) yield return "A name has a line end or another control character.";

        var contents = Array(message, "content");
        if (template.Length == 0 && contents.Count == 0) yield return "There is no content.";
        if (contents.Any(each => Text(each, "value").Length == 0)) yield return "A content is empty.";
        if (contents.Count > 0 && !contents.Select(each => Text(each, "type")).SequenceEqual(["text/plain", "text/html"])) yield return "The contents are not plain text and then HTML.";

        var headers = personalizations.Append(message).SelectMany(each => Pairs(each, "headers")).ToList();
        if (headers.Any(header => _reservedHeaders.Contains(header.Name.ToLowerInvariant()))) yield return "A header is reserved.";
        if (headers.Any(header => header.Value.Any(c => c is < ' ' or > '~') || header.Name.Any(c => c is <= ' ' or > '~' or ':'))) yield return "A header is not plain ASCII.";

        foreach (var each in personalizations)
        {
            var arguments = Pairs(message, "custom_args").Concat(Pairs(each, "custom_args")).GroupBy(one => one.Name).ToDictionary(one => one.Key, one => one.Last().Value);
            if (JsonSerializer.SerializeToUtf8Bytes(arguments).Length > MostCustomArgsBytes) yield return "The custom arguments are longer than 10,000 bytes.";
        }

        var categories = Array(message, "categories").Select(each => each.GetString()!).ToList();
        if (categories.Count > MostCategories) yield return "There are more than ten categories.";
        if (categories.Distinct().Count() < categories.Count) yield return "A category is there twice.";
        if (categories.Any(category => category.Length is 0 or > MostCategoryCharacters)) yield return "A category is empty or longer than 255 characters.";
    }

    private static bool IsAddress(string address) => address.Split('@') is [{ Length: > 0 and <= 64 }, { Length: > 0 }] && address.Length <= 254 && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    private static List<JsonElement> Array(JsonElement element, string name) => element.TryGetProperty(name, out var array) ? [.. array.EnumerateArray()] : [];

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static IEnumerable<(string Name, string Value)> Pairs(JsonElement element, string name) =>
        element.TryGetProperty(name, out var pairs) ? pairs.EnumerateObject().Select(pair => (pair.Name, pair.Value.GetString()!)) : [];
}
