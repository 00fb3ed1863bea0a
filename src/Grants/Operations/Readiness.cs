using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grants.Operations;

/// <summary>Whether this instance can do its work; asked of the dependencies every few seconds at most, however often probes come.</summary>
internal sealed class Readiness(IServiceScopeFactory scopes, ILogger<Readiness> logger) : IDisposable
{
    private static readonly TimeSpan _holds = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlyList<DependencyState>? _last;
    private long _asked;

    /// <summary>How each vital dependency stands.</summary>
    public async Task<IReadOnlyList<DependencyState>> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is not null && Stopwatch.GetElapsedTime(_asked) < _holds) return _last;
            await using var scope = scopes.CreateAsyncScope();
            var states = await scope.ServiceProvider.GetRequiredService<Dependencies>().VitalAsync(cancellationToken);
            foreach (var state in states.Where(state => !state.IsWell)) logger.LogWarning("Not ready: {Dependency} ({Why}).", state.Name, state.Reason);
            (_last, _asked) = (states, Stopwatch.GetTimestamp());
            return states;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
