using Grants.Data;

namespace Grants.Accounts;

/// <summary>A session begins once it is known who sits at the browser.</summary>
internal static class SessionStarts
{
    /// <summary>Adds the session and its audit entry to what is committed next.</summary>
    public static Session StartSession(this GrantsDb db, Person person, DateTime now)
    {
        var session = new Session(person.Id, now, SessionCookie.Lifetime);
        db.Sessions.Add(session);
        db.Note("person", person.Id, Actor.Of(person, []), "SignIn", now);
        return session;
    }
}
