using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Grants.Conventions.Tests;

/// <summary>An orchestrator is replayed: it may read nothing that could say something else the next time, and do nothing itself.</summary>
public sealed class OrchestratorTests
{
    // Whole types, and single members; everything of a name space under a prefix that ends with a full stop.
    private static readonly string[] _banned =
    [
        "System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTime.Today", "System.DateTimeOffset.Now", "System.DateTimeOffset.UtcNow",
        "System.DateOnly.FromDateTime.Now", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.TimeZoneInfo.Local",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Random", "System.Security.Cryptography.",
        "System.Environment", "System.AppContext", "System.Console", "System.Diagnostics.Process", "System.Diagnostics.Activity",
        "System.IO.", "System.Net.", "System.Data.", "System.Reflection.",
        "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.Yield", "System.Threading.Tasks.Task.Wait",
        "System.Threading.Tasks.Task.WaitAll", "System.Threading.Tasks.Task.WaitAny", "System.Threading.Tasks.Task.Result", "System.Threading.Tasks.Task`1.Result",
        "System.Threading.Tasks.Task.ContinueWith", "System.Threading.Tasks.Task`1.ContinueWith", "System.Threading.Tasks.Task.ConfigureAwait",
        "System.Threading.Tasks.Task`1.ConfigureAwait", "System.Threading.Tasks.TaskFactory", "System.Threading.Tasks.Parallel",
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Threading.PeriodicTimer", "System.Threading.Monitor", "System.Threading.Lock",
        "System.Threading.SemaphoreSlim", "System.Threading.CancellationTokenSource.CancelAfter",
        "Microsoft.EntityFrameworkCore.", "Microsoft.AspNetCore.", "Microsoft.Data.", "Microsoft.Extensions.DependencyInjection.", "Microsoft.DurableTask.Client.",
        "Npgsql.", "Azure.", "SendGrid.", "Grants.Data.GrantsDb", "Grants.Data.Outbox", "Grants.Notifications.Notifier",
    ];

    public static TheoryData<string> BadOrchestrators() => [.. All(typeof(BadOrchestrations).Assembly).Select(method => method.Name)];

    [Fact]
    public void Orchestrators_AreDeterministic()
    {
        var orchestrators = All(typeof(GrantsServices).Assembly);
        Assert.NotEmpty(orchestrators);
        Assert.Empty(orchestrators.SelectMany(Faults));
    }

    /// <summary>The rule itself is tested: each of these breaks it once, in one of the places where that hides.</summary>
    [Theory]
    [MemberData(nameof(BadOrchestrators))]
    public void Fault_IsFound(string name) => Assert.NotEmpty(Faults(All(typeof(BadOrchestrations).Assembly).Single(method => method.Name == name)));

    [Fact]
    public void GoodOrchestrator_HasNoFault() => Assert.Empty(Faults(typeof(GoodOrchestration).GetMethod(nameof(GoodOrchestration.RunAsync))!));

    private static List<MethodInfo> All(Assembly assembly) =>
    [
        .. assembly.GetTypes().Where(type => type != typeof(GoodOrchestration)).SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null)),
    ];

    private static List<string> Faults(MethodInfo orchestrator)
    {
        var faults = new List<string>();
        if (!orchestrator.IsStatic) faults.Add($"{orchestrator.DeclaringType} is given services: an orchestrator is a static method of a static class");
        if (orchestrator.GetParameters().Any(parameter => parameter.ParameterType.IsAssignableTo(typeof(ILogger)) || parameter.ParameterType.IsAssignableTo(typeof(DbContext))))
            faults.Add($"{orchestrator} is given a service");
        foreach (var method in Code.Reachable(orchestrator))
        {
            if (method.DeclaringType is { } type && type.IsAssignableTo(typeof(DbContext))) continue; // Named already, by whoever calls it.
            faults.AddRange(Code.Mentions(method).SelectMany(Names).Where(IsBanned).Select(name => $"{method.DeclaringType}.{method.Name} uses {name}"));
        }

        return faults;
    }

    // 'get_UtcNow' of a type reads as 'System.DateTime.UtcNow'; a constructor as the type.
    private static IEnumerable<string> Names(MemberInfo member)
    {
        var type = member as Type ?? member.DeclaringType;
        if (type is null || type.IsGenericParameter) yield break;
        if (type.IsConstructedGenericType)
        {
            foreach (var argument in type.GetGenericArguments().SelectMany(Names)) yield return argument;
            type = type.GetGenericTypeDefinition();
        }

        if (type.FullName is not { } name) yield break;
        yield return name;
        if (member is MethodInfo method) yield return $"{name}.{(method.IsSpecialName ? method.Name[(method.Name.IndexOf('_') + 1)..] : method.Name)}";
        // A delay or a cancellation by the machine's clock.
        if (member is ConstructorInfo constructor && type == typeof(CancellationTokenSource) && constructor.GetParameters().Length > 0) yield return "System.Threading.CancellationTokenSource.CancelAfter";
    }

    private static bool IsBanned(string name) => _banned.Any(banned => banned.EndsWith('.') ? name.StartsWith(banned, StringComparison.Ordinal) : name == banned);
}

