using Grants.Data;

namespace Grants.Applications;

/// <summary>The stage's orchestration.</summary>
public static class ScreeningOrchestration
{
    internal static Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ExpectedInstance>>([]);
}
