using Grants.DurableEngine;

namespace Grants.Tests.Histories;

/// <summary>
/// Instances of every released version may be under way when new code goes live: the code must still do what their histories say. The histories lie
/// beside this test, one folder for each version. <see cref="WholeLifeTests"/>, <see cref="ByPathTests"/> and <see cref="SilenceTests"/> record those of the present
/// version when they run with GRANTS_RECORD=1; what was released is never recorded again.
/// </summary>
public sealed class HistoryTests
{
    private static readonly FunctionCatalog _catalog = FunctionCatalog.FromAssemblies(typeof(GrantsServices).Assembly);

    public static TheoryData<string> Recorded() => [.. RecordedHistories.Files()];

    public static TheoryData<string> Orchestrators() =>
        [.. _catalog.Functions.Where(function => function.Trigger == FunctionTrigger.Orchestration).Select(function => function.Name)];

    public static TheoryData<string> ActivitiesOfStages() =>
        [.. _catalog.Functions.Where(function => function.Trigger == FunctionTrigger.Activity).Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void RecordedHistory_FitsThePresentCode(string file) => Assert.Null(new HistoryReplayer(_catalog).Replay(RecordedHistories.Read(file)));

    [Theory]
    [MemberData(nameof(Orchestrators))]
    public void Orchestrator_HasARecordedHistory_WithWorkAndAWait(string orchestrator)
    {
        var histories = RecordedHistories.Files().Select(RecordedHistories.Read).Where(history => history.Orchestrator == orchestrator).ToList();
        Assert.True(histories.Count > 0, $"{orchestrator} has no recorded history. Run the tests beside this one with GRANTS_RECORD=1.");
        var kinds = histories.SelectMany(history => history.Events).Select(recorded => recorded.Kind).ToHashSet();
        Assert.Superset(new HashSet<string> { "TaskCompleted", "TimerCreated", "EventRaised", "ExecutionCompleted" }, kinds);
    }

    /// <summary>So the by-paths are recorded too: an offer that lapses, a report on hold, a time to reply that ends.</summary>
    [Theory]
    [MemberData(nameof(ActivitiesOfStages))]
    public void Activity_IsInARecordedHistory(string activity) =>
        Assert.Contains(activity, RecordedHistories.Files().Select(RecordedHistories.Read).SelectMany(RecordedHistories.Activities).ToHashSet());

    /// <summary>The replay itself is tested: a history of other code does not fit.</summary>
    [Theory]
    [MemberData(nameof(Recorded))]
    public void ChangedHistory_DoesNotFit(string file)
    {
        var history = RecordedHistories.Read(file);
        var last = history.Events.Last(recorded => recorded.Kind == "TaskScheduled");
        var changed = history with { Events = [.. history.Events.Select(recorded => recorded == last ? recorded with { Name = "AnotherActivity" } : recorded)] };

        Assert.Contains("AnotherActivity", new HistoryReplayer(_catalog).Replay(changed), StringComparison.Ordinal);
    }
}
