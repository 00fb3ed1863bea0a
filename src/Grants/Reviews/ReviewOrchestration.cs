using Grants.Data;

namespace Grants.Reviews;

/// <summary>The stage's orchestration.</summary>
public static class ReviewOrchestration
{
    internal static Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ExpectedInstance>>([]);
}
