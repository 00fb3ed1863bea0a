using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Grants.Local.Mailbox;

/// <summary>The mail that was accepted, the faults to show, and the events that still have to be posted.</summary>
internal sealed class MailStore(LocalStore store, TimeProvider clock)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>Keeps a message, one mail for each personalization, with an event for each recipient. It is on disk when this returns.</summary>
    /// <returns>The message's id.</returns>
    public string Add(MailSendBody body)
    {
        var messageId = RandomId();
        var now = clock.GetUtcNow();
        using var connection = store.Connect();
        using var transaction = connection.BeginTransaction();
        foreach (var personalization in body.Personalizations!.Select(each => each!))
        {
            var details = new MailDetails(
                body.AllHeaders(personalization), body.AllCustomArgs(personalization), body.Categories ?? [],
                [.. (body.Attachments ?? []).Select(each => new AttachmentDetails(each?.Filename, each?.Type, (each?.Content?.Length ?? 0) / 4L * 3))]);
            var id = (long)connection.Scalar(
                "INSERT INTO mail (message_id, received, sender, subject, text, html, details) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6) RETURNING id",
                messageId, now.ToUnixTimeMilliseconds(), body.From!.Email, personalization.Subject ?? body.Subject ?? "",
                body.TemplateId is null ? body.ContentOf("text/plain") : $"{body.TemplateId}\n\n{personalization.DynamicTemplateData}", body.ContentOf("text/html"), JsonSerializer.Serialize(details, _json))!;
            foreach (var (kind, addresses) in personalization.ByKind)
                foreach (var address in addresses.OfType<EmailAddress>())
                {
                    connection.Run("INSERT INTO recipient VALUES (@p0, @p1, @p2, @p3, @p4)", id, kind, address.Email, address.Name, Fold(address.Email!));
                    connection.Run("INSERT INTO event (body) VALUES (@p0)", EventFor(connection, id, messageId, address.Email!, details, now).ToJsonString());
                }
        }

        transaction.Commit();
        return messageId;
    }

    public Mail? Find(long id)
    {
        using var connection = store.Connect();
        return Read(connection, "SELECT * FROM mail WHERE id = @p0", id).SingleOrDefault();
    }

    public IReadOnlyList<Mail> Find(MailQuery query)
    {
        var newestFirst = query.After is null;
        using var connection = store.Connect();
        return Read(connection, $"""
            SELECT * FROM mail
            WHERE (@p0 IS NULL OR id IN (SELECT mail_id FROM recipient WHERE folded = @p0))
              AND (@p1 IS NULL OR received >= @p1) AND (@p2 IS NULL OR id > @p2) AND (@p3 IS NULL OR id < @p3)
            ORDER BY id {(newestFirst ? "DESC" : "ASC")} LIMIT @p4
            """,
            string.IsNullOrWhiteSpace(query.To) ? null : Fold(query.To.Trim()),
            query.Since is { } since ? new DateTimeOffset(since, TimeSpan.Zero).ToUnixTimeMilliseconds() : null, query.After, query.Before, query.Limit);
    }

    /// <summary>Takes the next fault that was asked for, if there is one.</summary>
    public Fault? TakeFault()
    {
        using var connection = store.Connect();
        return connection.Query(
            ReadFault, "UPDATE fault SET remaining = remaining - 1 WHERE id = (SELECT min(id) FROM fault WHERE remaining > 0) RETURNING kind, remaining, retry_after").SingleOrDefault();
    }

    public void AddFault(Fault fault)
    {
        using var connection = store.Connect();
        connection.Run("INSERT INTO fault (kind, remaining, retry_after) VALUES (@p0, @p1, @p2)", fault.Kind.ToString(), fault.Count, fault.RetryAfterSeconds);
    }

    public void SetBouncing(string address, bool bouncing)
    {
        using var connection = store.Connect();
        connection.Run(bouncing ? "INSERT OR IGNORE INTO bouncing VALUES (@p0)" : "DELETE FROM bouncing WHERE address = @p0", Fold(address));
    }

    public (IReadOnlyList<Fault> Faults, IReadOnlyList<string> Bouncing) Faults()
    {
        using var connection = store.Connect();
        return (connection.Query(ReadFault, "SELECT kind, remaining, retry_after FROM fault WHERE remaining > 0 ORDER BY id"),
            connection.Query(reader => reader.GetString(0), "SELECT address FROM bouncing ORDER BY address"));
    }

    public void ClearFaults()
    {
        using var connection = store.Connect();
        using var transaction = connection.BeginTransaction();
        connection.Run("DELETE FROM fault");
        connection.Run("DELETE FROM bouncing");
        transaction.Commit();
    }

    /// <summary>Events in the order in which they happened.</summary>
    public IReadOnlyList<(long Id, string Body)> PendingEvents(int most)
    {
        using var connection = store.Connect();
        return connection.Query(reader => (reader.GetInt64(0), reader.GetString(1)), "SELECT id, body FROM event ORDER BY id LIMIT @p0", most);
    }

    public void RemoveEventsUpTo(long id)
    {
        using var connection = store.Connect();
        connection.Run("DELETE FROM event WHERE id <= @p0", id);
    }

    private static JsonObject EventFor(SqliteConnection connection, long mailId, string messageId, string address, MailDetails details, DateTimeOffset now)
    {
        var bounces = connection.Scalar("SELECT 1 FROM bouncing WHERE address = @p0", Fold(address)) is not null;
        var happened = new JsonObject();
        // Custom arguments stand beside the event's own fields, and never in place of one.
        foreach (var (name, value) in details.CustomArgs) happened[name] = value;
        happened["email"] = address;
        happened["timestamp"] = now.ToUnixTimeSeconds();
        happened["event"] = bounces ? "bounce" : "delivered";
        happened["sg_event_id"] = RandomId();
        happened["sg_message_id"] = string.Create(CultureInfo.InvariantCulture, $"{messageId}.local-{mailId}.0");
        happened["smtp-id"] = $"<{messageId}@localhost>";
        if (details.Categories.Count > 0) happened["category"] = new JsonArray([.. details.Categories.Select(each => JsonValue.Create(each))]);
        if (bounces)
        {
            happened["type"] = "bounce";
            happened["status"] = "5.1.1";
            happened["reason"] = "550 5.1.1 The email account that you tried to reach does not exist.";
            happened["bounce_classification"] = "Invalid Address";
        }
        else
        {
            happened["response"] = "250 OK";
        }

        return happened;
    }

    private static List<Mail> Read(SqliteConnection connection, string sql, params object?[] values)
    {
        var mails = connection.Query(
            reader => new Mail(
                reader.GetInt64(0), reader.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)).UtcDateTime, reader.GetString(3), [],
                reader.GetString(4), reader.Text(5), reader.Text(6), JsonSerializer.Deserialize<MailDetails>(reader.GetString(7), _json)!), sql, values);
        return
        [
            .. mails.Select(mail => mail with
            {
                Recipients = connection.Query(
                    reader => new Recipient(reader.GetString(0), reader.GetString(1), reader.Text(2)),
                    "SELECT kind, address, name FROM recipient WHERE mail_id = @p0 ORDER BY rowid", mail.Id),
            }),
        ];
    }

    private static Fault ReadFault(SqliteDataReader reader) => new(Enum.Parse<FaultKind>(reader.GetString(0)), reader.GetInt32(1), reader.GetInt32(2));

    private static string Fold(string address) => address.ToUpperInvariant();

    private static string RandomId() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

