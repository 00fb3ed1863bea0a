using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grants.Data;
using Grants.Local.Mailbox;
using Grants.Notifications;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Notifications;

public abstract class DeliveryTests(GrantsHost host) : FrontDoorTests(host)
{
    private static readonly Letter _letter = new("test-letter", "Your report is due", ["It is due on <Monday> & not later."], "Open the report", "/milestones/1?a=1&b=2");

    [SkippableFact]
    public async Task Queue_ToALead_ArrivesOnceAsTextAndHtmlAndIsRecordedAsDelivered()
    {
        var organisation = await Scenario.OrganisationAsync();
        var subject = await TellAsync(organisation);
        await TellAsync(organisation, subject);
        await Host.SettleAsync();

        var mail = Assert.Single(Host.MailTo(organisation.Lead.Email));
        Assert.Contains("It is due on <Monday> & not later.", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"{Host.Address}milestones/1?a=1&b=2", mail.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;Monday&gt; &amp; not later.", mail.Html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Host.Address}milestones/1?a=1&amp;b=2\"", mail.Html, StringComparison.Ordinal);
        Assert.Equal(Delivery.Delivered, Assert.Single(await EmailsAsync(subject)).Delivery);
    }

    [SkippableFact]
    public async Task Bounce_GoesOnToTheNextContact_ThenToTheManagers()
    {
        var organisation = await Scenario.OrganisationAsync();
        Host.Mailbox.SetBouncing(organisation.Lead.Email, true);
        var subject = await TellAsync(organisation);
        await Host.SettleAsync();
        Assert.Single(Host.MailTo(organisation.Contributor.Email));
        Assert.Equal([(organisation.Lead.Id, Delivery.Bounced), (organisation.Contributor.Id, Delivery.Delivered)], (await EmailsAsync(subject)).Select(email => (email.RecipientId, email.Delivery)));

        Host.Mailbox.SetBouncing(organisation.Contributor.Email, true);
        await TellAsync(organisation);
        await Host.SettleAsync();
        var warning = Host.MailTo(Scenario.Staff.Manager.Email)[^1];
        Assert.Contains(organisation.Name, warning.Subject, StringComparison.Ordinal);
        Assert.Contains($"They have not been told:\n- {_letter.Subject}", warning.Text, StringComparison.Ordinal);

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync($"/partners/{organisation.Id}");
        Assert.True(manager.LastCommands <= 8, $"{manager.LastCommands} commands");
        Assert.Matches("Leads Lead ?Refuses mail since .* Contributors Contributor ?Refuses mail since", page.Text);
        Assert.Contains(_letter.Subject, page.Text, StringComparison.Ordinal);
        var shown = await manager.GetAsync($"/api/v1/organisations/{organisation.Id}");
        Assert.Single(shown.GetProperty("untold").EnumerateArray());
        var theirs = await (await Host.SignInAsync(organisation.Contributor)).OpenAsync($"/partners/{organisation.Id}");
        Assert.DoesNotContain("Refuses mail", theirs.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Webhook_UnsignedStaleOrAltered_IsRefused()
    {
        const string Body = "[]";
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(Body, Host.Now, EventWebhook.MakePrivateKey()));
        using var http = new HttpClient { BaseAddress = Host.Address };
        using var unsigned = await http.PostAsync("/webhooks/sendgrid", new StringContent(Body));
        Assert.Equal(HttpStatusCode.Forbidden, unsigned.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(Body, Host.Now.AddMinutes(-11), EventKey));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Body, Host.Now.AddMinutes(-9), EventKey));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(Body, Host.Now, EventKey, sent: "[ ]"));
    }

    [SkippableFact]
    public async Task Webhook_SameEventTwiceAndLateOnes_ChangeNothing()
    {
        var organisation = await Scenario.OrganisationAsync();
        var subject = await TellAsync(organisation);
        var message = Assert.Single(await EmailsAsync(subject));
        await PostAsync([("e1", "delivered", 20), ("e2", "deferred", 10), ("e1", "delivered", 20)]);
        await PostAsync([("e2", "deferred", 10), ("e3", "open", 30)]);

        Assert.Equal(Delivery.Delivered, Assert.Single(await EmailsAsync(subject)).Delivery);
        Assert.Equal(2, await Host.InDatabaseAsync(db => db.DeliveryEvents.CountAsync(e => e.MessageId == message.Id && (e.Id.EndsWith("e1") || e.Id.EndsWith("e2")))));

        async Task PostAsync(IEnumerable<(string Id, string Event, int At)> events) => Assert.Equal(HttpStatusCode.NoContent, await this.PostAsync(
            $"[{string.Join(',', events.Select(e => $$"""{"sg_event_id":"{{message.Id}}-{{e.Id}}","event":"{{e.Event}}","message_id":"{{message.Id}}","timestamp":{{new DateTimeOffset(Host.Now).ToUnixTimeSeconds() + e.At}}}"""))}]", Host.Now, EventKey));
    }

    [SkippableFact]
    public async Task Webhook_SeveralAtOnceAboutOnePerson_AreAllTaken()
    {
        var organisation = await Scenario.OrganisationAsync();
        Host.Mailbox.SetBouncing(organisation.Lead.Email, true);
        var message = Assert.Single(await EmailsAsync(await TellAsync(organisation)), email => email.RecipientId == organisation.Lead.Id);
        await Host.SettleAsync();
        Assert.NotNull((await LeadAsync()).UndeliverableSince);

        // Each finds an address that takes mail again, and says so in the person's own trail.
        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(number => PostAsync(
            $$"""[{"sg_event_id":"{{message.Id}}-{{number}}","event":"delivered","message_id":"{{message.Id}}","timestamp":{{new DateTimeOffset(Host.Now).ToUnixTimeSeconds() + number}}}]""", Host.Now, EventKey)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer));
        Assert.Null((await LeadAsync()).UndeliverableSince);

        Task<Grants.Accounts.Person> LeadAsync() => Host.InDatabaseAsync(db => db.People.AsNoTracking().SingleAsync(person => person.Id == organisation.Lead.Id));
    }

    [SkippableFact]
    public async Task Send_ServiceAway_IsTriedAgainWithTheSameMessageId()
    {
        var organisation = await Scenario.OrganisationAsync();
        Host.Mailbox.AddFault(new Fault(FaultKind.ServerError));
        var subject = await TellAsync(organisation);
        Assert.Empty(Host.MailTo(organisation.Lead.Email));
        var waiting = Assert.Single(await EmailsAsync(subject));
        Assert.Equal((OutboxState.Waiting, 1, Host.Now.AddMinutes(1)), (waiting.State, waiting.Attempts, waiting.NextAttemptAt));

        await Host.AdvanceToAsync(Host.Now.AddMinutes(2));
        Assert.Single(Host.MailTo(organisation.Lead.Email));
        Assert.Equal(OutboxState.Done, Assert.Single(await EmailsAsync(subject)).State);
    }

    [SkippableFact]
    public async Task Send_AskedToSlowDown_WaitsAsLongAsAsked()
    {
        var organisation = await Scenario.OrganisationAsync();
        Host.Mailbox.AddFault(new Fault(FaultKind.TooManyRequests, RetryAfterSeconds: 300));
        var subject = await TellAsync(organisation);

        Assert.Equal(Host.Now.AddSeconds(300), Assert.Single(await EmailsAsync(subject)).NextAttemptAt);
        await Host.AdvanceToAsync(Host.Now.AddMinutes(6));
        Assert.Single(Host.MailTo(organisation.Lead.Email));
    }

    [SkippableFact]
    public async Task Send_ServiceDownUntilATime_LeavesItAloneForAllMessages()
    {
        var first = await Scenario.OrganisationAsync();
        Host.Mailbox.AddFault(new Fault(FaultKind.Unavailable, RetryAfterSeconds: 1800));
        await Host.InDatabaseAsync(db =>
        {
            db.Emails.AddRange(Waiting(first.Lead), Waiting(first.Contributor));
            return db.SaveChangesAsync();
        });
        // Whoever committed them has two minutes to try them, then the sweep takes them: one is refused, and the other waits as long without having been tried.
        var committed = Host.Now;
        await Host.AdvanceToAsync(committed.AddMinutes(3));
        Assert.Empty(Host.MailTo(first.Lead.Email).Concat(Host.MailTo(first.Contributor.Email)));
        await Host.AdvanceToAsync(committed.AddMinutes(32));
        Assert.Empty(Host.MailTo(first.Lead.Email).Concat(Host.MailTo(first.Contributor.Email)));
        await Host.AdvanceToAsync(committed.AddMinutes(34));
        Assert.Equal(2, Host.MailTo(first.Lead.Email).Concat(Host.MailTo(first.Contributor.Email)).Count());

        EmailMessage Waiting(TestPerson person) => new(_letter, Guid.NewGuid(), "once", person.Id, person.Email, person.Name, Host.Now);
    }

    [SkippableFact]
    public async Task Send_ByDynamicTemplate_CarriesItsData_AndTheSameMessageId()
    {
        var options = Host.Services.GetRequiredService<GrantsOptions>();
        options.SendGridTemplates = new() { ["test-letter"] = "d-0123456789abcdef0123456789abcdef" };
        try
        {
            var organisation = await Scenario.OrganisationAsync();
            var subject = await TellAsync(organisation);
            var mail = Assert.Single(Host.MailTo(organisation.Lead.Email));
            var text = mail.Text!;
            Assert.StartsWith("d-0123456789abcdef0123456789abcdef", text, StringComparison.Ordinal);
            var data = JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..]).RootElement;
            Assert.Equal((string?[])[_letter.Subject, $"Dear {organisation.Lead.Name},", "Open the report", $"{Host.Address}milestones/1?a=1&b=2"], (string?[])[data.Text("subject"), data.Text("greeting"), data.Text("link_text"), data.Text("link_url")]);
            Assert.Equal(_letter.Paragraphs, data.GetProperty("paragraphs").EnumerateArray().Select(paragraph => paragraph.GetString()!));
            Assert.Equal(Assert.Single(await EmailsAsync(subject)).Id.ToString(), mail.Details.CustomArgs["message_id"]);

            options.SendGridTemplates = new() { ["default"] = "d-1" };
            await TellAsync(organisation);
            Assert.StartsWith("d-1", Host.MailTo(organisation.Lead.Email)[^1].Text, StringComparison.Ordinal);
        }
        finally
        {
            options.SendGridTemplates = [];
        }
    }

    [SkippableFact]
    public async Task Send_InSandboxMode_IsCheckedAndNotDelivered()
    {
        var options = Host.Services.GetRequiredService<GrantsOptions>();
        options.SendGridSandbox = true;
        try
        {
            var organisation = await Scenario.OrganisationAsync();
            var subject = await TellAsync(organisation);
            Assert.Empty(Host.MailTo(organisation.Lead.Email));
            Assert.Equal((OutboxState.Done, Delivery.Unknown), (await EmailsAsync(subject)).Select(email => (email.State, email.Delivery)).Single());
        }
        finally
        {
            options.SendGridSandbox = false;
        }
    }

    [SkippableFact]
    public async Task Webhook_BatchOfEveryKind_IsRecordedOnItsMessages()
    {
        (string Event, string? Type, Delivery Expected)[] kinds =
        [
            ("delivered", null, Delivery.Delivered), ("deferred", null, Delivery.Deferred), ("bounce", "bounce", Delivery.Bounced), ("bounce", "blocked", Delivery.Blocked),
            ("blocked", null, Delivery.Blocked), ("dropped", null, Delivery.Dropped), ("spamreport", null, Delivery.SpamReport), ("unsubscribe", null, Delivery.Unsubscribed),
            ("group_unsubscribe", null, Delivery.Unsubscribed), ("open", null, Delivery.Unknown), ("something new", null, Delivery.Unknown),
        ];
        var messages = kinds.Select(kind => new EmailMessage(_letter, Guid.NewGuid(), "", Guid.NewGuid(), $"{Guid.NewGuid():n}@people.example", "", Host.Now) { State = OutboxState.Done }).ToList();
        await Host.InDatabaseAsync(db =>
        {
            db.Emails.AddRange(messages);
            return db.SaveChangesAsync();
        });
        var events = kinds.Select((kind, index) => new { sg_event_id = $"{messages[index].Id}", @event = kind.Event, type = kind.Type, message_id = messages[index].Id, timestamp = new DateTimeOffset(Host.Now).ToUnixTimeSeconds() });
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(JsonSerializer.Serialize(events) + "\r\n", Host.Now, EventKey));

        var recorded = await Host.InDatabaseAsync(db => db.Emails.Where(email => messages.Select(message => message.Id).Contains(email.Id)).ToDictionaryAsync(email => email.Id, email => email.Delivery));
        Assert.Equal(kinds.Select(kind => kind.Expected), messages.Select(message => recorded[message.Id]));
    }

    [SkippableFact]
    public async Task Blocked_GoesOnToTheNextContact_AndTheAddressStaysGood()
    {
        var organisation = await Scenario.OrganisationAsync();
        var subject = await TellAsync(organisation);
        var lost = Assert.Single(await EmailsAsync(subject));
        await PostAsync(JsonSerializer.Serialize(new[] { new { sg_event_id = $"{lost.Id}-b", @event = "bounce", type = "blocked", message_id = lost.Id, timestamp = new DateTimeOffset(Host.Now).ToUnixTimeSeconds() } }), Host.Now, EventKey);
        Assert.Single(Host.MailTo(organisation.Contributor.Email));
        Assert.Null(await Host.InDatabaseAsync(db => db.People.Where(person => person.Id == organisation.Lead.Id).Select(person => person.UndeliverableSince).SingleAsync()));
    }

    [SkippableFact]
    public async Task Send_AnswerLost_IsSentAgainWithTheSameMessageId()
    {
        var organisation = await Scenario.OrganisationAsync();
        Host.Mailbox.AddFault(new Fault(FaultKind.LostAnswer));
        var subject = await TellAsync(organisation);
        Assert.Single(Host.MailTo(organisation.Lead.Email));
        Assert.Equal((OutboxState.Waiting, 1), (await EmailsAsync(subject)).Select(email => (email.State, email.Attempts)).Single());

        await Host.AdvanceToAsync(Host.Now.AddMinutes(2));
        var sent = Assert.Single(await EmailsAsync(subject));
        Assert.Equal((OutboxState.Done, 2), (sent.State, sent.Attempts));
        Assert.Equal([sent.Id.ToString(), sent.Id.ToString()], Host.MailTo(organisation.Lead.Email).Select(mail => mail.Details.CustomArgs["message_id"]));
    }

    [SkippableFact]
    public async Task Send_ServiceAwayForTooLong_IsParkedAfterTheLastTry()
    {
        const int Tries = 12;
        var organisation = await Scenario.OrganisationAsync();
        Host.Mailbox.AddFault(new Fault(FaultKind.ServerError, Tries));
        var subject = await TellAsync(organisation);
        var waits = new List<double>();
        while (Assert.Single(await EmailsAsync(subject)) is { State: OutboxState.Waiting } waiting)
        {
            waits.Add((waiting.NextAttemptAt - Host.Now).TotalMinutes);
            await Host.AdvanceToAsync(waiting.NextAttemptAt);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240], waits);
        var parked = Assert.Single(await EmailsAsync(subject));
        Assert.Equal((OutboxState.Parked, Tries, "SendGrid answered 500."), (parked.State, parked.Attempts, parked.LastError));
        await Host.AdvanceDaysAsync(1);
        Assert.Empty(Host.MailTo(organisation.Lead.Email));
    }

    [SkippableFact]
    public async Task Send_MessageRefused_IsParkedAtOnce_AndArrivesWhenAnAdministratorTriesAgain()
    {
        var organisation = await Scenario.OrganisationAsync();
        Host.Mailbox.AddFault(new Fault(FaultKind.BadRequest));
        var subject = await TellAsync(organisation, letter: _letter with { Template = "test-refused" });
        var parked = Assert.Single(await EmailsAsync(subject));
        Assert.Equal((OutboxState.Parked, 1), (parked.State, parked.Attempts));

        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var operations = await administrator.OpenAsync("/operations");
        var row = operations.Document.QuerySelectorAll("main tr").Single(row => row.TextContent.Contains("E-mail: test-refused", StringComparison.Ordinal));
        Assert.Contains("SendGrid answered 400.", row.TextContent, StringComparison.Ordinal);
        operations = await operations.SubmitAsync("Try again E-mail: test-refused");
        await Host.AdvanceToAsync(Host.Now.AddMinutes(1));

        Assert.Equal(parked.Id.ToString(), Assert.Single(Host.MailTo(organisation.Lead.Email)).Details.CustomArgs["message_id"]);
        Assert.DoesNotContain("test-refused", (await administrator.OpenAsync("/operations")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Queue_TriedAtOnce_NeedsNoClaimOfItsOwn()
    {
        var organisation = await Scenario.OrganisationAsync();
        var subject = await TellAsync(organisation);
        var sent = Assert.Single(await EmailsAsync(subject));
        Assert.Equal((OutboxState.Done, 1, (Guid?)null), (sent.State, sent.Attempts, sent.ClaimId));
    }

    private string EventKey => Host.Services.GetRequiredService<EventWebhookOptions>().PrivateKey;

    private async Task<Guid> TellAsync(TestOrganisation organisation, Guid? about = null, Letter? letter = null)
    {
        var subject = about ?? Guid.NewGuid();
        await using var scope = Host.Services.CreateAsyncScope();
        var notifier = scope.ServiceProvider.GetRequiredService<Notifier>();
        await notifier.QueueAsync(() => letter ?? _letter, subject, "once", await notifier.LeadsOfAsync(organisation.Id, CancellationToken.None), Host.Now, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<GrantsDb>().SaveChangesAsync();
        await scope.ServiceProvider.GetRequiredService<Outbox>().TryFreshAsync(CancellationToken.None);
        return subject;
    }

    private Task<List<EmailMessage>> EmailsAsync(Guid subject) =>
        Host.InDatabaseAsync(db => db.Emails.AsNoTracking().Where(email => email.SubjectId == subject).OrderBy(email => email.CreatedAt).ThenBy(email => email.Id).ToListAsync());

    private async Task<HttpStatusCode> PostAsync(string body, DateTime at, string privateKey, string? sent = null)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(privateKey), out _);
        var timestamp = new DateTimeOffset(at).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var http = new HttpClient { BaseAddress = Host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/sendgrid") { Content = new StringContent(sent ?? body) };
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", timestamp);
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(timestamp + body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    public sealed class OnSqlite(SqliteHost host) : DeliveryTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : DeliveryTests(host), IClassFixture<PostgresHost>;
}
