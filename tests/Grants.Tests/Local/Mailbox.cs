using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Grants.Local;

namespace Grants.Tests.Local;

/// <summary>Sends mail to a local host as a program that has its key.</summary>
internal static class Mailbox
{
    public static object Message(string to, string subject) => new
    {
        personalizations = new[] { new { to = new[] { new { email = to, name = "Lead" } } } },
        from = new { email = "grants@programme.example" },
        subject,
        content = new[] { new { type = "text/plain", value = "Plain" }, new { type = "text/html", value = "<p>Rich</p>" } },
        custom_args = new { message_id = "7" },
    };

    public static async Task SendAsync(HostProcess host, string data, string to, string subject)
    {
        using var answer = await PostAsync(host, data, Message(to, subject));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    public static async Task<HttpResponseMessage> PostAsync(HostProcess host, string data, object body, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v3/mail/send") { Content = body as HttpContent ?? JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", LocalStore.Open(Path.Combine(data, "local.db")).Setting("sendgrid-key"));
        return await host.Http.SendAsync(request, cancellationToken);
    }
}
