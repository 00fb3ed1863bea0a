using Grants.Data;

namespace Grants.Milestones;

/// <summary>The stage's orchestration.</summary>
public static class MilestoneOrchestration
{
    internal static Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ExpectedInstance>>([]);
}
