using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.EnterCode;

/// <summary>What an entered code came to.</summary>
/// <param name="Session">The session, when one person has the address.</param>
/// <param name="People">Everybody who has the address; nobody when it is new, and its reader may register.</param>
internal sealed record Entered(SignedIn? Session, IReadOnlyList<Named> People);

/// <summary>A person as sign-in names them.</summary>
internal sealed record Named(Guid Id, string Name);

/// <summary>Compares a code with the newest one that this browser asked for. One person: signed in. Several: they say next who they are. Nobody: they may register.</summary>
internal sealed class Handler(GrantsDb db, AuditKey key, Device device, TimeProvider clock) : IUseCase
{
    /// <summary>The address to which this browser's code went, as it is compared; null when it has asked for none.</summary>
    public async Task<string?> AddressAsync(string? browserHash, CancellationToken cancellationToken) =>
        browserHash is null ? null : await db.SignInCodes.Where(code => code.BrowserHash == browserHash).Select(code => code.EmailKey).SingleOrDefaultAsync(cancellationToken);

    /// <param name="email">The address that the code went to; null where the browser alone says which code is meant.</param>
    /// <param name="typed">The digits.</param>
    /// <param name="browserHash">The browser's <see cref="SignInBrowser.HashOf"/>.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome<Entered>> HandleAsync(string? email, string? typed, string? browserHash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var code = browserHash is null ? null : await db.SignInCodes.SingleOrDefaultAsync(c => c.BrowserHash == browserHash, cancellationToken);
        if (code is null || (email is not null && Person.KeyOf(email) != code.EmailKey)) return SignInCode.NoLongerWorks;
        var people = await db.People.Where(person => person.EmailKey == code.EmailKey && person.IsActive).InOrderOfName().ToListAsync(cancellationToken);

        var tried = code.Enter(typed ?? "", key, now);
        SignedIn? session = null;
        if (!tried.IsRefused && people.Count == 1 && !code.Spend(now).IsRefused) session = db.StartSession(people[0], device.Words, now);
        var committed = await db.CommitAsync(cancellationToken);

        if ((committed.Refusal ?? tried.Refusal) is { } refusal) return refusal;
        return new Entered(session, people.Select(person => new Named(person.Id, person.Name)).ToList());
    }
}
