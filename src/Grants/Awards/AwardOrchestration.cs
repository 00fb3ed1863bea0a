using Grants.Data;

namespace Grants.Awards;

/// <summary>The stage's orchestration.</summary>
public static class AwardOrchestration
{
    internal static Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ExpectedInstance>>([]);
}
