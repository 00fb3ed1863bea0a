using Grants.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Grants.Accounts;

/// <summary>
/// Removes sign-in codes and sessions that ended long ago: they say when somebody sat at which browser, and nobody needs that any more. That a person
/// signed in stays in their audit trail. What somebody typed after their session had ended goes after a day.
/// </summary>
public sealed class SignInSweep(GrantsDb db, TimeProvider clock, ILogger<SignInSweep> logger)
{
    // Longer than AccessToken.EntraHolds, which asks when sessions were used last.
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);
    private static readonly TimeSpan FormAge = TimeSpan.FromDays(1);

    /// <summary>Runs once.</summary>
    /// <returns>How many codes and how many sessions were removed.</returns>
    public async Task<(int Codes, int Sessions)> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().UtcDateTime - Age;
        var codes = await db.SignInCodes.Where(code => code.CreatedAt < before).ExecuteDeleteAsync(cancellationToken);
        var sessions = await db.Sessions.Where(session => session.EndedAt < before || session.ExpiresAt < before).ExecuteDeleteAsync(cancellationToken);
        var formsBefore = clock.GetUtcNow().UtcDateTime - FormAge;
        await db.KeptForms.Where(form => form.At < formsBefore).ExecuteDeleteAsync(cancellationToken);
        if (codes + sessions > 0) logger.LogInformation("Removed {Codes} old sign-in codes and {Sessions} ended sessions.", codes, sessions);
        return (codes, sessions);
    }
}
