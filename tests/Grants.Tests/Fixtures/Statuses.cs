using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Fixtures;

/// <summary>What has become of orchestrations.</summary>
internal static class Statuses
{
    /// <summary>The status of an instance; null where there is none.</summary>
    public static async Task<string?> OfAsync(GrantsHost host, string instanceId) =>
        (await host.Services.GetRequiredService<DurableTaskClient>().GetInstanceAsync(instanceId))?.RuntimeStatus.ToString();
}
