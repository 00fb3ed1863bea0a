using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.SignInWithEntra;

/// <summary>
/// Begins the session of a person whom Microsoft Entra ID has signed in. They are known by tenant and object id; whoever comes for the first time is a new person, or who
/// has their address where that is set.
/// </summary>
internal sealed class Handler(GrantsDb db, GrantsOptions options, EntraRoles roles, Device device, Arrival arrival) : IUseCase
{
    private const string NewcomersZone = "Asia/Bangkok";

    public async Task<Outcome<SignedIn>> HandleAsync(EntraPrincipal principal, CancellationToken cancellationToken)
    {
        if (principal.Groups is null) return Refusal.Forbidden(T("You are in more groups than Microsoft names here. Ask your administrators to assign this application's own groups or roles to it."));
        var person = await db.People.SingleOrDefaultAsync(one => one.EntraTenantId == principal.TenantId && one.EntraObjectId == principal.ObjectId, cancellationToken);
        if (person is null)
        {
            var first = await FirstTimeAsync(principal, cancellationToken);
            if (first.IsRefused) return first.Refusal;
            person = first.Value;
        }

        if (!person.IsActive) return Refusal.Forbidden(T("Your account here was ended. Ask an administrator of the programme."));
        await roles.FollowAsync(person, principal, arrival.At, cancellationToken);
        var session = new Session(person.Id, arrival.At, SessionCookie.Lifetime) { Device = device.Words, IsEntra = true };
        session.Prove(arrival.At);
        db.Sessions.Add(session);
        db.Note("person", person.Id, Actor.Of(person, [], proved: true), "SignIn", arrival.At, ("by", "entra"));
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : new SignedIn(session, person.EmailKey, NeedsSecondFactor: false);
    }

    private async Task<Outcome<Person>> FirstTimeAsync(EntraPrincipal principal, CancellationToken cancellationToken)
    {
        if (!AddressRules.IsAddress(principal.Email ?? "")) return Refusal.Forbidden(T("Microsoft tells us no e-mail address of yours. Ask your administrators to add one."));
        var key = Person.KeyOf(principal.Email!);
        var known = options.Entra!.LinkByEmail ? await db.People.Where(one => one.EmailKey == key && one.IsActive && one.EntraObjectId == null).ToListAsync(cancellationToken) : [];
        // A shared mailbox is nobody's own.
        var person = known is [var one] ? one : new Person(Texts.Line(Texts.Clean(principal.Name)), principal.Email!.Trim(), NewcomersZone, arrival.At);
        if (known.Count != 1) db.People.Add(person);
        person.LinkEntra(principal.TenantId, principal.ObjectId);
        db.Note("person", person.Id, Actor.System(nameof(EntraRoles)), "LinkEntra", arrival.At, ("tenant", principal.TenantId), ("object", principal.ObjectId));
        return person;
    }
}
