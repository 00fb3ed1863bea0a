using System.Reflection;
using System.Text.Json;
using Grants.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.AspNetCore.Routing;

namespace Grants.Conventions.Tests;

/// <summary>The functions that a deployment has. A renamed one leaves running instances without their code, so somebody looks at the list.</summary>
public sealed class FunctionTests
{
    private static readonly Assembly[] _deployed = [typeof(GrantsServices).Assembly, typeof(Web).Assembly];

    private static readonly List<(string Name, MethodInfo Method)> _functions =
    [
        .. _deployed.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
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

    [Fact]
    public void Web_TakesEveryMethodThatAnEndpointHas()
    {
        var web = typeof(Web).GetMethod(nameof(Web.RunAsync))!.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>()!;
        var methods = EndpointTests.All.SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => method.ToLowerInvariant()).ToHashSet();
        Assert.Superset(new HashSet<string> { "get", "post", "put", "delete" }, methods);
        Assert.Empty(methods.Except(web.Methods!));
        Assert.DoesNotContain(EndpointTests.All, endpoint => ReservedByTheHost(endpoint.RoutePattern.RawText!.TrimStart('/')));

        // The host keeps these paths for itself: a page there would never be asked for.
        static bool ReservedByTheHost(string path) => path.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || path.StartsWith("runtime", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ManagementPayload_OfAnOrchestration_IsMadeNowhere()
    {
        // Whoever holds one can end an orchestration, or feed it events, over the extension's webhook: none may reach a browser, so none is made.
        var mentioned = from type in _deployed.SelectMany(assembly => assembly.GetTypes())
                        from method in Code.MethodsOf(type)
                        from member in Code.Mentions(method).OfType<MethodBase>()
                        select (Where: $"{type}.{method.Name}", member.Name);
        var all = mentioned.ToList();
        Assert.Contains(all, mention => mention.Name == "ScheduleNewOrchestrationInstanceAsync");
        Assert.DoesNotContain(all, mention => mention.Name.Contains("CheckStatusResponse", StringComparison.Ordinal) || mention.Name.Contains("ManagementPayload", StringComparison.Ordinal));
    }

    [Fact]
    public void StaticConstructor_DoesNoWork()
    {
        // It would run at every cold start, in the middle of somebody's request, and what fails in it fails for good.
        Type[] work = [typeof(Task), typeof(Thread), typeof(File), typeof(Directory), typeof(Environment), typeof(System.Net.Http.HttpClient), typeof(System.Net.Sockets.Socket), typeof(System.Diagnostics.Process)];
        var constructors = _deployed.SelectMany(assembly => assembly.GetTypes()).Select(type => type.TypeInitializer).OfType<ConstructorInfo>().ToList();
        Assert.NotEmpty(constructors);
        var faults = from constructor in constructors
                     from member in Code.Mentions(constructor).OfType<MethodBase>()
                     where work.Contains(member.DeclaringType) || member.DeclaringType!.IsSubclassOf(typeof(Stream)) || member.Name.Contains("ManifestResource", StringComparison.Ordinal)
                     select $"{constructor.DeclaringType}: {member.DeclaringType}.{member.Name}";
        Assert.Empty(faults.Distinct());
    }

    [Fact]
    public void HostSettings_AreThoseThatTheProductReliesOn()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.json"));
        Assert.Equal("OpenTelemetry", host.RootElement.GetProperty("telemetryMode").GetString());
        var extensions = host.RootElement.GetProperty("extensions");
        // An empty prefix, or the portal is not at its own root.
        Assert.Equal("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        var durable = extensions.GetProperty("durableTask");
        Assert.Equal(("grants", "1.0.0", "CurrentOrOlder"), (Text(durable, "hubName"), Text(durable, "defaultVersion"), Text(durable, "versionMatchStrategy")));
        Assert.Equal("Base64", Text(durable.GetProperty("storageProvider"), "queueClientMessageEncoding"));
        // Event Grid writes Base64; a message is tried for as long as an upload needs to be recorded, and not for ever.
        var queues = extensions.GetProperty("queues");
        Assert.Equal("base64", Text(queues, "messageEncoding"));
        var patience = TimeSpan.Parse(Text(queues, "visibilityTimeout"), System.Globalization.CultureInfo.InvariantCulture) * queues.GetProperty("maxDequeueCount").GetInt32();
        Assert.InRange(patience, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));

        static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
    }

    private static string Trigger(MethodInfo method) => method.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes()).First(IsTrigger) switch
    {
        TimerTriggerAttribute timer => $"timer {timer.Schedule}",
        OrchestrationTriggerAttribute => "orchestration",
        ActivityTriggerAttribute => "activity",
        QueueTriggerAttribute queue => $"queue {queue.QueueName} of {queue.Connection ?? "the host's storage"}",
        HttpTriggerAttribute http => $"http {string.Join('+', http.Methods!)} /{http.Route} {http.AuthLevel}",
        var other => other.GetType().Name,
    };

    private static bool IsTrigger(Attribute attribute) => attribute.GetType().Name.EndsWith("TriggerAttribute", StringComparison.Ordinal);
}
