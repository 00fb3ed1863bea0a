using System.Net;
using System.Reflection;
using System.Text.Json;
using Grants.Data;
using Grants.Language;
using Grants.Notifications;
using Grants.Tests.Fixtures;
using SendGrid;

namespace Grants.Tests.Notifications.SendGrid;

/// <summary>
/// Every e-mail that the product can write, as the request that goes to SendGrid, in every language and with texts longer than people have: none breaks a rule that
/// SendGrid publishes, whether the content is in the request or in a dynamic template.
/// </summary>
public sealed class LetterTests
{
    private static readonly DateTime _now = new(2030, 1, 7, 2, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task EveryLetter_KeepsSendGridsRules()
    {
        var letters = (from type in typeof(Letter).Assembly.GetTypes()
                       where type.Name.EndsWith("Letters", StringComparison.Ordinal) && type is { IsAbstract: true, IsSealed: true }
                       from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                       where method.ReturnType == typeof(Letter) && !method.Name.Contains('<', StringComparison.Ordinal)
                       select method).ToList();
        Assert.True(letters.Count > 60, $"Only {letters.Count} letters.");

        var requests = new Requests();
        var faults = new List<string>();
        var count = 0;
        foreach (var inline in new[] { true, false })
        {
            var options = new GrantsOptions { SendGridApiKey = "SG.test", PublicUrl = new Uri("https://grants.example/"), SendGridTemplates = inline ? [] : new() { ["default"] = "d-1" } };
            using var http = new HttpClient(requests, disposeHandler: false);
            var sender = new MailSender(new SendGridClient(http, new SendGridClientOptions { ApiKey = options.SendGridApiKey }), options, new AuditKey(new byte[32]), TimeProvider.System);
            foreach (var (method, language) in letters.SelectMany(method => Languages.Offered(withPseudo: true).Select(language => (method, language))))
            {
                var name = $"{method.DeclaringType!.Name}.{method.Name} in {language}";
                if (Languages.In(language, () => Write(method)) is not { } letter)
                {
                    faults.Add($"{name} could not be written at any stage.");
                    continue;
                }

                var email = new EmailMessage(letter, Guid.NewGuid(), "", Guid.NewGuid(), $"{new string('a', 64)}@people.example", Samples.LongText, _now) { Language = language };
                await sender.SendAsync(email, CancellationToken.None);
                var request = requests.Last!;
                faults.AddRange(MailSendRules.Broken(request).Select(broken => $"{name}: {broken}"));
                count++;

                // Events come back with these, and logs and dashboards show them: nothing of a person is in them.
                var sent = JsonDocument.Parse(request).RootElement;
                Assert.Equal([letter.Template], sent.GetProperty("categories").EnumerateArray().Select(category => category.GetString()));
                Assert.Matches("^[a-z0-9-]+$", letter.Template);
                var argument = Assert.Single(Assert.Single(sent.GetProperty("personalizations").EnumerateArray()).GetProperty("custom_args").EnumerateObject());
                Assert.Equal(("message_id", email.Id.ToString()), (argument.Name, argument.Value.GetString()));
                Assert.False(sent.TryGetProperty("custom_args", out _));
                Assert.Equal(inline, sent.TryGetProperty("content", out _));
                Assert.Equal(!inline, sent.TryGetProperty("template_id", out _));
                Assert.InRange(email.Body.Length, 1, 20_000);
            }
        }

        Assert.Empty(faults);
        Assert.Equal(letters.Count * Languages.Offered(withPseudo: true).Count() * 2, count);
    }

    // A letter is written at the stage that it tells of, and has the words for that one.
    private static Letter? Write(MethodInfo method)
    {
        for (var stage = 0; stage < Enum.GetValues<Lifecycle.Stage>().Length; stage++)
        {
            try
            {
                return (Letter)method.Invoke(null, [.. method.GetParameters().Select(parameter => Samples.Of(parameter.ParameterType, stage))])!;
            }
            catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException or InvalidOperationException or KeyNotFoundException)
            {
                // Not at this stage.
            }
        }

        return null;
    }

    [Theory]
    [InlineData("""{"personalizations":[],"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/plain","value":"x"},{"type":"text/html","value":"x"}]}""", "There are 0 personalizations.")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"}]}],"from":{"email":"a@b.example"},"subject":"","content":[{"type":"text/plain","value":"x"},{"type":"text/html","value":"x"}]}""", "There is no subject.")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"}],"headers":{"Subject":"x"}}],"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/plain","value":"x"},{"type":"text/html","value":"x"}]}""", "A header is reserved.")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"}]}],"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/html","value":"x"}],"categories":["c","c"]}""", "The contents are not plain text and then HTML.", "A category is there twice.")]
    public void BrokenRule_IsSeen(string body, params string[] broken) => Assert.Equal(broken, MailSendRules.Broken(body));

    [Fact]
    public void TooMuch_IsSeen()
    {
        var much = new
        {
            personalizations = new[] { new { to = Enumerable.Range(0, 1001).Select(number => new { email = $"a{number}@b.example" }), custom_args = new { x = new string('x', 10_000) } } },
            from = new { email = "a@b.example" },
            subject = "s",
            content = new[] { new { type = "text/plain", value = new string('x', 30 * 1024 * 1024) }, new { type = "text/html", value = "x" } },
            categories = Enumerable.Range(0, 11).Select(number => new string('c', 256) + number),
        };
        Assert.Equal(
            [
                "The request is larger than 30 MB.", "There are 1001 recipients.", "The custom arguments are longer than 10,000 bytes.", "There are more than ten categories.",
                "A category is empty or longer than 255 characters.",
            ],
            MailSendRules.Broken(JsonSerializer.Serialize(much)));
    }

    // Takes every request, as SendGrid would, and keeps the last.
    private sealed class Requests : HttpMessageHandler
    {
        public string? Last { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Last = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.Accepted);
        }
    }
}
