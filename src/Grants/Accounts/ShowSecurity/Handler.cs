using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.ShowSecurity;

/// <summary>How a person signs in, and where they are signed in.</summary>
/// <param name="NeedsSecondFactor">Whether they have a role in the programme.</param>
/// <param name="IsEntra">Whether they sign in with Microsoft, which has their second factor.</param>
/// <param name="HasAuthenticator">Whether they have an authenticator app.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes were not used.</param>
/// <param name="Passkeys">Their passkeys.</param>
/// <param name="Sessions">Where they are signed in, the last used first.</param>
public sealed record SecurityView(bool NeedsSecondFactor, bool IsEntra, bool HasAuthenticator, int RecoveryCodesLeft, IReadOnlyList<PasskeyRow> Passkeys, IReadOnlyList<SessionRow> Sessions);

/// <summary>A passkey.</summary>
/// <param name="Id">The passkey.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="CreatedAt">When it was added (UTC).</param>
/// <param name="LastUsedAt">When it was used last (UTC); null when never.</param>
public sealed record PasskeyRow(Guid Id, string Name, DateTime CreatedAt, DateTime? LastUsedAt);

/// <summary>A browser in which the person is signed in.</summary>
/// <param name="Id">The session.</param>
/// <param name="Device">The browser and the device, as it says of itself; empty when it says nothing that we know.</param>
/// <param name="StartedAt">When they signed in (UTC).</param>
/// <param name="SeenAt">When it was used last (UTC), to ten minutes.</param>
/// <param name="ExpiresAt">When it ends by itself (UTC).</param>
/// <param name="IsThis">Whether it is the one that asks.</param>
public sealed record SessionRow(Guid Id, string Device, DateTime StartedAt, DateTime SeenAt, DateTime ExpiresAt, bool IsThis);

/// <summary>Shows a person how they sign in, and where they are signed in.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival) : IUseCase
{
    public async Task<SecurityView> HandleAsync(CancellationToken cancellationToken)
    {
        var me = actor.Value.PersonId!.Value;
        var thisSession = actor.Session?.Id;
        var passkeys = await db.Passkeys.AsNoTracking().Where(passkey => passkey.PersonId == me).OrderBy(passkey => passkey.CreatedAt)
            .Select(passkey => new PasskeyRow(passkey.Id, passkey.Name, passkey.CreatedAt, passkey.LastUsedAt)).ToListAsync(cancellationToken);
        var sessions = await db.Sessions.AsNoTracking().Where(session => session.PersonId == me && session.EndedAt == null && session.ExpiresAt > arrival.At).OrderByDescending(session => session.SeenAt)
            .Select(session => new SessionRow(session.Id, session.Device, session.StartedAt, session.SeenAt, session.ExpiresAt, session.Id == thisSession)).ToListAsync(cancellationToken);
        return new SecurityView(
            actor.Value.Roles.Count > 0,
            actor.IsByEntra,
            await db.SecondFactors.AnyAsync(factor => factor.Id == me && factor.Seed != null, cancellationToken),
            await db.RecoveryCodes.CountAsync(code => code.PersonId == me && code.UsedAt == null, cancellationToken),
            passkeys,
            sessions);
    }
}
