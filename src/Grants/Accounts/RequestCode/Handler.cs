using Grants.Data;
using Grants.Language;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.RequestCode;

/// <summary>Who asks, as far as it can be told before anybody has signed in.</summary>
/// <param name="BrowserHash">The browser's new <see cref="SignInBrowser.Bind"/>.</param>
/// <param name="ClientHash">Its network: <see cref="SignInBrowser.ClientHash"/>.</param>
/// <param name="Knows">Whether it has signed in with an address before.</param>
internal sealed record Asker(string BrowserHash, string ClientHash, Func<string, bool> Knows);

/// <summary>
/// Sends a sign-in code to an address. Whether anybody has the address changes nothing that the asker can see: the same rows are written, and one e-mail
/// with a code goes out either way; whoever reads it learns whether they sign in or register.
/// </summary>
/// <remarks>
/// Codes that nobody used are counted so that nobody can lock out somebody else: against the network that asked, never against the address. A browser
/// that has signed in with the address before has a count of its own, which a stranger in the same network cannot use up.
/// </remarks>
internal sealed class Handler(GrantsDb db, TimeProvider clock) : IUseCase
{
    private const int MostForAddress = 5;
    private const int MostForNetwork = 60;
    private const int MostForKnownBrowser = 10;

    public async Task<Outcome> HandleAsync(string? email, Asker asker, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var address = Texts.Clean(email);
        if (!AddressRules.IsAddress(address)) return Refusal.Invalid("Email", AddressRules.Message);

        var emailKey = Person.KeyOf(address);
        var knows = asker.Knows(emailKey);
        if (await HasAskedTooOftenAsync(emailKey, asker.ClientHash, knows, now, cancellationToken))
            return new Refusal(RefusalKind.TooMany, T("Too many codes were asked for and not used. Wait ten minutes, then ask again. If e-mail from us does not arrive, write to us."));

        var person = await db.People.AsNoTracking().Where(p => p.EmailKey == emailKey && p.IsActive).OrderBy(p => p.Id).FirstOrDefaultAsync(cancellationToken);
        // Asked whoever it is: the time tells nothing.
        var invited = await db.Invitations.AnyAsync(invitation => invitation.EmailKey == emailKey && invitation.AcceptedAt == null && invitation.WithdrawnAt == null && invitation.ExpiresAt > now, cancellationToken);
        var code = new SignInCode(emailKey, asker.BrowserHash, asker.ClientHash, knows, now);
        db.SignInCodes.Add(code);
        // One code for a shared mailbox: who of its people it is, they say after entering it.
        var language = person?.Language ?? Languages.Tag;
        var letter = Languages.In(language, () => person is null ? AccountLetters.RegistrationCode(invited) : AccountLetters.SignInCode());
        db.Emails.Add(new EmailMessage(letter, code.Id, "", person?.Id ?? Guid.Empty, person?.Email ?? address, "", now) { Language = language });
        return await db.CommitAsync(cancellationToken);
    }

    // A code that was entered proves that the mailbox's owner asked, so only the others count, for as long as they would work.
    private async Task<bool> HasAskedTooOftenAsync(string emailKey, string clientHash, bool knows, DateTime now, CancellationToken cancellationToken)
    {
        var unused = db.SignInCodes.Where(code => code.CreatedAt > now - SignInCode.Lifetime && code.EnteredAt == null && code.KnownBrowser == knows);
        if (knows) return await unused.CountAsync(code => code.EmailKey == emailKey, cancellationToken) >= MostForKnownBrowser;
        var keys = await unused.Where(code => code.ClientHash == clientHash).OrderBy(code => code.Id).Select(code => code.EmailKey).Take(MostForNetwork).ToListAsync(cancellationToken);
        return keys.Count == MostForNetwork || keys.Count(key => key == emailKey) >= MostForAddress;
    }
}
