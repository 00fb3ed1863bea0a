using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grants.Local.Mailbox;

/// <summary>SendGrid's <c>mail/send</c>, and the pages and JSON with what it was given.</summary>
internal static class MailEndpoints
{
    private const int MostMailsInAnAnswer = 500;
    private static readonly TimeSpan _longestTimeout = TimeSpan.FromMinutes(5);
    private static readonly JsonSerializerOptions _sendGridJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly JsonSerializerOptions _devJson = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static void MapMail(this IEndpointRouteBuilder routes, string apiKey)
    {
        routes.MapPost("/v3/mail/send", (HttpContext context, MailStore mails, EventWebhook webhook) => SendAsync(context, apiKey, mails, webhook));
        routes.MapGet("/dev/mail", Page);
        routes.MapGet("/dev/mail/{id:long}", Message);
        routes.MapGet("/dev/mail/{id:long}/html", Html);
        routes.MapGet("/dev/mail.json", List);
        routes.MapGet("/dev/mail/faults", (MailStore mails) => Results.Json(FaultsOf(mails), _devJson));
        routes.MapPost("/dev/mail/faults", AddFaultAsync);
        routes.MapDelete("/dev/mail/faults", (MailStore mails) =>
        {
            mails.ClearFaults();
            return Results.NoContent();
        });
        routes.MapPut("/dev/mail/bouncing/{address}", (string address, MailStore mails) => SetBouncing(address, true, mails));
        routes.MapDelete("/dev/mail/bouncing/{address}", (string address, MailStore mails) => SetBouncing(address, false, mails));
    }

    private static async Task<IResult> SendAsync(HttpContext context, string apiKey, MailStore mails, EventWebhook webhook)
    {
        if (!HasKey(context.Request, apiKey)) return Refuse(401, "The provided authorization grant is invalid, expired, or revoked");

        var fault = mails.TakeFault();
        switch (fault?.Kind)
        {
            case FaultKind.TooManyRequests:
                context.Response.Headers.RetryAfter = fault.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                return Refuse(429, "too many requests");
            case FaultKind.Unavailable:
                context.Response.Headers.RetryAfter = fault.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                return Refuse(503, "service unavailable");
            case FaultKind.BadRequest:
                return Refuse(400, "The message was refused, as you asked for.");
            case FaultKind.ServerError:
                return Refuse(500, "Internal server error");
            case FaultKind.Timeout:
                await Task.Delay(_longestTimeout, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.Abort();
                return Results.Empty;
        }

        if (!context.Request.HasJsonContentType()) return Refuse(415, "Content-Type should be application/json.");
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MailSendBody.MostBytes;
        MailSendBody? body;
        try
        {
            body = await JsonSerializer.DeserializeAsync<MailSendBody>(context.Request.Body, _sendGridJson, context.RequestAborted);
        }
        catch (JsonException)
        {
            return Refuse(400, "Bad Request");
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == 413)
        {
            return Refuse(413, "The request body is too large: a message and its attachments can have no more than 30 MB.");
        }

        if (body is null) return Refuse(400, "Bad Request");
        var errors = body.Errors().ToList();
        if (errors.Count > 0) return Results.Json(new { errors }, _sendGridJson, statusCode: 400);

        // In sandbox mode a message is checked and not delivered.
        if (body.MailSettings is { SandboxMode.Enable: true }) return Results.StatusCode(200);
        context.Response.Headers["X-Message-Id"] = mails.Add(body);
        webhook.Wake();
        if (fault?.Kind == FaultKind.LostAnswer)
        {
            context.Abort();
            return Results.Empty;
        }

        return Results.StatusCode(202);
    }

    private static bool HasKey(HttpRequest request, string apiKey) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {apiKey}"));

    private static IResult Refuse(int status, string message) =>
        Results.Json(new { errors = new[] { new SendGridError(message, null, null) } }, _sendGridJson, statusCode: status);

    private static RazorComponentResult Page(MailStore mails, string? to, long? before)
    {
        var found = mails.Find(new MailQuery(to, null, null, before, 50));
        return new RazorComponentResult<MailListPage>(new { Mails = found, To = to, Older = found.Count == 50 ? found[^1].Id : (long?)null });
    }

    private static IResult Message(long id, MailStore mails) =>
        mails.Find(id) is { } mail ? new RazorComponentResult<MailPage>(new { Mail = mail }) : Results.NotFound();

    // The mail's own HTML, where it can neither run scripts nor load anything: only the frame of the page shows it.
    private static IResult Html(long id, HttpResponse response, MailStore mails)
    {
        response.Headers.ContentSecurityPolicy = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
        return mails.Find(id)?.Html is { } html ? Results.Content(html, "text/html; charset=utf-8") : Results.NotFound();
    }

    private static IResult List(MailStore mails, EventWebhook webhook, string? to, string? since, long? after, long? before, int limit = 100)
    {
        if (limit is < 1 or > MostMailsInAnAnswer) return Invalid($"limit must be from 1 to {MostMailsInAnAnswer}.");
        DateTime? from = null;
        try
        {
            if (since is not null) from = ClockStart.ParseInstant(since);
        }
        catch (FormatException)
        {
            return Invalid("since must be an instant, like 2026-07-01T09:00Z.");
        }

        // One more than asked for tells whether there are others.
        var found = mails.Find(new MailQuery(to, from, after, before, limit + 1));
        var more = found.Count > limit;
        return Results.Json(new { mails = found.Take(limit), more, eventsWait = webhook.HasPending }, _devJson);
    }

    private static async Task<IResult> AddFaultAsync(HttpRequest request, MailStore mails)
    {
        Fault? fault;
        try
        {
            fault = await request.ReadFromJsonAsync<Fault>(_devJson);
        }
        catch (JsonException)
        {
            fault = null;
        }

        if (fault is null or { Count: < 1 } or { RetryAfterSeconds: < 0 } || !Enum.IsDefined(fault.Kind))
            return Invalid("""Give {"kind": "tooManyRequests" | "unavailable" | "badRequest" | "serverError" | "timeout" | "lostAnswer", "count": 1, "retryAfterSeconds": 1}.""");
        mails.AddFault(fault);
        return Results.Json(FaultsOf(mails), _devJson);
    }

    private static object FaultsOf(MailStore mails)
    {
        var (faults, bouncing) = mails.Faults();
        return new { faults, bouncing };
    }

    private static IResult SetBouncing(string address, bool bouncing, MailStore mails)
    {
        if (!new EmailAddress(address, null).IsValid) return Invalid("That is not an e-mail address.");
        mails.SetBouncing(address, bouncing);
        return Results.NoContent();
    }

    private static IResult Invalid(string detail) => Results.Problem(detail, statusCode: 400);
}
