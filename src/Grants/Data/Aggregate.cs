using Grants.Lifecycle;

namespace Grants.Data;

/// <summary>
/// What changes as one: it carries the version that every edit names, and an audit chain of its own. <see cref="GrantsDb"/> raises
/// <see cref="Version"/> with every change of it and refuses a change made from another version.
/// </summary>
internal abstract class Aggregate
{
    public Guid Id { get; protected init; } = Guid.CreateVersion7();

    public int Version { get; internal set; }
}

/// <summary>An aggregate with a stage of <see cref="GrantLifecycle"/>.</summary>
internal abstract class StagedAggregate : Aggregate
{
    public Stage Stage { get; private set; }

    /// <summary>When the stage was entered (UTC): deadlines that count from then do.</summary>
    public DateTime StageSince { get; private set; }

    /// <summary>The deadline of the present stage for a stage that counts from its beginning (UTC).</summary>
    public DateTime StageDeadline => GrantLifecycle.DeadlineOf(Stage).At(StageSince);

    /// <summary>Begins the track.</summary>
    protected void Begin(Act act, DateTime now)
    {
        var transition = GrantLifecycle.Of(act);
        if (transition.From.Count != 0) throw new InvalidOperationException($"{act} does not begin a track.");
        (Stage, StageSince) = (transition.To, now);
    }

    /// <summary>Moves to the stage that the act leads to, or refuses when the map does not allow it from here.</summary>
    protected Outcome Move(Act act, DateTime now)
    {
        var transition = GrantLifecycle.Of(act);
        if (!transition.From.Contains(Stage))
            return Refusal.WrongStage(T($"\"{T(transition.Label)}\" is not possible now: the stage is \"{T(GrantLifecycle.Of(Stage).ApplicantLabel)}\". Go back and look at what it says now."));
        (Stage, StageSince) = (transition.To, now);
        return Outcome.Done;
    }
}
