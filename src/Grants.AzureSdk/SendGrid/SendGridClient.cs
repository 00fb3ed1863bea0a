// The published package says nothing about nulls, so neither does this.
#nullable disable
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using SendGrid.Helpers.Mail;

namespace SendGrid;

/// <summary>Sends mail through SendGrid's API.</summary>
public interface ISendGridClient
{
    /// <summary>Sends one message.</summary>
    /// <param name="msg">The message.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<Response> SendEmailAsync(SendGridMessage msg, CancellationToken cancellationToken = default);
}

/// <summary>Where and how the API is called.</summary>
public class BaseClientOptions
{
    /// <summary>Headers added to every request.</summary>
    public Dictionary<string, string> RequestHeaders { get; set; } = [];

    /// <summary>The base address.</summary>
    public string Host { get; set; }

    /// <summary>The API's version.</summary>
    public string Version { get; set; } = "v3";

    /// <summary>The authorisation header.</summary>
    public AuthenticationHeaderValue Auth { get; set; }
}

/// <summary>Where and how SendGrid's API is called.</summary>
public class SendGridClientOptions : BaseClientOptions
{
    private string _apiKey;

    /// <summary>Makes options for <c>https://api.sendgrid.com</c>.</summary>
    public SendGridClientOptions() => Host = "https://api.sendgrid.com";

    /// <summary>The API key.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public string ApiKey
    {
        get => _apiKey;
        set
        {
            if (string.IsNullOrWhiteSpace(value))
                throw new ArgumentNullException(nameof(value));
            _apiKey = value;
            Auth = new AuthenticationHeaderValue("Bearer", value);
        }
    }
}

/// <summary>The base of clients.</summary>
public abstract class BaseClient : ISendGridClient
{
    private readonly HttpClient _http;
    private readonly BaseClientOptions _options;

    /// <summary>Makes a client.</summary>
    /// <param name="httpClient">What sends the requests; null for a new one.</param>
    /// <param name="options">Where and how.</param>
    protected BaseClient(HttpClient httpClient, BaseClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _http = httpClient ?? new HttpClient();
        _options = options;
    }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The API could not be reached; an answer, whatever its status, is returned.</exception>
    public async Task<Response> SendEmailAsync(SendGridMessage msg, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_options.Host.TrimEnd('/')}/{_options.Version}/mail/send")
        {
            // Without a character set, as the published client sends it.
            Content = new StringContent(msg.Serialize(), new MediaTypeHeaderValue(MediaTypeNames.Application.Json)),
        };
        foreach (var (name, value) in _options.RequestHeaders)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.Authorization = _options.Auth;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Application.Json));
        var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return new Response(response.StatusCode, response.Content, response.Headers);
    }
}

/// <summary>Sends mail through SendGrid's API.</summary>
public class SendGridClient : BaseClient
{
    /// <summary>Makes a client.</summary>
    /// <param name="httpClient">What sends the requests; null for a new one.</param>
    /// <param name="options">Where and how.</param>
    public SendGridClient(HttpClient httpClient, SendGridClientOptions options)
        : base(httpClient, options)
    {
    }
}

/// <summary>The API's answer.</summary>
public class Response
{
    /// <summary>Makes an answer.</summary>
    /// <param name="statusCode">Its status.</param>
    /// <param name="responseBody">Its body.</param>
    /// <param name="responseHeaders">Its headers.</param>
    public Response(HttpStatusCode statusCode, HttpContent responseBody, HttpResponseHeaders responseHeaders)
    {
        StatusCode = statusCode;
        Body = responseBody;
        Headers = responseHeaders;
    }

    /// <summary>Its status.</summary>
    public HttpStatusCode StatusCode { get; set; }

    /// <summary>Whether the status is one of success.</summary>
    public bool IsSuccessStatusCode => (int)StatusCode is >= 200 and <= 299;

    /// <summary>Its body.</summary>
    public HttpContent Body { get; set; }

    /// <summary>Its headers.</summary>
    public HttpResponseHeaders Headers { get; set; }
}
