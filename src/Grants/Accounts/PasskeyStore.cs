using Grants.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts;

/// <summary>
/// What ASP.NET Core Identity's passkey handler reads of people and their passkeys. Only that part of Identity is used: it makes what an authenticator is asked and
/// checks what it answers (WebAuthn, Level 3). The record is changed by the use cases, never through this.
/// </summary>
internal sealed class PasskeyStore(GrantsDb db) : IUserPasskeyStore<Person>
{
    public Task<string> GetUserIdAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.EmailKey);

    public Task<Person?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out var id) ? db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == id && person.IsActive, cancellationToken) : Task.FromResult<Person?>(null);

    public Task<Person?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        db.People.AsNoTracking().SingleOrDefaultAsync(person => person.IsActive && db.Passkeys.Any(passkey => passkey.CredentialId == credentialId && passkey.PersonId == person.Id), cancellationToken);

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Person user, CancellationToken cancellationToken) =>
        (await db.Passkeys.AsNoTracking().Where(passkey => passkey.PersonId == user.Id).ToListAsync(cancellationToken)).ConvertAll(passkey => passkey.Info);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await db.Passkeys.AsNoTracking().SingleOrDefaultAsync(passkey => passkey.PersonId == user.Id && passkey.CredentialId == credentialId, cancellationToken))?.Info;

    // An address is not unique: nobody is found by it.
    public Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw OnlyRead();

    public Task SetUserNameAsync(Person user, string? userName, CancellationToken cancellationToken) => throw OnlyRead();

    public Task SetNormalizedUserNameAsync(Person user, string? normalizedName, CancellationToken cancellationToken) => throw OnlyRead();

    public Task<IdentityResult> CreateAsync(Person user, CancellationToken cancellationToken) => throw OnlyRead();

    public Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken) => throw OnlyRead();

    public Task<IdentityResult> DeleteAsync(Person user, CancellationToken cancellationToken) => throw OnlyRead();

    public Task AddOrUpdatePasskeyAsync(Person user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw OnlyRead();

    public Task RemovePasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) => throw OnlyRead();

    // The container disposes of the context.
    public void Dispose()
    {
    }

    private static NotSupportedException OnlyRead() => new("People and passkeys are changed by their use cases.");
}
