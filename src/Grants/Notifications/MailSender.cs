using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grants.Accounts;
using Grants.Data;
using Grants.Language;
using Grants.Portal;
using SendGrid;
using SendGrid.Helpers.Mail;

namespace Grants.Notifications;

/// <summary>
/// Hands one message to SendGrid's 'mail/send' (https://www.twilio.com/docs/sendgrid/api-reference/mail-send), with its content or with a dynamic template's data.
/// The opaque message id travels as a custom argument and the e-mail's kind as its category: both come back with events, and nothing personal does.
/// </summary>
public sealed class MailSender(ISendGridClient client, GrantsOptions options, AuditKey key, TimeProvider clock)
{
    private static string Signature => T("The grants team");

    private static string Reminder => T("Counts, never identities: please do not send us anything that could lead to a survivor.");

    /// <summary>Sends one outbox row.</summary>
    /// <exception cref="DeliveryRefusedException">SendGrid did not accept the message.</exception>
    internal async Task SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        var body = email.Template == AccountLetters.SignInCodeTemplate
            ? email.Body.Replace(AccountLetters.CodePlace, SignInCode.DigitsOf(email.SubjectId, key), StringComparison.Ordinal)
            : email.Body;
        var message = Languages.In(email.Language, () => Message(email, body));
        var response = await client.SendEmailAsync(message, cancellationToken);
        if (!response.IsSuccessStatusCode) throw new DeliveryRefusedException(response.StatusCode, Wait(response.Headers?.RetryAfter));
    }

    /// <summary>The request to SendGrid, in the present language.</summary>
    internal SendGridMessage Message(EmailMessage email, string body)
    {
        var message = new SendGridMessage { From = new EmailAddress(options.MailFrom, PortalContext.ProductName), Subject = email.Subject };
        message.AddTo(new EmailAddress(email.Address, email.Name.Length == 0 ? null : email.Name));
        message.AddCategory(email.Template);
        message.AddCustomArg("message_id", email.Id.ToString());
        if (options.SendGridSandbox) message.SetSandBoxMode(true);
        // Links in these messages carry obligations: they must lead where they say.
        message.SetClickTracking(false, false);
        message.SetOpenTracking(false, null);
        if (options.SendGridTemplates.GetValueOrDefault(email.Template, options.SendGridTemplates.GetValueOrDefault("default", "")) is { Length: > 0 } template)
        {
            message.SetTemplateId(template);
            message.SetTemplateData(TemplateData(email, body));
        }
        else
        {
            (message.PlainTextContent, message.HtmlContent) = (PlainText(email, body), Html(email, body));
        }

        return message;
    }

    // What a dynamic template may show; the words are written here, so that a template is a matter of looks alone.
    private Dictionary<string, object> TemplateData(EmailMessage email, string body)
    {
        var data = new Dictionary<string, object>
        {
            ["subject"] = email.Subject,
            ["greeting"] = Greeting(email),
            ["paragraphs"] = body.Split("\n\n"),
            ["signature"] = Signature,
            ["reminder"] = Reminder,
            ["language"] = Languages.Tag,
            ["portal"] = options.PublicUrl.AbsoluteUri,
        };
        if (Link(email) is { } uri) (data["link_text"], data["link_url"]) = (email.LinkText ?? "", uri.AbsoluteUri);
        return data;
    }

    private TimeSpan? Wait(RetryConditionHeaderValue? retryAfter) =>
        retryAfter?.Delta ?? (retryAfter?.Date is { } at && at > clock.GetUtcNow() ? at - clock.GetUtcNow() : null);

    // An address alone has no name: it may be shared, or nobody's.
    private static string Greeting(EmailMessage email) => email.Name.Length == 0 ? T("Hello,") : T($"Dear {email.Name},");

    private Uri? Link(EmailMessage email) => email.LinkPath is null ? null : new Uri(options.PublicUrl, email.LinkPath);

    private string PlainText(EmailMessage email, string body)
    {
        var link = Link(email) is { } uri ? $"{email.LinkText}:\n{uri}\n\n" : "";
        return $"{Greeting(email)}\n\n{body}\n\n{link}{Signature}\n\n-- \n{Reminder}\n{options.PublicUrl}\n";
    }

    // Styles stand on the elements, and the layout is one column: many mail programs know no more. The link stands there in words too, for those that
    // show no buttons, and for people who forward or print.
    private string Html(EmailMessage email, string body)
    {
        var html = new StringBuilder($"""
            <!doctype html>
            <html lang="{Languages.Tag}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Safe(email.Subject)}</title></head>
            <body style="margin:0;padding:24px 12px;background:#f5f3ee;color:#1d2a2f;font:16px/1.5 'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif">
            <div style="max-width:36em;margin:0 auto;background:#ffffff;border-top:6px solid #14544f;padding:24px">
            <p style="margin:0 0 24px;font-weight:bold;color:#14544f">{PortalContext.ProductName}</p>
            <h1 dir="auto" style="margin:0 0 16px;font-size:22px;line-height:1.3">{Safe(email.Subject)}</h1>
            <p style="margin:0 0 16px">{Safe(Greeting(email))}</p>

            """);
        foreach (var paragraph in body.Split("\n\n"))
            html.Append($"<p dir=\"auto\" style=\"margin:0 0 16px\">{Safe(paragraph).Replace("\n", "<br>", StringComparison.Ordinal)}</p>\n");
        if (Link(email) is { } uri)
        {
            html.Append($"""
                <p style="margin:24px 0 8px"><a href="{Safe(uri.AbsoluteUri)}" style="display:inline-block;padding:10px 18px;background:#14544f;color:#ffffff;font-weight:bold;text-decoration:none">{Safe(email.LinkText)}</a></p>
                <p style="margin:0 0 24px;font-size:14px;color:#4a5a60;word-break:break-all">{Safe(uri.AbsoluteUri)}</p>

                """);
        }

        return html.Append($"""
            <p style="margin:0">{Signature}</p>
            <p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #d8d4ca;font-size:14px;color:#4a5a60">{Reminder}</p>
            </div></body></html>

            """).ToString();
    }

    private static string Safe(string? text) => WebUtility.HtmlEncode(text) ?? "";
}
