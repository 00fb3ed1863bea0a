using System.Reflection;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine.Tests;

/// <summary>One engine on a directory of its own, with a frozen clock that the test moves.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly Action<DurableEngineOptions>? _configure;
    private readonly Action<IServiceCollection>? _services;
    private readonly bool _ownsDirectory;
    private ServiceProvider _provider = null!;

    private EngineHost(string? directory, MovableClock? clock, Action<DurableEngineOptions>? configure, Action<IServiceCollection>? services)
    {
        _configure = configure;
        _services = services;
        _ownsDirectory = directory is null;
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("engine-").FullName;
        Clock = clock ?? new MovableClock(Start, frozen: true);
    }

    public string Directory { get; }

    public string DatabasePath => Path.Combine(Directory, "engine.db");

    public MovableClock Clock { get; }

    public DurableEngine Engine { get; private set; } = null!;

    public DurableTaskClient Client { get; private set; } = null!;

    public Journal Journal { get; private set; } = null!;

    public LogLines Log { get; } = new();

    public static async Task<EngineHost> StartAsync(
        Action<DurableEngineOptions>? configure = null, Action<IServiceCollection>? services = null, string? directory = null, MovableClock? clock = null)
    {
        var host = new EngineHost(directory, clock, configure, services);
        await host.BootAsync();
        return host;
    }

    /// <summary>One that is expected not to start.</summary>
    public static EngineHost NotStarted(Action<DurableEngineOptions> configure) => new(null, null, configure, null);

    /// <summary>Stops the engine and starts another on the same files, as after a deployment.</summary>
    public async Task RestartAsync()
    {
        await ShutDownAsync();
        await BootAsync();
    }

    /// <summary>As <see cref="RestartAsync"/>, with time going by in between.</summary>
    public async Task ShutDownAndMoveAsync(TimeSpan by)
    {
        await ShutDownAsync();
        Clock.Advance(by);
        await BootAsync();
    }

    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, string? id = null)
    {
        var started = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new Microsoft.DurableTask.StartOrchestrationOptions(id));
        await IdleAsync();
        return (await Client.GetInstanceAsync(started, true))!;
    }

    public async Task<OrchestrationMetadata> GetAsync(string id) => (await Client.GetInstanceAsync(id, true))!;

    public async Task IdleAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await Engine.WaitUntilIdleAsync(limit.Token);
    }

    public async Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        await IdleAsync();
    }

    public async Task ShutDownAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await Engine.StopAsync(limit.Token);
        await _provider.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ShutDownAsync();
        if (_ownsDirectory)
            System.IO.Directory.Delete(Directory, recursive: true);
    }

    public async Task BootAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(Journal ?? new Journal());
        services.AddScoped<PerInvocation>();
        services.AddLogging(b => b.AddProvider(Log).SetMinimumLevel(LogLevel.Information));
        services.AddDurableEngine(o =>
        {
            o.DatabasePath = DatabasePath;
            o.FunctionAssemblies = [Assembly.GetExecutingAssembly()];
            o.RunTimerTriggers = false;
            o.Setting = name => name == "YEARLY_AT" ? "0 0 3 1 1 *" : null;
            _configure?.Invoke(o);
        });
        _services?.Invoke(services);
        _provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = false, ValidateScopes = true });
        Engine = _provider.GetRequiredService<DurableEngine>();
        Client = _provider.GetRequiredService<DurableTaskClient>();
        Journal = _provider.GetRequiredService<Journal>();
        await Engine.StartAsync(CancellationToken.None);
    }
}

/// <summary>What activities did, in the order of their ends; survives restarts of the engine within a test.</summary>
public sealed class Journal
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public int Add(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
            return _lines.Count(l => l == line);
        }
    }

    public int Count(string line) => Lines.Count(l => l == line);
}

/// <summary>A scoped dependency: one for each invocation, disposed after it.</summary>
public sealed class PerInvocation(Journal journal) : IDisposable
{
    public Guid Id { get; } = Guid.NewGuid();

    public void Dispose() => journal.Add("disposed");
}

/// <summary>Keeps what was logged.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly List<(LogLevel Level, string Text)> _lines = [];

    public IReadOnlyList<(LogLevel Level, string Text)> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (owner._lines)
                owner._lines.Add((logLevel, $"{category}: {formatter(state, exception)}"));
        }
    }
}
