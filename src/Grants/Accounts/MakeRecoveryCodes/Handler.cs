using Grants.Data;

namespace Grants.Accounts.MakeRecoveryCodes;

/// <summary>Makes new recovery codes; the old ones end.</summary>
internal sealed class Handler(SecondFactors factors, Arrival arrival) : IUseCase
{
    public async Task<Outcome<string[]>> HandleAsync(CancellationToken cancellationToken)
    {
        if ((await factors.MayChangeAsync(arrival.At, cancellationToken)).Refusal is { } no) return no;
        if (!await factors.ExistAsync(cancellationToken)) return Refusal.WrongStage(T("Set up an authenticator app or a passkey first."));
        return await factors.CommitAsync("MakeRecoveryCodes", await factors.MakeCodesAsync(cancellationToken), arrival.At, cancellationToken);
    }
}
