using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>How the worker behaves towards its host.</summary>
    public class WorkerOptions
    {
        /// <summary>What the host is told that the worker can do.</summary>
        public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>();
    }
}

namespace Microsoft.Azure.Functions.Worker.Builder
{
    /// <summary>Where the isolated worker's application begins.</summary>
    public class FunctionsApplication
    {
        /// <summary>Makes the builder.</summary>
        /// <param name="args">The command line.</param>
        public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
    }

    /// <summary>
    /// Builds the isolated worker's application. In this declared build it collects services and configuration, so that they can be
    /// checked, but <see cref="Build"/> refuses: the worker itself is in the published package only.
    /// </summary>
    public class FunctionsApplicationBuilder : IHostApplicationBuilder
    {
        private readonly HostApplicationBuilder _inner;

        internal FunctionsApplicationBuilder(string[] args) => _inner = new HostApplicationBuilder(args);

        /// <inheritdoc/>
        public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_inner).Properties;

        /// <inheritdoc/>
        IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

        /// <summary>The application's configuration.</summary>
        public ConfigurationManager Configuration => _inner.Configuration;

        /// <inheritdoc/>
        public IHostEnvironment Environment => _inner.Environment;

        /// <inheritdoc/>
        public ILoggingBuilder Logging => _inner.Logging;

        /// <inheritdoc/>
        public IMetricsBuilder Metrics => _inner.Metrics;

        /// <inheritdoc/>
        public IServiceCollection Services => _inner.Services;

        /// <summary>Builds the application.</summary>
        /// <exception cref="PlatformNotSupportedException">Always, in this declared build.</exception>
        public IHost Build() => throw new PlatformNotSupportedException(
            "The Azure host runs only when it is built with -p:AzureSdk=packages; on one machine, run src/Grants.Local.");

        /// <inheritdoc/>
        public void ConfigureContainer<TContainerBuilder>(
            IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
            where TContainerBuilder : notnull
            => _inner.ConfigureContainer(factory, configure);
    }

    /// <summary>ASP.NET Core in the isolated worker.</summary>
    public static class FunctionsApplicationBuilderAspNetCoreExtensions
    {
        /// <summary>Lets HTTP functions take ASP.NET Core's request and response. Without effect in this declared build.</summary>
        /// <param name="builder">The builder.</param>
        public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
            => builder;
    }
}
