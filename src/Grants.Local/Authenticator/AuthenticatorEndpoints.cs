using Grants.Accounts;
using Grants.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Grants.Local.Authenticator;

/// <summary>
/// The authenticator app of everybody here who has set one up, the illustrative programme's staff among them. It knows the keys as the product does; the product
/// itself asks for codes here exactly as everywhere.
/// </summary>
internal static class AuthenticatorEndpoints
{
    public static void MapAuthenticator(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/dev/authenticator", async (GrantsDb db, AuditKey key, TimeProvider clock, CancellationToken cancellationToken) =>
            new RazorComponentResult<AuthenticatorPage>(new { Codes = await CodesAsync(db, key, null, clock, cancellationToken), SecondsLeft = SecondsLeft(clock) }));
        routes.MapGet("/dev/authenticator.json", async Task<IResult> (string email, GrantsDb db, AuditKey key, TimeProvider clock, CancellationToken cancellationToken) =>
            await CodesAsync(db, key, email, clock, cancellationToken) is [var found, ..] ? Results.Json(new { found.Code, SecondsLeft = SecondsLeft(clock) }) : Results.NotFound());
    }

    private static async Task<IReadOnlyList<ShownCode>> CodesAsync(GrantsDb db, AuditKey key, string? email, TimeProvider clock, CancellationToken cancellationToken)
    {
        var emailKey = email is null ? null : Person.KeyOf(email);
        var people = await (from factor in db.SecondFactors
                            join person in db.People on factor.Id equals person.Id
                            where factor.Seed != null && person.IsActive && (emailKey == null || person.EmailKey == emailKey)
                            orderby person.EmailKey
                            select new { person.Id, person.Name, person.Email, factor.Seed }).ToListAsync(cancellationToken);
        var step = Totp.StepOf(clock.GetUtcNow().UtcDateTime);
        return people.ConvertAll(each => new ShownCode(each.Name, each.Email, Totp.Code(SecondFactor.KeyOf(each.Id, each.Seed!.Value, key), step)));
    }

    private static long SecondsLeft(TimeProvider clock) => Totp.StepSeconds - clock.GetUtcNow().ToUnixTimeSeconds() % Totp.StepSeconds;
}

/// <summary>What the app shows for one person.</summary>
/// <param name="Name">Who.</param>
/// <param name="Email">Their address.</param>
/// <param name="Code">Six digits.</param>
public sealed record ShownCode(string Name, string Email, string Code);
