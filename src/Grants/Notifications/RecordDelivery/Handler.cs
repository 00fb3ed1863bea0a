using Grants.Accounts;
using Grants.Data;
using Grants.Partners;
using Microsoft.EntityFrameworkCore;

namespace Grants.Notifications.RecordDelivery;

/// <summary>
/// Records what became of messages. One that does not arrive goes to the organisation's next contact; when nobody is left, the grant managers are told what
/// the partner does not know.
/// </summary>
internal sealed class Handler(GrantsDb db, Notifier notifier, TimeProvider clock) : IUseCase
{
    // Each further attempt means that somebody else has changed one of the same people in that moment: mostly the one who is signing in with the code that has just arrived.
    private const int Attempts = 5;

    public async Task<Outcome> HandleAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await RecordAsync(events, cancellationToken);
            if (!outcome.IsRefused || attempt == Attempts) return outcome;
            db.Discard();
        }
    }

    private async Task<Outcome> RecordAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var ids = events.Select(e => e.Id).ToList();
        var known = await db.DeliveryEvents.Where(e => ids.Contains(e.Id)).Select(e => e.Id).ToListAsync(cancellationToken);
        var fresh = events.DistinctBy(e => e.Id).Where(e => !known.Contains(e.Id)).OrderBy(e => e.At).ToList();
        if (fresh.Count == 0) return Outcome.Done;

        var messageIds = fresh.Select(e => e.MessageId).Distinct().ToList();
        var messages = await db.Emails.Where(email => messageIds.Contains(email.Id)).ToDictionaryAsync(email => email.Id, cancellationToken);
        foreach (var delivery in fresh) messages.GetValueOrDefault(delivery.MessageId)?.Record(delivery.Delivery, delivery.At);
        db.DeliveryEvents.AddRange(fresh.Where(delivery => messages.ContainsKey(delivery.MessageId)));

        var touched = messages.Values.ToList();
        await MarkAddressesAsync(touched, now, cancellationToken);
        // Of several copies of one message that are lost at once, one is passed on.
        foreach (var lost in touched.Where(message => message is { IsLost: true, OrganisationId: not null }).DistinctBy(message => (message.SubjectId, message.Template, message.Occasion, message.OrganisationId)))
            await PassOnAsync(lost, now, cancellationToken);
        var outcome = await db.CommitAsync(cancellationToken);
        if (outcome.IsRefused) return outcome;
        foreach (var delivery in fresh) Telemetry.Deliveries.Add(1, KeyValuePair.Create<string, object?>("delivery", delivery.Delivery.ToString()));
        return outcome;
    }

    // An address is everybody's who has it.
    private async Task MarkAddressesAsync(IReadOnlyList<EmailMessage> messages, DateTime now, CancellationToken cancellationToken)
    {
        var arrives = messages.Where(message => message.Delivery == Delivery.Delivered).Select(message => Person.KeyOf(message.Address)).ToHashSet();
        var bounces = messages.Where(message => message.Delivery is Delivery.Bounced or Delivery.Dropped).Select(message => Person.KeyOf(message.Address)).ToHashSet();
        var people = await db.People
            .Where(person => (bounces.Contains(person.EmailKey) && person.UndeliverableSince == null) || (arrives.Contains(person.EmailKey) && person.UndeliverableSince != null))
            .ToListAsync(cancellationToken);
        foreach (var person in people)
        {
            if (bounces.Contains(person.EmailKey)) person.MarkUndeliverable(now);
            else person.MarkDeliverable();
            db.Note("person", person.Id, Actor.System("EventWebhook"), person.UndeliverableSince is null ? "AddressArrives" : "AddressBounces", now);
        }
    }

    private async Task PassOnAsync(EmailMessage lost, DateTime now, CancellationToken cancellationToken)
    {
        var organisationId = lost.OrganisationId!.Value;
        var copies = await db.Emails
            .Where(email => email.SubjectId == lost.SubjectId && email.Template == lost.Template && email.Occasion == lost.Occasion && email.OrganisationId == organisationId)
            .ToListAsync(cancellationToken);
        if (copies.Any(copy => !copy.IsLost)) return;

        var told = copies.Select(copy => copy.RecipientId).ToList();
        var contacts = await (from membership in db.Memberships
                              join person in db.People on membership.PersonId equals person.Id
                              where membership.OrganisationId == organisationId && person.IsActive && !told.Contains(person.Id)
                              orderby EF.Property<string>(person, SearchKeys.SortColumn), person.Id
                              select new { membership.Kind, Person = person }).ToListAsync(cancellationToken);
        // Judged here and not in the query: this very change may have marked an address.
        var next = contacts.Where(contact => contact.Person.UndeliverableSince is null).OrderByDescending(contact => contact.Kind == MembershipKind.Lead).FirstOrDefault();
        if (next is not null)
        {
            db.Emails.Add(lost.To(next.Person, now));
            return;
        }

        // This very message is marked as lost only with what is committed next.
        string[] untold = [lost.Subject, .. (await ContactReach.UntoldAsync(db, organisationId, cancellationToken)).Select(one => one.Subject).Where(subject => subject != lost.Subject)];
        var organisation = await db.Organisations.AsNoTracking().SingleAsync(o => o.Id == organisationId, cancellationToken);
        await notifier.QueueAsync(
            () => NotificationLetters.PartnerUnreachable(organisation, untold),
            organisationId,
            $"{lost.Template}/{lost.SubjectId}/{lost.Occasion}",
            await notifier.WithRoleAsync(Role.GrantManager, cancellationToken),
            now,
            cancellationToken);
    }
}
