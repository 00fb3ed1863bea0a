using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grants.DurableEngine;

/// <summary>Adds the engine to an application.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="DurableEngine"/> (also as a hosted service), its <see cref="FunctionCatalog"/> and a <see cref="DurableTaskClient"/>.
    /// Time comes from the registered <see cref="TimeProvider"/>, or the system's.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see cref="DurableEngineOptions.DatabasePath"/> is required.</param>
    public static IServiceCollection AddDurableEngine(this IServiceCollection services, Action<DurableEngineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ =>
        {
            var options = new DurableEngineOptions();
            configure(options);
            return options;
        });
        services.AddSingleton(s => FunctionCatalog.FromAssemblies(s.GetRequiredService<DurableEngineOptions>().FunctionAssemblies));
        services.AddSingleton(s => new DurableEngine(s.GetRequiredService<DurableEngineOptions>(), s.GetRequiredService<FunctionCatalog>(), s));
        services.AddSingleton<DurableTaskClient>(s => new EngineClient(s.GetRequiredService<DurableEngine>()));
        services.AddHostedService(s => s.GetRequiredService<DurableEngine>());
        return services;
    }
}
