using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Grants.Conventions.Tests;

/// <summary>The functions that a deployment has. A renamed one leaves running instances without their code, so somebody looks at the list.</summary>
public sealed class FunctionTests
{
    private static readonly List<(string Name, MethodInfo Method)> _functions =
    [
        .. typeof(GrantsServices).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => (method.GetCustomAttribute<FunctionAttribute>()?.Name!, method)).Where(function => function.Item1 is not null),
    ];

    [Fact]
    public void Functions_AreTheApprovedOnes() =>
        Approved.Matches(string.Concat(_functions.Select(function => $"{function.Name}: {Trigger(function.Method)}\n").Order(StringComparer.Ordinal)), "Functions.approved.txt");

    [Fact]
    public void Function_IsFoundByThePlatform()
    {
        Assert.NotEmpty(_functions);
        Assert.All(_functions, function =>
        {
            Assert.True(function.Method.IsPublic && function.Method.DeclaringType!.IsVisible, $"{function.Name} is not public.");
            Assert.Equal(1, function.Method.GetParameters().Count(parameter => parameter.GetCustomAttributes().Any(IsTrigger)));
        });
        Assert.Equal(_functions.Count, _functions.Select(function => function.Name.ToUpperInvariant()).Distinct().Count());
    }

    private static string Trigger(MethodInfo method) => method.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes()).First(IsTrigger) switch
    {
        TimerTriggerAttribute timer => $"timer {timer.Schedule}",
        OrchestrationTriggerAttribute => "orchestration",
        ActivityTriggerAttribute => "activity",
        var other => other.GetType().Name,
    };

    private static bool IsTrigger(Attribute attribute) => attribute.GetType().Name.EndsWith("TriggerAttribute", StringComparison.Ordinal);
}
