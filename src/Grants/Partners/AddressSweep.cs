using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>
/// Takes out of e-mails whose they were: when their recipient has been taken out of the record, of which the last one, that tells of it, kept its address until
/// it was sent or given up, and of the invitations that they followed; and when it went to an address of nobody in the record, with a code or an invitation, once it is a week old.
/// </summary>
public sealed class AddressSweep(GrantsDb db, TimeProvider clock)
{
    // Until then an administrator can have a parked one tried again.
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(7);

    /// <summary>Runs once.</summary>
    /// <returns>How many e-mails and invitations were cleared.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().UtcDateTime - GivenUpAfter;
        var invitations = await db.Invitations
            .Where(invitation => invitation.Email != "" && db.People.Any(person => person.Id == invitation.AcceptedBy && person.Email.EndsWith(Person.RemovedDomain)))
            .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.Email, "").SetProperty(invitation => invitation.EmailKey, ""), cancellationToken);
        return invitations + await db.Emails.Where(email => email.Address != "" && (email.State == OutboxState.Done || email.State == OutboxState.Parked)
                                        && ((email.CreatedAt < before && email.RecipientId == Guid.Empty)
                                            || ((email.CreatedAt < before || email.State == OutboxState.Done) && db.People.Any(person => person.Id == email.RecipientId && person.Email.EndsWith(Person.RemovedDomain)))))
            // What went wrong may name the address.
            .ExecuteUpdateAsync(set => set.SetProperty(email => email.Address, "").SetProperty(email => email.Name, "").SetProperty(email => email.LastError, (string?)null), cancellationToken);
    }
}
