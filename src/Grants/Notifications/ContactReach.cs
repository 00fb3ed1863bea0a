using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Notifications;

/// <summary>Something that an organisation has not been told.</summary>
/// <param name="Subject">The subject line.</param>
/// <param name="At">When it was to be told (UTC).</param>
public sealed record Untold(string Subject, DateTime At);

/// <summary>Whether an organisation's people can be reached by e-mail.</summary>
internal static class ContactReach
{
    private const int Most = 20;

    /// <summary>What arrived at none of them, newest first, in one command.</summary>
    public static async Task<IReadOnlyList<Untold>> UntoldAsync(GrantsDb db, Guid organisationId, CancellationToken cancellationToken)
    {
        var emails = db.Emails.Where(email => email.OrganisationId == organisationId);
        var untold = await emails
            .Where(email => email.Delivery == Delivery.Bounced || email.Delivery == Delivery.Blocked || email.Delivery == Delivery.Dropped || email.State == OutboxState.Parked)
            .Where(email => !emails.Any(copy => copy.SubjectId == email.SubjectId && copy.Template == email.Template && copy.Occasion == email.Occasion
                && copy.Delivery != Delivery.Bounced && copy.Delivery != Delivery.Blocked && copy.Delivery != Delivery.Dropped && copy.State != OutboxState.Parked))
            .GroupBy(email => new { email.SubjectId, email.Template, email.Occasion, email.Subject })
            .Select(told => new { told.Key.Subject, At = told.Min(email => email.CreatedAt) })
            .OrderByDescending(told => told.At)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return untold.Select(told => new Untold(told.Subject, told.At)).ToList();
    }
}
