using System.Text.Json;
using Grants.Data;

namespace Grants.Forms;

/// <summary>A form as JSON: as it is kept, exported and imported.</summary>
public static class FormJson
{
    /// <summary>Where the schema is published.</summary>
    public const string SchemaPath = "/schemas/form.json";

    private static readonly PublishedJson<FormDefinition> Json = new(SchemaPath, "A form of a call for proposals");

    /// <summary>The form as it is kept: the same text for the same form.</summary>
    public static string Write(FormDefinition form) => Json.Write(form);

    /// <summary>The form as it is exported, for people to read as well.</summary>
    public static string WriteIndented(FormDefinition form) => Json.WriteIndented(form);

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="JsonException">It is no form.</exception>
    public static FormDefinition Read(string json) => Json.Read(json);

    /// <summary>Reads a form that comes from outside, in which each code stands for one thing; its texts are made clean. Whether the form is in order, <see cref="FormRules"/> says.</summary>
    /// <param name="json">The form; a '$schema' is allowed.</param>
    /// <param name="form">The form when there is no error.</param>
    /// <returns>What is wrong and where; null when it could be read.</returns>
    public static string? TryRead(string json, out FormDefinition form)
    {
        var (read, error) = Json.TryRead(json);
        form = read is null ? new FormDefinition([]) : Clean(read);
        return read is not null ? Twice(form) : error is null ? T("The form is not a JSON object") : T($"The form cannot be read: {error}");
    }

    /// <summary>The JSON schema (2020-12) of a form.</summary>
    public static string Schema => Json.Schema;

    private static string? Twice(FormDefinition form) =>
        Again(form.Sections.Select(section => section.Code)) is { } section ? T($"Two sections have the code '{section}': give each its own")
        : Again(form.Questions.Select(question => question.Code)) is { } question ? T($"Two questions have the code '{question}': give each its own")
        : null;

    private static string? Again(IEnumerable<string> codes) => codes.GroupBy(code => code).FirstOrDefault(same => same.Count() > 1)?.Key;

    private static FormDefinition Clean(FormDefinition form) => new([.. form.Sections.Select(section => section with
    {
        Title = Texts.Clean(section.Title),
        Intro = Given(section.Intro),
        Questions = [.. section.Questions.Select(question => question with
        {
            Text = Texts.Clean(question.Text),
            Help = Given(question.Help),
            Choices = [.. question.Choices.Select(choice => choice with { Text = Texts.Clean(choice.Text) })],
        })],
    })]);

    private static string? Given(string? text) => Texts.Clean(text) is { Length: > 0 } given ? given : null;
}
