using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts;

/// <summary>A session begins once it is known who sits at the browser, and ends early when that may no longer hold.</summary>
internal static class Sessions
{
    /// <summary>Adds the session and its audit entry to what is committed next.</summary>
    public static SignedIn StartSession(this GrantsDb db, Person person, string device, DateTime now)
    {
        var session = new Session(person.Id, now, SessionCookie.Lifetime) { Device = device };
        db.Sessions.Add(session);
        db.Note("person", person.Id, Actor.Of(person, [], proved: false), "SignIn", now);
        return new SignedIn(session, person.EmailKey, person.Roles.Count > 0);
    }

    /// <summary>Takes the second factor of a person out of the record with what is committed next.</summary>
    public static async Task ForgetSecondFactorAsync(this GrantsDb db, Guid personId, CancellationToken cancellationToken)
    {
        db.RemoveRange(await db.SecondFactors.Where(factor => factor.Id == personId).ToListAsync(cancellationToken));
        db.RemoveRange(await db.Passkeys.Where(passkey => passkey.PersonId == personId).ToListAsync(cancellationToken));
        db.RemoveRange(await db.RecoveryCodes.Where(code => code.PersonId == personId).ToListAsync(cancellationToken));
    }

    /// <summary>Ends every session and every token of a person with what is committed next.</summary>
    public static async Task EndSessionsAsync(this GrantsDb db, Guid personId, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var session in await db.Sessions.Where(session => session.PersonId == personId && session.EndedAt == null).ToListAsync(cancellationToken)) session.End(now);
        foreach (var token in await db.AccessTokens.Where(token => token.PersonId == personId && token.RevokedAt == null).ToListAsync(cancellationToken)) token.Revoke(now);
    }
}

/// <summary>A session that has begun.</summary>
/// <param name="Session">The session.</param>
/// <param name="EmailKey">The address that was proved, in the form in which addresses are compared.</param>
/// <param name="NeedsSecondFactor">Whether the person has a role: then they prove a second factor before it counts.</param>
internal sealed record SignedIn(Session Session, string EmailKey, bool NeedsSecondFactor);
