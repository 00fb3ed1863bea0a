using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Grants.DurableEngine.Tests.Properties;

public enum StepKind
{
    Activity,
    FanOut,
    Timer,
    Wait,
    WaitWithTimeout,
    WaitForAny,
    Child,
    ContinueAsNew,
}

/// <summary>One step of a random orchestration.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Event">The event it waits for.</param>
/// <param name="Other">The other event of <see cref="StepKind.WaitForAny"/>.</param>
/// <param name="Minutes">A timer's or timeout's length, or the interval between retries.</param>
/// <param name="Failures">How often the activity fails before it works.</param>
/// <param name="Attempts">How often it is tried.</param>
public sealed record ScriptStep(StepKind Kind, string Event = "", string Other = "", int Minutes = 0, int Failures = 0, int Attempts = 1);

/// <summary>The rest of a script, and what its steps have come to so far.</summary>
public sealed record Script(IReadOnlyList<ScriptStep> Steps, IReadOnlyList<string> Trace);

/// <summary>Counts failures by instance and step: what an activity does must not depend on the engine.</summary>
public sealed class FailurePlan
{
    private readonly Dictionary<string, int> _failed = [];

    public bool FailsNow(string step, int times)
    {
        lock (_failed)
        {
            var before = _failed.GetValueOrDefault(step);
            _failed[step] = before + 1;
            return before < times;
        }
    }
}

public sealed record PlannedWork(string Step, int Failures);

internal sealed class ScriptFunctions(FailurePlan plan)
{
    [Function(nameof(RunScript))]
    public static async Task<IReadOnlyList<string>?> RunScript([OrchestrationTrigger] TaskOrchestrationContext context, Script script)
    {
        var trace = new List<string>(script.Trace);
        for (var i = 0; i < script.Steps.Count; i++)
        {
            var step = script.Steps[i];
            if (step.Kind == StepKind.ContinueAsNew)
            {
                context.ContinueAsNew(new Script([.. script.Steps.Skip(i + 1)], [.. trace, "anew"]));
                return null;
            }

            var result = await RunStep(context, step, $"{trace.Count}");
            trace.Add($"{result} at {(context.CurrentUtcDateTime - EngineHost.Start.UtcDateTime).TotalMinutes}");
            context.SetCustomStatus(trace);
        }

        return trace;
    }

    [Function(nameof(WorkByPlan))]
    public string WorkByPlan([ActivityTrigger] PlannedWork work, string instanceId)
        => plan.FailsNow($"{instanceId}/{work.Step}", work.Failures) ? throw new TimeoutException($"{work.Step} fails") : "worked";

    private static async Task<string> RunStep(TaskOrchestrationContext context, ScriptStep step, string name)
    {
        switch (step.Kind)
        {
            case StepKind.Activity:
                try
                {
                    var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(step.Attempts, TimeSpan.FromMinutes(step.Minutes)));
                    return await context.CallActivityAsync<string>(nameof(WorkByPlan), new PlannedWork(name, step.Failures), retry);
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.ErrorMessage;
                }

            case StepKind.FanOut:
                var all = await Task.WhenAll(Enumerable.Range(0, step.Attempts).Select(
                    n => context.CallActivityAsync<string>(nameof(WorkByPlan), new PlannedWork($"{name}.{n}", 0))));
                return string.Join(' ', all);
            case StepKind.Timer:
                await context.CreateTimer(TimeSpan.FromMinutes(step.Minutes), CancellationToken.None);
                return "woke";
            case StepKind.Wait:
                return $"{step.Event}={await context.WaitForExternalEvent<int>(step.Event)}";
            case StepKind.WaitWithTimeout:
                try
                {
                    return $"{step.Event}={await context.WaitForExternalEvent<int>(step.Event, TimeSpan.FromMinutes(step.Minutes))}";
                }
                catch (TaskCanceledException)
                {
                    return "timed out";
                }

            case StepKind.WaitForAny:
                var one = context.WaitForExternalEvent<int>(step.Event);
                var other = context.WaitForExternalEvent<int>(step.Other);
                return await Task.WhenAny(one, other) == one ? $"{step.Event}={await one}" : $"{step.Other}={await other}";
            case StepKind.Child:
                var child = new Script([new ScriptStep(StepKind.Timer, Minutes: step.Minutes)], []);
                return string.Join(' ', await context.CallSubOrchestratorAsync<string[]>(nameof(RunScript), child));
            default:
                throw new InvalidOperationException($"{step.Kind} is not a step.");
        }
    }
}
