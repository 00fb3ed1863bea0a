using Grants.Data;

namespace Grants.Closure;

/// <summary>The stage's orchestration.</summary>
public static class ClosureOrchestration
{
    internal static Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ExpectedInstance>>([]);
}
