using System.Net;
using System.Text;
using Grants.Accounts;
using Grants.Data;
using SendGrid;
using SendGrid.Helpers.Mail;

namespace Grants.Notifications;

/// <summary>Hands one message to SendGrid. The message id travels as a custom argument; nothing personal does.</summary>
public sealed class MailSender(ISendGridClient client, GrantsOptions options, AuditKey key)
{
    private const string Signature = "The grants team";

    /// <summary>Sends one outbox row.</summary>
    /// <exception cref="DeliveryRefusedException">SendGrid did not accept the message.</exception>
    internal async Task SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        var body = email.Template == AccountLetters.SignInCodeTemplate
            ? email.Body.Replace(AccountLetters.CodePlace, SignInCode.DigitsOf(email.SubjectId, key), StringComparison.Ordinal)
            : email.Body;
        var message = new SendGridMessage
        {
            From = new EmailAddress(options.MailFrom, Portal.PortalContext.ProductName),
            Subject = email.Subject,
            PlainTextContent = PlainText(email, body),
            HtmlContent = Html(email, body),
        };
        message.AddTo(new EmailAddress(email.Address, email.Name));
        message.AddCategory(email.Template);
        message.AddCustomArg("message_id", email.Id.ToString());
        // Links in these messages carry obligations: they must lead where they say.
        message.SetClickTracking(false, false);
        message.SetOpenTracking(false, null);

        var response = await client.SendEmailAsync(message, cancellationToken);
        if (!response.IsSuccessStatusCode) throw new DeliveryRefusedException(response.StatusCode, response.Headers?.RetryAfter?.Delta);
    }

    // An address alone has no name: it may be shared, or nobody's.
    private static string Greeting(EmailMessage email) => email.Name.Length == 0 ? "Hello," : $"Dear {email.Name},";

    private string PlainText(EmailMessage email, string body)
    {
        var text = new StringBuilder($"{Greeting(email)}\n\n{body}\n\n");
        if (email.LinkPath is not null) text.Append($"{email.LinkText}: {new Uri(options.PublicUrl, email.LinkPath)}\n\n");
        return text.Append(Signature).Append('\n').ToString();
    }

    private string Html(EmailMessage email, string body)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"></head>");
        html.Append("<body style=\"margin:0;padding:24px;background:#f5f3ee;font:16px/1.5 'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif;color:#1d2a2f\">");
        html.Append("<div style=\"max-width:36em;margin:0 auto;padding:24px;background:#fff\">");
        html.Append($"<p>{WebUtility.HtmlEncode(Greeting(email))}</p>");
        foreach (var paragraph in body.Split("\n\n"))
            html.Append($"<p>{WebUtility.HtmlEncode(paragraph).Replace("\n", "<br>", StringComparison.Ordinal)}</p>");
        if (email.LinkPath is not null)
            html.Append($"<p><a href=\"{WebUtility.HtmlEncode(new Uri(options.PublicUrl, email.LinkPath).ToString())}\">{WebUtility.HtmlEncode(email.LinkText)}</a></p>");
        return html.Append($"<p>{Signature}</p></div></body></html>").ToString();
    }
}
