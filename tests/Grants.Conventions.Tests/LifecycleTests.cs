using Grants.Lifecycle;

namespace Grants.Conventions.Tests;

/// <summary>The lifecycle map is whole.</summary>
public sealed class LifecycleTests
{
    public static TheoryData<Stage> Stages() => [.. Enum.GetValues<Stage>()];

    public static TheoryData<Act> Acts() => [.. Enum.GetValues<Act>()];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_HasOneRuleWithLabels(Stage stage)
    {
        var rule = Assert.Single(GrantLifecycle.Stages, rule => rule.Stage == stage);
        Assert.NotEmpty(rule.StaffLabel.Trim());
        Assert.NotEmpty(rule.ApplicantLabel.Trim());
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_CanBeReached(Stage stage)
    {
        var track = GrantLifecycle.Of(stage).Track;
        var reached = GrantLifecycle.Transitions.Where(each => each.From.Count == 0 && GrantLifecycle.Of(each.To).Track == track).Select(each => each.To).ToHashSet();
        Assert.Single(reached); // Each track has one beginning.
        for (var before = 0; before != reached.Count;)
        {
            before = reached.Count;
            reached.UnionWith(GrantLifecycle.Transitions.Where(each => each.From.Any(reached.Contains)).Select(each => each.To));
        }

        Assert.Contains(stage, reached);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Act_HasOneTransitionWithinOneTrack(Act act)
    {
        var transition = Assert.Single(GrantLifecycle.Transitions, each => each.Act == act);
        Assert.NotEmpty(transition.Label.Trim());
        Assert.All(transition.From, from => Assert.Equal(GrantLifecycle.Of(transition.To).Track, GrantLifecycle.Of(from).Track));
        Assert.Equal(transition.From.Distinct(), transition.From);
    }

    /// <summary>Where somebody outside the programme's own time-table is waited for, there is a date and a consequence.</summary>
    [Theory]
    [MemberData(nameof(Stages))]
    public void StageWithWaiting_HasADeadline(Stage stage)
    {
        // Waits for the end of what it consists of: each application of a call, each milestone of a grant has deadlines of its own, and so has
        // a call as a whole for moderation and the reserve; what is recommended waits for its award. A draft of a call is nobody else's business;
        // an approved award's offer goes out at once; a withdrawn application may be reopened, and one that was not submitted in
        // time given more time: neither waits for anybody.
        Stage[] waitsForItsParts = [Stage.CallDraft, Stage.NotSubmitted, Stage.Withdrawn, Stage.GrantActive, Stage.Reviewed, Stage.OnReserve, Stage.Recommended, Stage.AwardApproved];
        var isLeft = GrantLifecycle.Transitions.Any(each => each.From.Contains(stage));
        var deadline = GrantLifecycle.Of(stage).Deadline;
        if (!isLeft) Assert.Null(deadline);
        else if (!waitsForItsParts.Contains(stage)) Assert.NotEmpty(Assert.IsType<Deadline>(deadline).Consequence);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Deadline_LeadsOnByTheClockFromThere(Stage stage)
    {
        if (GrantLifecycle.Of(stage).Deadline is not { Then: { } act }) return;
        Assert.Equal(Party.Clock, GrantLifecycle.Of(act).By);
        Assert.Contains(stage, GrantLifecycle.Of(act).From);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Reminders_ComeInOrderAndOncePerOccasion(Stage stage)
    {
        if (GrantLifecycle.Of(stage).Deadline is not { } deadline) return;
        var anchor = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var reminders = deadline.Reminders(anchor).ToList();
        Assert.Equal(reminders.OrderBy(reminder => reminder.At), reminders);
        Assert.Equal(reminders.Count, reminders.DistinctBy(reminder => reminder.Occasion).Count());
        // Nobody is reminded of what the clock has already ended.
        if (deadline.Then is not null) Assert.All(reminders, reminder => Assert.True(reminder.At <= deadline.At(anchor)));
    }

    [Fact]
    public void Readme_ShowsTheMap()
    {
        const string Begin = "<!-- lifecycle:begin -->\n```mermaid\n", End = "```\n<!-- lifecycle:end -->\n";
        var path = Path.Combine(Repository.Root, "README.md");
        var readme = File.ReadAllText(path);
        var from = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        Assert.True(from >= Begin.Length, "README has no diagram.");
        var to = readme.IndexOf(End, from, StringComparison.Ordinal);
        if (Approved.IsApproving) File.WriteAllText(path, readme[..from] + StateDiagram.Mermaid() + readme[to..]);
        else Assert.Equal(StateDiagram.Mermaid(), readme[from..to]);
    }
}
