using System.Text;

namespace Grants.Lifecycle;

/// <summary>Draws <see cref="GrantLifecycle"/> as a Mermaid state diagram, which README shows.</summary>
public static class StateDiagram
{
    /// <summary>The diagram's text, with '\n' line ends. The same map always gives the same text.</summary>
    public static string Mermaid()
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        foreach (var track in Enum.GetValues<Track>())
        {
            text.Append("    state \"").Append(track).Append("\" as ").Append(track).Append("Track {\n");
            foreach (var rule in GrantLifecycle.Stages.Where(rule => rule.Track == track))
                text.Append("        ").Append(rule.Stage).Append(": ").Append(rule.StaffLabel).Append('\n');
            foreach (var transition in GrantLifecycle.Transitions.Where(transition => GrantLifecycle.Of(transition.To).Track == track))
            {
                foreach (var from in transition.From.Count == 0 ? ["[*]"] : transition.From.Select(stage => stage.ToString()))
                    text.Append("        ").Append(from).Append(" --> ").Append(transition.To).Append(": ").Append(transition.Act)
                        .Append(" (").Append(transition.By).Append(")\n");
            }

            text.Append("    }\n");
        }

        return text.ToString();
    }
}
