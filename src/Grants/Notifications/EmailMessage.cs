using Grants.Accounts;
using Grants.Data;

namespace Grants.Notifications;

/// <summary>What became of a message after it was handed to the e-mail service.</summary>
internal enum Delivery
{
    Unknown,
    Delivered,
    Deferred,

    /// <summary>The address does not take mail.</summary>
    Bounced,

    /// <summary>The recipient's server refused this message; the address exists, and takes others.</summary>
    Blocked,

    /// <summary>SendGrid did not try: the address bounced before, or its person has unsubscribed.</summary>
    Dropped,
    SpamReport,

    /// <summary>The person does not want mail from us; what follows is dropped.</summary>
    Unsubscribed,
}

/// <summary>
/// One e-mail to one person, an outbox row: exactly what is sent, written in the transaction of the decision that it tells of. Unique by subject,
/// template, recipient and occasion.
/// </summary>
internal sealed class EmailMessage : IOutboxRow
{
    private EmailMessage()
    {
    }

    public EmailMessage(Letter letter, Guid subjectId, string occasion, Guid recipientId, string address, string name, DateTime now)
    {
        (Template, SubjectId, Occasion, RecipientId, Address, Name) = (letter.Template, subjectId, occasion, recipientId, address, Texts.Line(name));
        (Subject, Body, LinkText, LinkPath) = (Texts.Line(letter.Subject), string.Join("\n\n", letter.Paragraphs), letter.LinkText, letter.LinkPath);
        (CreatedAt, NextAttemptAt) = (now, now);
    }

    /// <summary>Also the opaque message id that travels with the e-mail: a second sending of the same row carries the same.</summary>
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>The template's code: one for each kind of event.</summary>
    public string Template { get; private init; } = "";

    /// <summary>The organisation as whose contact the recipient is told; null for staff and for sign-in.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>The language that it is written in; null is English.</summary>
    public string? Language { get; init; }

    /// <summary>What it is about.</summary>
    public Guid SubjectId { get; private init; }

    /// <summary>Tells two sendings of the same template about the same subject apart, such as 'before-7' or a round.</summary>
    public string Occasion { get; private init; } = "";

    public Guid RecipientId { get; private init; }

    public string Address { get; private init; } = "";

    public string Name { get; private init; } = "";

    public string Subject { get; private init; } = "";

    /// <summary>Paragraphs, parted by an empty line; plain text and HTML are made from them.</summary>
    public string Body { get; private init; } = "";

    public string? LinkText { get; private init; }

    public string? LinkPath { get; private init; }

    public OutboxState State { get; set; }

    public int Attempts { get; set; }

    public DateTime NextAttemptAt { get; set; }

    public Guid? ClaimId { get; private init; }

    public string? LastError { get; set; }

    public DateTime CreatedAt { get; private init; }

    public string? Trace { get; set; }

    public DateTime? DoneAt { get; set; }

    public Delivery Delivery { get; private set; }

    /// <summary>When the e-mail service saw that (UTC).</summary>
    public DateTime? DeliveryAt { get; private set; }

    /// <summary>Whether it is known not to have arrived and never will.</summary>
    public bool IsLost => Delivery is Delivery.Bounced or Delivery.Blocked or Delivery.Dropped || State == OutboxState.Parked;

    /// <summary>
    /// Records what became of it. Events come late and out of order: the latest counts, and of two in the same second, which is as exact as they are, never
    /// 'deferred', because everything else follows upon it.
    /// </summary>
    public void Record(Delivery delivery, DateTime at)
    {
        if (DeliveryAt is null || at > DeliveryAt || (at == DeliveryAt && delivery != Delivery.Deferred)) (Delivery, DeliveryAt) = (delivery, at);
    }

    /// <summary>The same message to another person.</summary>
    public EmailMessage To(Person person, DateTime now) =>
        new(new Letter(Template, Subject, [Body], LinkText, LinkPath), SubjectId, Occasion, person.Id, person.Email, person.Name, now) { OrganisationId = OrganisationId, Language = Language };
}

/// <summary>What a template makes of one event: the words of one e-mail in the present language, the same for every recipient who reads it.</summary>
/// <param name="Template">The template's code, such as 'application-received'.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="Paragraphs">Plain sentences; the greeting and the signature are added.</param>
/// <param name="LinkText">The button's text, where there is something to do or to see.</param>
/// <param name="LinkPath">Its path in the portal, from '/'.</param>
internal sealed record Letter(string Template, string Subject, IReadOnlyList<string> Paragraphs, string? LinkText = null, string? LinkPath = null);
