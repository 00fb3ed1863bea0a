using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.DurableEngine.Tests.Properties;

/// <summary>Any orchestration, under any sequence of events, clock moves, suspensions, restarts and evictions, comes to what the model says.</summary>
public sealed class InterleavingTests
{
    private static readonly Gen<string> EventName = Gen.Elements("a", "b", "c");
    private static readonly Gen<int> Minutes = Gen.Choose(1, 20);

    private static readonly Gen<ScriptStep> Step = Gen.OneOf(
        from failures in Gen.Choose(0, 3)
        from attempts in Gen.Choose(1, 3)
        from minutes in Minutes
        select new ScriptStep(StepKind.Activity, Minutes: minutes, Failures: failures, Attempts: attempts),
        from count in Gen.Choose(1, 4) select new ScriptStep(StepKind.FanOut, Attempts: count),
        from minutes in Minutes select new ScriptStep(StepKind.Timer, Minutes: minutes),
        from name in EventName select new ScriptStep(StepKind.Wait, name),
        from name in EventName from minutes in Minutes select new ScriptStep(StepKind.WaitWithTimeout, name, Minutes: minutes),
        from name in EventName from other in EventName where name != other select new ScriptStep(StepKind.WaitForAny, name, other),
        from minutes in Minutes select new ScriptStep(StepKind.Child, Minutes: minutes),
        Gen.Constant(new ScriptStep(StepKind.ContinueAsNew)));

    private static readonly Gen<Input> AnyInput = Gen.Frequency(
        (6, from name in EventName from value in Gen.Choose(0, 99) select new Input(InputKind.Raise, name, value)),
        (4, from minutes in Gen.Choose(1, 15) select new Input(InputKind.Advance, Minutes: minutes)),
        (1, Gen.Constant(new Input(InputKind.Suspend))),
        (1, Gen.Constant(new Input(InputKind.Resume))),
        (1, Gen.Constant(new Input(InputKind.Restart))),
        (2, Gen.Constant(new Input(InputKind.Evict))));

    private static readonly Gen<Case> Cases =
        from steps in Step.NonEmptyListOf()
        from inputs in AnyInput.ListOf()
        from hurried in Gen.Elements(true, false)
        select new Case([.. steps], [.. inputs], hurried);

    [Fact]
    public void AnyInterleaving_ComesToWhatTheModelSays()
        => Prop.ForAll(Arb.From(Cases, Shrink), c => RunAsync(c).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(25));

    private static IEnumerable<Case> Shrink(Case c)
    {
        for (var i = 0; i < c.Inputs.Count; i++)
            yield return c with { Inputs = [.. c.Inputs.Where((_, n) => n != i)] };
        for (var i = 0; i < c.Steps.Count && c.Steps.Count > 1; i++)
            yield return c with { Steps = [.. c.Steps.Where((_, n) => n != i)] };
    }

    private static async Task<bool> RunAsync(Case c)
    {
        var plan = new FailurePlan();
        await using var host = await EngineHost.StartAsync(services: s => s.AddSingleton(plan));
        var model = new ScriptModel(c.Steps);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(ScriptFunctions.RunScript), new Script(c.Steps, []), new Microsoft.DurableTask.StartOrchestrationOptions("script"));

        // Where a loser of WaitForAny still waits, it matters whether an event comes before or after the next wait begins; elsewhere
        // it must not, and so inputs come while activities run.
        var hurried = c.Hurried && c.Steps.All(s => s.Kind != StepKind.WaitForAny);
        if (!hurried)
            await host.IdleAsync();
        foreach (var input in c.Inputs)
        {
            model.Take(input);
            await ApplyAsync(host, input, hurried);
        }

        // What is suspended goes on, so that every case is compared to its end or to what it waits for.
        model.Take(new Input(InputKind.Resume));
        await ApplyAsync(host, new Input(InputKind.Resume), hurried);
        await host.IdleAsync();

        var instance = await host.GetAsync("script");
        var status = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed;
        var trace = status ? instance.ReadOutputAs<string[]>() : instance.ReadCustomStatusAs<string[]>();
        var expected = model.IsCompleted ? model.Trace : model.Trace.SkipLastAnew();
        Assert.True(instance.RuntimeStatus is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Running, $"{instance.FailureDetails}");
        Assert.Equal(model.IsCompleted, status);
        Assert.Equal(expected, trace ?? []);
        return true;
    }

    private static async Task ApplyAsync(EngineHost host, Input input, bool hurried)
    {
        if (input.Kind is not (InputKind.Raise or InputKind.Evict or InputKind.Restart))
            await host.IdleAsync();
        switch (input.Kind)
        {
            case InputKind.Raise:
                await host.Client.RaiseEventAsync("script", input.Event.ToUpperInvariant(), input.Value);
                break;
            case InputKind.Advance:
                host.Clock.Advance(TimeSpan.FromMinutes(input.Minutes));
                await host.IdleAsync();
                break;
            case InputKind.Suspend:
                await host.Client.SuspendInstanceAsync("script");
                await host.IdleAsync();
                break;
            case InputKind.Resume:
                await host.Client.ResumeInstanceAsync("script");
                await host.IdleAsync();
                break;
            case InputKind.Restart:
                await host.RestartAsync();
                break;
            case InputKind.Evict:
                host.Engine.Core.EvictAll();
                break;
        }

        if (!hurried)
            await host.IdleAsync();
    }

    private sealed record Case(IReadOnlyList<ScriptStep> Steps, IReadOnlyList<Input> Inputs, bool Hurried)
    {
        public override string ToString()
            => $"{string.Join("\n", Steps)}\n--\n{string.Join("\n", Inputs)}\n{(Hurried ? "hurried" : "step by step")}";
    }
}

internal static class TraceExtensions
{
    /// <summary>The custom status shows a step's result; that a new generation began shows only with its first result.</summary>
    public static IEnumerable<string> SkipLastAnew(this List<string> trace)
        => trace.Take(trace.FindLastIndex(t => t != "anew") + 1);
}
