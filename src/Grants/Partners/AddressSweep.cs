using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>
/// Takes out of e-mails whose they were when their recipient has been taken out of the record: the last one, which tells of that, kept its address until it was
/// sent or given up.
/// </summary>
public sealed class AddressSweep(GrantsDb db, TimeProvider clock)
{
    // Until then an administrator can have a parked one tried again.
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(7);

    /// <summary>Runs once.</summary>
    /// <returns>How many e-mails were cleared.</returns>
    public Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().UtcDateTime - GivenUpAfter;
        return db.Emails.Where(email => email.Address != "" && (email.State == OutboxState.Done || (email.State == OutboxState.Parked && email.CreatedAt < before))
                                        && db.People.Any(person => person.Id == email.RecipientId && person.Email.EndsWith(Person.RemovedDomain)))
            .ExecuteUpdateAsync(set => set.SetProperty(email => email.Address, "").SetProperty(email => email.Name, ""), cancellationToken);
    }
}
