using System.Net.Mail;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.RequestCode;

/// <summary>
/// Sends a sign-in code to an address. Whether anybody has the address changes nothing that the asker can see: the same rows are written, and one e-mail
/// goes out either way.
/// </summary>
internal sealed class Handler(GrantsDb db, TimeProvider clock) : IUseCase
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private const int MostForAddress = 5;
    private const int MostForClient = 30;

    public async Task<Outcome> HandleAsync(string? email, string browserHash, string clientHash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var address = Texts.Clean(email);
        if (address.Length > 254 || !MailAddress.TryCreate(address, out var parsed) || parsed.Address != address)
            return Refusal.Invalid("Email", "Enter an e-mail address, like name@example.org");

        var emailKey = Person.KeyOf(address);
        if (await HasAskedTooOftenAsync(emailKey, clientHash, now, cancellationToken))
            return new Refusal(RefusalKind.TooMany, "Too many codes were asked for and not used. Wait an hour, then ask again. If e-mail from us does not arrive, write to us.");

        var person = await db.People.AsNoTracking().Where(p => p.EmailKey == emailKey && p.IsActive).OrderBy(p => p.Id).FirstOrDefaultAsync(cancellationToken);
        var code = new SignInCode(emailKey, browserHash, clientHash, now);
        db.SignInCodes.Add(code);
        // One code for a shared mailbox: who of its people it is, they say after entering it.
        var letter = person is null ? AccountLetters.UnknownAddress() : AccountLetters.SignInCode();
        db.Emails.Add(new EmailMessage(letter, code.Id, "", person?.Id ?? Guid.Empty, person?.Email ?? address, "", now));
        return await db.CommitAsync(cancellationToken);
    }

    // A code that was entered proves that the mailbox's owner asked, so only the others count.
    private async Task<bool> HasAskedTooOftenAsync(string emailKey, string clientHash, DateTime now, CancellationToken cancellationToken)
    {
        var unused = await db.SignInCodes
            .Where(code => code.CreatedAt > now - Window && code.EnteredAt == null && (code.EmailKey == emailKey || code.ClientHash == clientHash))
            .Select(code => new { SameAddress = code.EmailKey == emailKey, SameClient = code.ClientHash == clientHash })
            .ToListAsync(cancellationToken);
        return unused.Count(code => code.SameAddress) >= MostForAddress || unused.Count(code => code.SameClient) >= MostForClient;
    }
}
