using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grants.Data;

namespace Grants.Reviews.ScoreApplication;

/// <summary>A line of a score sheet after it was to be kept.</summary>
/// <param name="Version">Its version now.</param>
/// <param name="At">When (UTC).</param>
/// <param name="IsOther">Whether another text was saved meanwhile, which stands.</param>
internal sealed record KeptLine(int Version, DateTime At, bool IsOther);

/// <summary>
/// What a reviewer had before them when they wrote: the whole sheet in one version, or each line in one of its own, so that a second window of theirs does not overwrite what
/// the first has saved. A line's version is made from what it says.
/// </summary>
internal sealed record SheetSeen
{
    /// <summary>The comment on the application as a whole, as a line.</summary>
    public static readonly Guid Overall = Guid.Empty;

    private readonly int? _version;
    private readonly Dictionary<Guid, int> _lines;

    private SheetSeen(int? version, Dictionary<Guid, int> lines) => (_version, _lines) = (version, lines);

    /// <summary>The whole sheet.</summary>
    public static SheetSeen Whole(int version) => new(version, []);

    /// <summary>Each line.</summary>
    public static SheetSeen Lines(Dictionary<Guid, int> versions) => new(null, versions);

    /// <summary>A line of the sheet as it is kept.</summary>
    public static ScoreLine LineOf(ReviewAssignment assignment, Guid criterionId) =>
        criterionId == Overall ? new ScoreLine(Overall, null, assignment.Overall) : assignment.LineOf(criterionId);

    /// <summary>The version of a line; 0 while nothing stands in it.</summary>
    public static int VersionOf(ScoreLine line) => VersionOf(line.Value, line.Comment);

    /// <inheritdoc cref="VersionOf(ScoreLine)"/>
    public static int VersionOf(int? value, string comment)
    {
        if (value is null && comment.Length == 0) return 0;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{value}|{comment}")));
        return BinaryPrimitives.ReadInt32BigEndian(hash) & int.MaxValue;
    }

    /// <summary>Refused when something else stands there now than what was seen, and than what was typed.</summary>
    /// <param name="assignment">The sheet as it is kept.</param>
    /// <param name="lines">What was typed.</param>
    /// <param name="overall">What was typed about the whole.</param>
    public Outcome WhyNot(ReviewAssignment assignment, IReadOnlyList<ScoreLine> lines, string overall)
    {
        if (_version is { } version) return version == assignment.Version ? Outcome.Done : Refusal.Changed();
        var other = lines.Index().Where(line => IsOther(line.Item)).Select(line => $"Scores[{line.Index}].Comment").ToList();
        if (IsOther(new ScoreLine(Overall, null, overall))) other.Add("Overall");
        return other.Count == 0 ? Outcome.Done : Refusal.Invalid(other.ToDictionary(field => field, _ => T("You saved something else here in another window. Change the text in the field if you like, and save it again")));

        bool IsOther(ScoreLine typed) => LineOf(assignment, typed.CriterionId) is var stands && stands != typed && VersionOf(stands) != _lines.GetValueOrDefault(typed.CriterionId);
    }
}
