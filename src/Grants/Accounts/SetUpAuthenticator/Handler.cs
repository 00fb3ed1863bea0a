using Grants.Data;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.SetUpAuthenticator;

/// <summary>A key that is offered to an authenticator app; it counts once the app's code was typed.</summary>
/// <param name="Seed">Names the key when it is confirmed.</param>
/// <param name="Key">The key to type into the app (base32).</param>
/// <param name="Link">The link that an app on the same device opens.</param>
public sealed record Offer(Guid Seed, string Key, string Link);

/// <summary>Sets up the authenticator app, in place of one that there may be.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, SecondFactors factors, AuditKey key, Arrival arrival) : IUseCase
{
    private Guid Me => actor.Value.PersonId!.Value;

    /// <summary>Offers a key: a new one, or the one that was offered already.</summary>
    public async Task<Outcome<Offer>> OfferAsync(Guid? offered, CancellationToken cancellationToken)
    {
        if ((await factors.MayChangeAsync(arrival.At, cancellationToken)).Refusal is { } no) return no;
        var email = await db.People.Where(person => person.Id == Me).Select(person => person.Email).SingleAsync(cancellationToken);
        var seed = offered ?? Guid.NewGuid();
        var bytes = SecondFactor.KeyOf(Me, seed, key);
        return new Offer(seed, Totp.KeyText(bytes), Totp.Link(PortalContext.ProductName, email, bytes));
    }

    /// <summary>Takes the app's first code.</summary>
    /// <returns>The recovery codes to show, this once; none when there are some already.</returns>
    public async Task<Outcome<string[]>> HandleAsync(Guid seed, string? typed, CancellationToken cancellationToken)
    {
        if ((await factors.MayChangeAsync(arrival.At, cancellationToken)).Refusal is { } no) return no;
        var factor = await factors.OwnAsync(cancellationToken);
        if (factor.Enrol(seed, typed ?? "", key, arrival.At).Refusal is { } refusal) return refusal;
        return await factors.CommitAddedAsync("SetUpAuthenticator", arrival.At, cancellationToken);
    }
}