/// <summary>Breaks no rule, with everything that an orchestrator does use.</summary>
public static class GoodOrchestration
{
    [Function("Good")]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var log = context.CreateReplaySafeLogger("Good");
        log.LogInformation("Started at {At} with {Id}.", context.CurrentUtcDateTime, context.NewGuid());
        using var stop = new CancellationTokenSource();
        var timer = context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), stop.Token);
        var rung = context.WaitForExternalEvent<Guid>("Rung");
        var answers = await Task.WhenAll(new[] { 1, 2 }.Select(n => context.CallActivityAsync<int>("Count", n)));
        if (await Task.WhenAny(timer, rung) == rung) await stop.CancelAsync();
        try
        {
            await context.CallActivityAsync("Finish", answers.Sum());
        }
        catch (TaskFailedException failure)
        {
            log.LogWarning("Failed: {Type}", failure.FailureDetails.ErrorType);
        }

        return "done";
    }
}

/// <summary>Each breaks one rule.</summary>
public class BadOrchestrations(TimeProvider clock)
{
    private static readonly Guid _made = Guid.NewGuid();

    [Function("ReadsTheClock")]
    public static async Task<DateTime> ReadsTheClock([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.CallActivityAsync("Something");
        return DateTime.UtcNow;
    }

    [Function("IsGivenAService")]
    public Task<DateTimeOffset> IsGivenAService([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(clock.GetUtcNow());

    [Function("MakesAGuidInALambda")]
    public static Task<Guid[]> MakesAGuidInALambda([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.FromResult(new[] { 1, 2 }.Select(_ => Guid.NewGuid()).ToArray());

    [Function("MakesAGuidInAHelpersHelper")]
    public static async Task<Guid> MakesAGuidInAHelpersHelper([OrchestrationTrigger] TaskOrchestrationContext context) => await Helper();

    [Function("ReadsAFieldThatWasMadeByChance")]
    public static Task<Guid> ReadsAFieldThatWasMadeByChance([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(_made);

    [Function("SleepsByItself")]
    public static async Task SleepsByItself([OrchestrationTrigger] TaskOrchestrationContext context) => await Task.Delay(1);

    [Function("LeavesItsThread")]
    public static async Task LeavesItsThread([OrchestrationTrigger] TaskOrchestrationContext context) => await Task.Run(() => 1);

    [Function("ReadsAFile")]
    public static async Task<string> ReadsAFile([OrchestrationTrigger] TaskOrchestrationContext context) => await File.ReadAllTextAsync("x");

    [Function("AsksTheDatabase")]
    public static async Task<bool> AsksTheDatabase([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await using var db = new Data.GrantsDb(new DbContextOptions<Data.GrantsDb>());
        return await db.Database.CanConnectAsync();
    }

    [Function("Throws")]
    public static Task DrawsLots([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(Random.Shared.Next());

    [Function("GivesUpByTheMachinesClock")]
    public static async Task GivesUpByTheMachinesClock([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var limit = new CancellationTokenSource(1000);
        await context.CreateTimer(TimeSpan.FromDays(1), limit.Token);
    }

    [Function("IsGivenALogger")]
    public static Task IsGivenALogger([OrchestrationTrigger] TaskOrchestrationContext context, ILogger log) => Task.CompletedTask;

    private static async Task<Guid> Helper()
    {
        await Task.CompletedTask;
        return Deeper();
    }

    private static Guid Deeper() => Guid.NewGuid();
}
