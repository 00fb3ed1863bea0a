using System.Globalization;
using Grants.Lifecycle;

namespace Grants.Local.Demo;

/// <summary>Prints one line for each thing that happens, with the clock's date in UTC.</summary>
internal sealed class Timeline(TextWriter output, TimeProvider clock)
{
    private Dictionary<string, Stage> _stages = [];

    /// <summary>Somebody did something.</summary>
    public void Say(string who, string what) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-dd HH:mm}  {who,-42} {what}"));

    /// <summary>Prints what the system itself has moved since the last time; what people moved they have said themselves.</summary>
    public void Compare(Board board)
    {
        var stages = board.Stages().ToDictionary(row => row.Name, row => row.Stage);
        foreach (var (name, stage) in stages)
        {
            if (!_stages.TryGetValue(name, out var before) || before == stage) continue;
            var ways = GrantLifecycle.Transitions.Where(transition => transition.To == stage).ToList();
            if (ways.Any(way => way.By != Party.Clock && way.From.Contains(before))) continue;
            if (ways.Find(way => way.By == Party.Clock) is { } moved) Say(name, moved.Label);
        }

        _stages = stages;
    }
}
