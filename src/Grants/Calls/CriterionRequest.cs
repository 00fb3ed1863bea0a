using Grants.Forms;

namespace Grants.Calls;

/// <summary>A criterion as programs send it.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Weight">Percent; the weights of a rubric sum to 100.</param>
/// <param name="Guidance">What reviewers look for.</param>
internal sealed record CriterionRequest(string Title, int Weight, string? Guidance = null)
{
    /// <summary>The rubric that is sent; what is left out is what is usual in the programme for a kind of call.</summary>
    public static Rubric Rubric(IReadOnlyList<CriterionRequest>? criteria, IReadOnlyList<ScaleStep>? scale, CallKind kind = CallKind.OneStage) => RubricJson.Clean(new Rubric(
        criteria is null ? DefaultForm.Rubric(kind).Criteria : [.. criteria.Select(criterion => new Criterion(criterion.Title, criterion.Guidance ?? "", criterion.Weight))],
        scale ?? DefaultForm.Scale));
}
