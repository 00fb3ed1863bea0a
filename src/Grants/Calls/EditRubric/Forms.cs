using System.Globalization;
using Grants.Data;
using Grants.Forms;
using Grants.Portal;

namespace Grants.Calls.EditRubric;

#pragma warning disable CS1591 // Fields of the forms, named as the rubric names them.
/// <summary>A criterion as a manager types it.</summary>
public sealed class CriterionForm
{
    public int Version { get; init; }

    public string? Title { get; init; }

    public string? Guidance { get; init; }

    public string? Weight { get; init; }

    internal static CriterionForm Of(Criterion criterion, int version) =>
        new() { Version = version, Title = criterion.Title, Guidance = criterion.Guidance, Weight = criterion.Weight.ToString(CultureInfo.InvariantCulture) };

    /// <summary>What was typed; a weight that is no number is 0, which no criterion has.</summary>
    internal Criterion Read(Criterion? before) => new(Texts.Line(Texts.Clean(Title)), Texts.Clean(Guidance), PortalText.TryParseCount(Weight?.TrimEnd(' ', '%'), out var weight) ? weight : 0)
    {
        Id = before?.Id ?? Guid.CreateVersion7(),
    };
}

/// <summary>The weights of all criteria as a manager types them.</summary>
public sealed class WeightsForm
{
    public int Version { get; init; }

    public List<WeightLine>? Weights { get; init; }
}

/// <summary>The weight of one criterion as it was typed.</summary>
public sealed class WeightLine
{
    public Guid Id { get; init; }

    public string? Weight { get; init; }
}

/// <summary>A scale as a manager types it.</summary>
public sealed class ScaleForm
{
    public int Version { get; init; }

    /// <summary>The lowest score.</summary>
    public string? Lowest { get; init; }

    public List<StepLine>? Steps { get; init; }

    public string? Act { get; init; }

    internal static ScaleForm Of(IReadOnlyList<ScaleStep> scale, int version) => new()
    {
        Version = version,
        Lowest = scale[0].Value.ToString(CultureInfo.InvariantCulture),
        Steps = [.. scale.Select(step => new StepLine { Label = step.Label, Meaning = step.Meaning })],
    };

    /// <summary>The same with one more score above the highest, or without the highest.</summary>
    internal ScaleForm WithOne(bool more) => new()
    {
        Version = Version,
        Lowest = Lowest,
        Steps = more ? [.. (Steps ?? []).Take(Rubric.MostSteps - 1), new StepLine()] : [.. (Steps ?? []).Take(Math.Max(Rubric.FewestSteps, (Steps?.Count ?? 0) - 1))],
    };

    /// <summary>The scores in order: each is one more than that before.</summary>
    internal IReadOnlyList<ScaleStep> Read() =>
        [.. (Steps ?? []).Index().Select(step => new ScaleStep((Lowest == "1" ? 1 : 0) + step.Index, Texts.Line(Texts.Clean(step.Item.Label)), Texts.Clean(step.Item.Meaning)))];
}

/// <summary>One score as it was typed.</summary>
public sealed class StepLine
{
    public string? Label { get; init; }

    public string? Meaning { get; init; }
}
#pragma warning restore CS1591
