using System.Globalization;
using System.Text.Json;

namespace Grants.Local.Demo;

/// <summary>The local mailbox, over HTTP: what arrived, and addresses that bounce.</summary>
internal sealed class DemoMailbox(HttpClient http)
{
    private const int PageSize = 500;
    private const int MostTries = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The number of the newest message to an address; 0 when there is none.</summary>
    public async Task<long> LastIdAsync(string address)
    {
        var newest = await http.GetFromJsonAsync<JsonElement>($"dev/mail.json?to={Uri.EscapeDataString(address)}&limit=1");
        return newest.Items("mails").Select(mail => mail.Long("id")).FirstOrDefault();
    }

    /// <summary>The text of the first message of a template that an address gets after another one; null when none arrives for some seconds.</summary>
    public async Task<string?> TryNextAsync(string address, string template, long after)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"dev/mail.json?to={Uri.EscapeDataString(address)}&after={after.ToString(CultureInfo.InvariantCulture)}");
            // Whoever has a message in their hands knows that it has arrived, and then the product is to know it too.
            var found = page.Items("mails").Select(DemoMail.Of).FirstOrDefault(mail => mail.Template == template);
            if (found is not null && !page.Flag("eventsWait")) return found.Text;
            await Task.Delay(Pause); // the request that wrote it hands it over after it has answered, and the mailbox then tells of it
        }

        return null;
    }

    /// <summary>Everything that arrived after a message, oldest first.</summary>
    public async IAsyncEnumerable<DemoMail> AfterAsync(long after)
    {
        for (var more = true; more;)
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"dev/mail.json?after={after.ToString(CultureInfo.InvariantCulture)}&limit={PageSize.ToString(CultureInfo.InvariantCulture)}");
            more = page.Flag("more");
            foreach (var mail in page.Items("mails").Select(DemoMail.Of))
            {
                after = mail.Id;
                yield return mail;
            }
        }
    }

    /// <summary>From now on mail to this address comes back, or arrives again.</summary>
    public async Task SetBouncingAsync(string address, bool bouncing)
    {
        var path = $"dev/mail/bouncing/{Uri.EscapeDataString(address)}";
        using var response = bouncing ? await http.PutAsync(path, null) : await http.DeleteAsync(path);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Whether mail to this address comes back.</summary>
    public async Task<bool> IsBouncingAsync(string address) =>
        (await http.GetFromJsonAsync<JsonElement>("dev/mail/faults")).Items("bouncing").Any(bouncing => string.Equals(bouncing.GetString(), address, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One message as it arrived.</summary>
/// <param name="Id">Grows with every message.</param>
/// <param name="MessageId">The product's own id of it: the same when it is sent again.</param>
/// <param name="Template">Which template made it.</param>
/// <param name="To">Whose address.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="Text">The words.</param>
/// <param name="Received">UTC.</param>
internal sealed record DemoMail(long Id, string MessageId, string Template, string To, string Subject, string Text, DateTime Received)
{
    /// <summary>Whether it is part of signing in: how often people do depends on the clock and on interruptions.</summary>
    public bool IsSignIn => Template == Accounts.AccountLetters.SignInCodeTemplate;

    public static DemoMail Of(JsonElement mail)
    {
        var details = mail.Part("details");
        return new DemoMail(
            mail.Long("id"),
            details.Part("customArgs").Text("message_id"),
            details.Items("categories").Single().GetString()!,
            mail.Items("recipients").Single().Text("address"),
            mail.Text("subject"),
            mail.Text("text"),
            mail.Instant("received"));
    }
}
