using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Grants.Forms;

/// <summary>How applications are scored: weighted criteria, and one scale for all of them. Immutable; <see cref="RubricEdits"/> makes changed ones.</summary>
/// <param name="Criteria">In the order in which they are scored.</param>
/// <param name="Scale">From the lowest score to the highest, each one more than that before.</param>
public sealed record Rubric(
    [property: Description("What is scored, in order; the weights sum to 100.")] IReadOnlyList<Criterion> Criteria,
    [property: Description("What each score stands for, from the lowest to the highest. The lowest is 0 or 1; each is one more than that before.")] IReadOnlyList<ScaleStep> Scale)
{
    /// <summary>The most criteria.</summary>
    public const int MostCriteria = 20;

    /// <summary>The fewest scores of a scale.</summary>
    public const int FewestSteps = 2;

    /// <summary>The most scores of a scale.</summary>
    public const int MostSteps = 11;

    /// <summary>The lowest score.</summary>
    [JsonIgnore]
    public int Lowest => Scale[0].Value;

    /// <summary>The highest score.</summary>
    [JsonIgnore]
    public int Highest => Scale[^1].Value;

    /// <summary>The sum of the weights, in percent; 100 when the rubric is in order.</summary>
    [JsonIgnore]
    public long Weight => Criteria.Sum(criterion => (long)criterion.Weight);

    /// <summary>The criterion with an id; null when there is none.</summary>
    public Criterion? Find(Guid id) => Criteria.FirstOrDefault(criterion => criterion.Id == id);

    /// <summary>Everything that must be put right before a call with this rubric can be published; empty when it is in order.</summary>
    public IReadOnlyList<string> Problems() => [.. Criteria.SelectMany(criterion => criterion.Problems().Select(problem => problem.Message)), .. OfCriteria(), .. OfScale()];

    private IEnumerable<string> OfCriteria()
    {
        if (Criteria.Count is 0 or > MostCriteria) yield return T($"A rubric has from 1 to {MostCriteria} criteria");
        else if (Weight < 100) yield return T($"The weights must sum to 100; they sum to {Weight}, so {100 - Weight}% is missing");
        else if (Weight > 100) yield return T($"The weights must sum to 100; they sum to {Weight}, which is {Weight - 100}% too much");
    }

    private IEnumerable<string> OfScale()
    {
        if (Scale.Count is < FewestSteps or > MostSteps) yield return T($"A scale has from {FewestSteps} to {MostSteps} scores");
        else if (Scale[0].Value is not (0 or 1) || Scale.Index().Any(step => step.Item.Value != Scale[0].Value + step.Index)) yield return T("A scale starts at 0 or 1, and each score is one more than that before");
        foreach (var problem in Scale.SelectMany(step => step.Problems())) yield return problem.Message;
    }
}

/// <summary>One criterion of a rubric.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Guidance">What reviewers look for.</param>
/// <param name="Weight">Percent.</param>
public sealed record Criterion(
    [property: Description("What the criterion is called; up to 200 characters.")] string Title,
    [property: Description("What reviewers look for; up to 2,000 characters.")] string Guidance,
    [property: Description("Percent; the weights of a rubric sum to 100.")] int Weight)
{
    /// <summary>What scores refer to.</summary>
    [Description("What scores refer to; the system gives a new one when a rubric is imported.")]
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What must be put right: the property's name and the message.</summary>
    public IEnumerable<(string Field, string Message)> Problems()
    {
        if (Title.Length is 0 or > 200) yield return (nameof(Title), T("Give the criterion a title of up to 200 characters"));
        if (Guidance.Length > 2000) yield return (nameof(Guidance), Title.Length == 0 ? T("Shorten what reviewers look for to 2,000 characters") : T($"Shorten what reviewers look for under '{Title}' to 2,000 characters"));
        if (Weight is < 1 or > 100) yield return (nameof(Weight), Title.Length == 0 ? T("Give the criterion a weight from 1 to 100 percent") : T($"Give '{Title}' a weight from 1 to 100 percent"));
    }
}

/// <summary>One score of a scale.</summary>
/// <param name="Value">What a reviewer gives.</param>
/// <param name="Label">What it is called, such as 'Good'.</param>
/// <param name="Meaning">What an application is like that deserves it.</param>
public sealed record ScaleStep(
    [property: Description("The score: a whole number.")] int Value,
    [property: Description("What it is called, such as 'Good'; up to 60 characters.")] string Label,
    [property: Description("What an application is like that deserves it; up to 500 characters.")] string Meaning)
{
    /// <summary>The score with its name, such as '4: Good'.</summary>
    [JsonIgnore]
    public string Words => T($"{Value}: {Label}");

    /// <summary>What must be put right: the property's name and the message.</summary>
    public IEnumerable<(string Field, string Message)> Problems()
    {
        if (Label.Length is 0 or > 60) yield return (nameof(Label), T($"Give the score {Value} a name of up to 60 characters"));
        if (Meaning.Length is 0 or > 500) yield return (nameof(Meaning), T($"Say in up to 500 characters what the score {Value} stands for"));
    }
}

/// <summary>Changes to a rubric, each giving a new one. What is not there is left alone: two people can press the same button.</summary>
public static class RubricEdits
{
    /// <summary>Adds a criterion at the end.</summary>
    public static Rubric Add(this Rubric rubric, Criterion criterion) => rubric with { Criteria = [.. rubric.Criteria, criterion] };

    /// <summary>Replaces the criterion with the same id.</summary>
    public static Rubric Change(this Rubric rubric, Criterion criterion) => rubric with { Criteria = [.. rubric.Criteria.Select(each => each.Id == criterion.Id ? criterion : each)] };

    /// <summary>Removes a criterion.</summary>
    public static Rubric Remove(this Rubric rubric, Guid id) => rubric with { Criteria = [.. rubric.Criteria.Where(criterion => criterion.Id != id)] };

    /// <summary>Moves a criterion one place.</summary>
    /// <param name="rubric">The rubric.</param>
    /// <param name="id">The criterion.</param>
    /// <param name="by">-1 for up, 1 for down.</param>
    public static Rubric Move(this Rubric rubric, Guid id, int by) => rubric with { Criteria = FormEdits.Moved(rubric.Criteria, criterion => criterion.Id == id, by) };

    /// <summary>The same rubric for another call: its scores are not those of this one.</summary>
    public static Rubric Renewed(this Rubric rubric) => rubric with { Criteria = [.. rubric.Criteria.Select(criterion => criterion with { Id = Guid.CreateVersion7() })] };
}
