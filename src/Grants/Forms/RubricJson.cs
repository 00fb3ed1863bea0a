using System.Text.Json;
using Grants.Data;

namespace Grants.Forms;

/// <summary>A rubric as JSON: as it is kept, exported and imported.</summary>
public static class RubricJson
{
    /// <summary>Where the schema is published.</summary>
    public const string SchemaPath = "/schemas/rubric.json";

    private static readonly PublishedJson<Rubric> Json = new(SchemaPath, "The rubric of a call for proposals");

    /// <summary>The rubric as it is kept: the same text for the same rubric.</summary>
    public static string Write(Rubric rubric) => Json.Write(rubric);

    /// <summary>The rubric as it is exported, for people to read as well.</summary>
    public static string WriteIndented(Rubric rubric) => Json.WriteIndented(rubric);

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="JsonException">It is no rubric.</exception>
    public static Rubric Read(string json) => Json.Read(json);

    /// <summary>Reads a rubric that comes from outside; its texts are made clean. Whether it is in order, <see cref="Rubric.Problems"/> says.</summary>
    /// <param name="json">The rubric; a '$schema' is allowed.</param>
    /// <param name="rubric">The rubric when there is no error.</param>
    /// <returns>What is wrong and where; null when it could be read.</returns>
    public static string? TryRead(string json, out Rubric rubric)
    {
        var (read, error) = Json.TryRead(json);
        rubric = read is null ? new Rubric([], []) : Clean(read);
        return read is not null ? null : error is null ? T("The rubric is not a JSON object") : T($"The rubric cannot be read: {error}");
    }

    /// <summary>The JSON schema (2020-12) of a rubric.</summary>
    public static string Schema => Json.Schema;

    /// <summary>The rubric with its texts made fit for the record, and ids of its own.</summary>
    internal static Rubric Clean(Rubric rubric) => new Rubric(
        [.. rubric.Criteria.Select(criterion => criterion with { Title = Texts.Line(Texts.Clean(criterion.Title)), Guidance = Texts.Clean(criterion.Guidance) })],
        [.. rubric.Scale.Select(step => step with { Label = Texts.Line(Texts.Clean(step.Label)), Meaning = Texts.Clean(step.Meaning) })]).Renewed();
}
