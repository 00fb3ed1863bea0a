using System.Text.Json.Serialization;

namespace Grants.Notifications.RecordDelivery;

/// <summary>
/// What is read of one event of SendGrid's Event Webhook, as its 'Event Webhook Reference' describes it (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event).
/// </summary>
/// <param name="Event">'delivered', 'deferred', 'bounce', 'blocked', 'dropped', 'spamreport', 'unsubscribe'; others are not asked for.</param>
/// <param name="Id">The same for every repetition of the event.</param>
/// <param name="MessageId">The custom argument that <see cref="MailSender"/> sends.</param>
/// <param name="Timestamp">Unix seconds.</param>
/// <param name="Type">Of a bounce: 'blocked' when the message was refused this time and the address exists.</param>
internal sealed record SendGridEvent(
    [property: JsonPropertyName("event")] string? Event,
    [property: JsonPropertyName("sg_event_id")] string? Id,
    [property: JsonPropertyName("message_id")] string? MessageId,
    [property: JsonPropertyName("timestamp")] long Timestamp,
    [property: JsonPropertyName("type")] string? Type)
{
    /// <summary>The event for the record; null when it says nothing about a message of ours.</summary>
    public DeliveryEvent? Read()
    {
        Delivery? delivery = Event switch
        {
            "delivered" => Delivery.Delivered,
            "deferred" => Delivery.Deferred,
            "bounce" => Type == "blocked" ? Delivery.Blocked : Delivery.Bounced,
            "blocked" => Delivery.Blocked,
            "dropped" => Delivery.Dropped,
            "spamreport" => Delivery.SpamReport,
            "unsubscribe" or "group_unsubscribe" => Delivery.Unsubscribed,
            _ => null,
        };
        return delivery is { } known && Id is { Length: > 0 and <= 400 } && Guid.TryParse(MessageId, out var message) && Timestamp is > 0 and < 253_402_300_800
            ? new DeliveryEvent(Id, message, known, DateTimeOffset.FromUnixTimeSeconds(Timestamp).UtcDateTime)
            : null;
    }
}
