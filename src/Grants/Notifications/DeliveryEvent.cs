namespace Grants.Notifications;

/// <summary>One event of the e-mail service about one message, kept once however often it is sent.</summary>
internal sealed class DeliveryEvent
{
    private DeliveryEvent()
    {
    }

    public DeliveryEvent(string id, Guid messageId, Delivery delivery, DateTime at) => (Id, MessageId, Delivery, At) = (id, messageId, delivery, at);

    /// <summary>The service's own id, 'sg_event_id'.</summary>
    public string Id { get; private init; } = "";

    public Guid MessageId { get; private init; }

    public Delivery Delivery { get; private init; }

    /// <summary>When the service saw it (UTC).</summary>
    public DateTime At { get; private init; }
}
