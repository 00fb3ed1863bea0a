using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.ChoosePerson;

/// <summary>Several people share the mailbox: the one who entered the code says who they are.</summary>
internal sealed class Handler(GrantsDb db, Device device, TimeProvider clock) : IUseCase
{
    /// <summary>Who can be chosen in this browser now.</summary>
    public async Task<Outcome<IReadOnlyList<Person>>> ChoicesAsync(string? browserHash, CancellationToken cancellationToken)
    {
        var code = await CodeAsync(browserHash, cancellationToken);
        if (code is null || !code.WaitsForPerson(clock.GetUtcNow().UtcDateTime)) return SignInCode.NoLongerWorks;
        return await db.People.AsNoTracking().Where(person => person.EmailKey == code.EmailKey && person.IsActive).InOrderOfName().ToListAsync(cancellationToken);
    }

    public async Task<Outcome<SignedIn>> HandleAsync(Guid personId, string? browserHash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var code = await CodeAsync(browserHash, cancellationToken);
        if (code is null) return SignInCode.NoLongerWorks;
        var person = await db.People.SingleOrDefaultAsync(p => p.Id == personId && p.EmailKey == code.EmailKey && p.IsActive, cancellationToken);
        if (person is null) return Refusal.Invalid("PersonId", T("Choose your name"));

        if (code.Spend(now).Refusal is { } spent) return spent;
        var session = db.StartSession(person, device.Words, now);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : session;
    }

    private async Task<SignInCode?> CodeAsync(string? browserHash, CancellationToken cancellationToken) =>
        browserHash is null ? null : await db.SignInCodes.SingleOrDefaultAsync(code => code.BrowserHash == browserHash, cancellationToken);
}
