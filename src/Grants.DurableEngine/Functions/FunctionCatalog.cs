using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Grants.DurableEngine;

/// <summary>What makes a function run.</summary>
public enum FunctionTrigger
{
    /// <summary>An orchestration: <c>[OrchestrationTrigger]</c>.</summary>
    Orchestration,

    /// <summary>An orchestration calls it: <c>[ActivityTrigger]</c>.</summary>
    Activity,

    /// <summary>A schedule: <c>[TimerTrigger]</c>.</summary>
    Timer,

    /// <summary>A request: <c>[HttpTrigger]</c>. Listed here, run by the Azure host only.</summary>
    Http,
}

/// <summary>One function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Trigger">What makes it run.</param>
/// <param name="Method">The method.</param>
/// <param name="Schedule">The crontab expression (six fields, UTC) of a timer-triggered function; else null.</param>
public sealed record FunctionDescription(string Name, FunctionTrigger Trigger, MethodInfo Method, string? Schedule);

/// <summary>The functions of an application, found by reflection over <c>[Function]</c> methods, as the isolated worker finds them.</summary>
public sealed class FunctionCatalog
{
    private readonly FrozenDictionary<(FunctionTrigger, string), FunctionInvoker> _invokers;

    private FunctionCatalog(IReadOnlyList<FunctionDescription> functions)
    {
        Functions = functions;
        var twice = functions.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"Two functions are named '{twice.Key}': {string.Join(", ", twice.Select(f => Where(f.Method)))}.");
        _invokers = functions.Where(f => f.Trigger != FunctionTrigger.Http)
            .ToFrozenDictionary(f => (f.Trigger, f.Name.ToUpperInvariant()), f => new FunctionInvoker(f));
    }

    /// <summary>All functions, by name.</summary>
    public IReadOnlyList<FunctionDescription> Functions { get; }

    /// <summary>Finds the functions of some assemblies.</summary>
    /// <param name="assemblies">The assemblies.</param>
    /// <exception cref="InvalidOperationException">Two functions share a name, or a parameter cannot be bound; the message says which.</exception>
    public static FunctionCatalog FromAssemblies(params IEnumerable<Assembly> assemblies)
        => FromTypes(assemblies.Distinct().SelectMany(a => a.GetTypes()));

    internal static FunctionCatalog FromTypes(params IEnumerable<Type> types)
    {
        const BindingFlags methods = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var found =
            from type in types
            from method in type.GetMethods(methods)
            let attribute = method.GetCustomAttribute<FunctionAttribute>()
            where attribute is not null
            orderby attribute.Name
            select Describe(attribute.Name, method);
        return new FunctionCatalog([.. found]);
    }

    internal static string Where(MethodInfo method) => $"{method.DeclaringType}.{method.Name}";

    internal FunctionInvoker? Find(FunctionTrigger trigger, string name) => _invokers.GetValueOrDefault((trigger, name.ToUpperInvariant()));

    private static FunctionDescription Describe(string name, MethodInfo method)
    {
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is { } orchestration)
                return new FunctionDescription(orchestration.Orchestration ?? name, FunctionTrigger.Orchestration, method, null);
            if (parameter.GetCustomAttribute<ActivityTriggerAttribute>() is { } activity)
                return new FunctionDescription(activity.Activity ?? name, FunctionTrigger.Activity, method, null);
            if (parameter.GetCustomAttribute<TimerTriggerAttribute>() is { } timer)
                return new FunctionDescription(name, FunctionTrigger.Timer, method, timer.Schedule);
            if (parameter.GetCustomAttribute<HttpTriggerAttribute>() is not null)
                return new FunctionDescription(name, FunctionTrigger.Http, method, null);
        }

        throw new InvalidOperationException($"Function '{name}' ({Where(method)}) has no parameter with a trigger that this engine knows.");
    }
}
