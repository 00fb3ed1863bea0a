using Grants.Data;

namespace Grants.Calls;

/// <summary>The stage's orchestration.</summary>
public static class CallOrchestration
{
    internal static Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ExpectedInstance>>([]);
}
