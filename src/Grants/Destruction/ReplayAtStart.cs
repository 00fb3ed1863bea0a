using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grants.Destruction;

/// <summary>
/// When the program starts, carries out again the destruction orders that a restored database has forgotten: the daily run could be a day away. Beside the
/// start, which neither waits for it nor fails with it.
/// </summary>
internal sealed class ReplayAtStart(IServiceScopeFactory scopes, ILogger<ReplayAtStart> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Destroyer>().ReplayForgottenAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogError(exception, "The destruction orders could not be looked through at the start; the daily run does it.");
        }
    }
}
