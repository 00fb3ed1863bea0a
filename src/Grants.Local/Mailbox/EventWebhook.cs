using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Grants.Local.Mailbox;

/// <summary>
/// Posts what became of each mail to the product, as SendGrid's signed Event Webhook does: in order, again and again until it is
/// accepted, over restarts too.
/// </summary>
internal sealed class EventWebhook : BackgroundService
{
    private const int MostEventsInARequest = 100;
    private static readonly TimeSpan _shortestPause = TimeSpan.FromSeconds(1), _longestPause = TimeSpan.FromMinutes(1), _lookAgain = TimeSpan.FromSeconds(2);

    private readonly MailStore _mails;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Uri _address;
    private readonly string _privateKey;
    private readonly ILogger<EventWebhook> _log;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _posting = new(1);

    public EventWebhook(MailStore mails, TimeProvider clock, EventWebhookOptions options, ILogger<EventWebhook> log)
    {
        (_mails, _clock, _log) = (mails, clock, log);
        _address = new Uri(options.PublicUrl, "/webhooks/sendgrid");
        _privateKey = options.PrivateKey;
    }

    /// <summary>A P-256 key, PKCS #8, base64.</summary>
    public static string MakePrivateKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }

    /// <summary>What SendGrid shows as the verification key: the public key's SubjectPublicKeyInfo, base64.</summary>
    public static string PublicKeyOf(string privateKey)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(privateKey), out _);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Signs a post as SendGrid does.</summary>
    /// <returns>The signature, DER, base64.</returns>
    public static string Sign(string privateKey, string timestamp, byte[] payload)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(privateKey), out _);
        return Convert.ToBase64String(key.SignData([.. Encoding.UTF8.GetBytes(timestamp), .. payload], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>Says that there may be something to post.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Whether there is something to post.</summary>
    public bool HasPending => _mails.PendingEvents(1).Count > 0;

    /// <summary>Posts everything that waits, once.</summary>
    /// <returns>False when something was not accepted and still waits.</returns>
    public async Task<bool> PostAllAsync(CancellationToken cancellationToken)
    {
        await _posting.WaitAsync(cancellationToken);
        try
        {
            while (_mails.PendingEvents(MostEventsInARequest) is { Count: > 0 } events)
            {
                if (!await PostAsync($"[{string.Join(',', events.Select(each => each.Body))}]", cancellationToken)) return false;
                _mails.RemoveEventsUpTo(events[^1].Id);
            }

            return true;
        }
        finally
        {
            _posting.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _http.Dispose();
        _wake.Dispose();
        _posting.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                if (await PostAllAsync(stoppingToken))
                {
                    pause = TimeSpan.Zero;
                    // Also without being woken: another instance may have taken a mail and died.
                    await _wake.WaitAsync(_lookAgain, stoppingToken);
                }
                else
                {
                    // By the machine's own clock: the moved one has nothing to do with how long the product needs to come back.
                    pause = pause == TimeSpan.Zero ? _shortestPause : pause * 2 < _longestPause ? pause * 2 : _longestPause;
                    await Task.Delay(pause, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not posted waits for the next start.
        }
    }

    private async Task<bool> PostAsync(string events, CancellationToken cancellationToken)
    {
        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var payload = Encoding.UTF8.GetBytes(events);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address);
        request.Content = new ByteArrayContent(payload) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", Sign(_privateKey, timestamp, payload));
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", timestamp);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode) return true;
            _log.LogWarning("{Address} answered {Status} to mail events; they are posted again later", _address, (int)response.StatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _log.LogWarning("{Address} could not be given mail events ({Reason}); they are posted again later", _address, exception.Message);
        }

        return false;
    }
}

/// <param name="PublicUrl">Where the product is.</param>
/// <param name="PrivateKey">The key that signs, PKCS #8, base64.</param>
internal sealed record EventWebhookOptions(Uri PublicUrl, string PrivateKey);