/// <summary>One mail, as its recipients have it.</summary>
/// <param name="Id">Grows with every mail.</param>
/// <param name="MessageId">What the sender was given in X-Message-Id; shared by the personalizations of one request.</param>
/// <param name="Received">UTC, by the local clock.</param>
/// <param name="From">The sender's address.</param>
/// <param name="Recipients">In the order of the request.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="Text">The plain text, if there is one.</param>
/// <param name="Html">The HTML, if there is one. Not to be trusted.</param>
/// <param name="Details">What came with it.</param>
public sealed record Mail(
    long Id, string MessageId, DateTime Received, string From, IReadOnlyList<Recipient> Recipients, string Subject, string? Text, string? Html, MailDetails Details);

/// <summary>One of a mail's recipients.</summary>
/// <param name="Kind">to, cc or bcc.</param>
/// <param name="Address">As the sender wrote it.</param>
/// <param name="Name">As the sender wrote it.</param>
public sealed record Recipient(string Kind, string Address, string? Name);

/// <summary>What comes with a mail.</summary>
/// <param name="Headers">Headers that the sender added.</param>
/// <param name="CustomArgs">Custom arguments; events repeat them.</param>
/// <param name="Categories">Categories; events repeat them.</param>
/// <param name="Attachments">What was attached; the content is not kept.</param>
public sealed record MailDetails(
    IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> CustomArgs, IReadOnlyList<string> Categories, IReadOnlyList<AttachmentDetails> Attachments);

/// <summary>A file that was attached to a mail.</summary>
/// <param name="Filename">Its name.</param>
/// <param name="Type">Its MIME type.</param>
/// <param name="Bytes">Its size, to within two bytes.</param>
public sealed record AttachmentDetails(string? Filename, string? Type, long Bytes);

/// <summary>Which mails: newest first, or with <paramref name="After"/> oldest first from there on.</summary>
/// <param name="To">A recipient's whole address, whatever its case.</param>
/// <param name="Since">Received then or later; UTC.</param>
/// <param name="After">With a greater id than this one.</param>
/// <param name="Before">With a smaller id than this one.</param>
/// <param name="Limit">No more than so many.</param>
internal sealed record MailQuery(string? To, DateTime? Since, long? After, long? Before, int Limit);

/// <summary>What is to go wrong with the next requests to send mail.</summary>
/// <param name="Kind">What.</param>
/// <param name="Count">How many requests.</param>
/// <param name="RetryAfterSeconds">For <see cref="FaultKind.TooManyRequests"/> and <see cref="FaultKind.Unavailable"/>.</param>
internal sealed record Fault(FaultKind Kind, int Count = 1, int RetryAfterSeconds = 1);

internal enum FaultKind
{
    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>503 with Retry-After.</summary>
    Unavailable,

    /// <summary>400: the message itself is refused.</summary>
    BadRequest,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>No answer until the caller gives up; nothing is kept.</summary>
    Timeout,

    /// <summary>The mail is kept, and the connection breaks before the answer.</summary>
    LostAnswer,
}
