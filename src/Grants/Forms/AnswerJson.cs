using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Grants.Forms;

/// <summary>Answers as programs send them: one example of each kind, and the published schema. Tables come from the same shapes that read them.</summary>
internal static class AnswerJson
{
    /// <summary>Where the schema is published.</summary>
    public const string SchemaPath = "/schemas/answers.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The kinds of question that are answered with a value; a file is sent as a document.</summary>
    public static IEnumerable<QuestionKind> Kinds => Enum.GetValues<QuestionKind>().Where(kind => kind != QuestionKind.File);

    /// <summary>An answer to a question of a kind: choices are codes that such a question would have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Questions of this kind have no answer of their own.</exception>
    public static JsonNode Example(QuestionKind kind) => JsonNode.Parse(kind switch
    {
        QuestionKind.ShortText => "\"Legal aid for victims of trafficking (illustrative)\"",
        QuestionKind.LongText => "\"Legal aid in three provinces.\\nTraining for judges and police.\"",
        QuestionKind.Number => "240",
        QuestionKind.Money => "1000000",
        QuestionKind.Date => "\"2022-03-01\"",
        QuestionKind.YesNo or QuestionKind.Eligibility or QuestionKind.Declaration => "\"yes\"",
        QuestionKind.OneOf => "\"national\"",
        QuestionKind.ManyOf => "[\"women\", \"children\"]",
        QuestionKind.Country => "\"KH\"",
        QuestionKind.Pathway => "[\"NationalCapacity\", \"InclusivePolicy\"]",
        QuestionKind.Budget => """
            {"rows": [{"description": "Two lawyers", "category": "people", "requested": 6000000, "coFunding": 1000000}, {"description": "Training for judges", "category": "training", "requested": 4000000}],
             "totals": {"requested": 10000000, "coFunding": 1000000}}
            """,
        QuestionKind.LogFrame => """
            {"rows": [{"level": "outcome", "statement": "Victims use their rights", "indicator": "Victims with legal aid, in a year", "baseline": "120", "target": "360", "disaggregation": ["sex", "age"]},
             {"level": "output", "statement": "Paralegals are trained", "indicator": "Paralegals with a certificate", "target": "24"}]}
            """,
        QuestionKind.WorkPlan => """{"rows": [{"activity": "Train paralegals", "responsible": "Our training unit", "quarters": ["q1", "q2"]}]}""",
        QuestionKind.People => """{"rows": [{"name": "Illustrative Manager", "position": "Project manager", "time": 50, "experience": "Ten years of legal aid"}]}""",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Questions of this kind have no answer of their own."),
    })!;

    /// <summary>The announcement of a document that answers a question for files.</summary>
    public static JsonNode FileExample => JsonNode.Parse("""{"purpose": "Application", "subjectId": "0197c2a4-6f3e-7c11-9d52-3f6a8c1b2e47", "slot": "certificate", "name": "certificate.pdf", "length": 48213}""")!;

    /// <summary>An answer of each kind, as one change of a draft sends them.</summary>
    public static JsonObject Answers => new(Kinds.Select(kind => KeyValuePair.Create(CodeOf(kind), (JsonNode?)Example(kind))));

    /// <summary>The code that the examples give to a question of a kind.</summary>
    private static string CodeOf(QuestionKind kind) => kind switch
    {
        QuestionKind.ShortText => FormDefinition.TitleCode,
        QuestionKind.Country => FormDefinition.CountryCode,
        QuestionKind.Budget => FormDefinition.BudgetCode,
        QuestionKind.LongText => "approach",
        QuestionKind.Number => "trained",
        QuestionKind.Money => "own-money",
        QuestionKind.Date => "begins-on",
        QuestionKind.YesNo => "shared",
        QuestionKind.Eligibility => "registered",
        QuestionKind.OneOf => "reach",
        QuestionKind.ManyOf => "groups",
        QuestionKind.Pathway => "pathways",
        QuestionKind.Declaration => "no-harm",
        QuestionKind.File => "certificate",
        QuestionKind.LogFrame => "log-frame",
        QuestionKind.WorkPlan => "work-plan",
        QuestionKind.People => "people",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of question."),
    };

    /// <summary>An example as it stands on a page.</summary>
    public static string Text(JsonNode example) => example.ToJsonString(Plain);

    /// <summary>The JSON schema (2020-12) of an answer, by the kind of its question.</summary>
    public static string Schema => new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "The answer to a question of a call's form",
        ["description"] = "By the question's kind, which GET /api/v1/calls/{id} names with the codes of its choices. An empty text or null takes an answer away. A table may be sent without its columns that are not required.",
        ["anyOf"] = new JsonArray([.. Kinds.Select(kind => new JsonObject { ["$ref"] = $"#/$defs/{kind}" })]),
        ["$defs"] = new JsonObject(Enum.GetValues<QuestionKind>().Select(kind => KeyValuePair.Create($"{kind}", (JsonNode?)Of(kind)))),
    }.ToJsonString(Indented);

    private static JsonObject Of(QuestionKind kind)
    {
        var schema = kind switch
        {
            QuestionKind.ShortText => Typed("One line of text.", "string"),
            QuestionKind.LongText => Typed("A text of several lines.", "string"),
            QuestionKind.Number => Whole("A whole number that is not negative."),
            QuestionKind.Money => Whole("An amount in minor units (cents) of the call's currency."),
            QuestionKind.Date => new JsonObject { ["description"] = "A day.", ["type"] = "string", ["format"] = "date" },
            QuestionKind.YesNo => OneOf("Yes or no; true and false are taken as well.", FormAnswers.Yes, FormAnswers.No, true, false),
            QuestionKind.Eligibility => OneOf("A condition of eligibility, yes or no; true and false are taken as well.", FormAnswers.Yes, FormAnswers.No, true, false),
            QuestionKind.Declaration => OneOf("The statement is agreed to; true is taken as well.", FormAnswers.Yes, true),
            QuestionKind.OneOf => Typed("The code of one of the question's choices.", "string"),
            QuestionKind.ManyOf => Several("Codes of the question's choices; a text in which they are joined by commas is taken as well.", []),
            QuestionKind.Country => OneOf("Where the project is carried out: ISO 3166 alpha-2, or 'regional'.", [.. Codes(kind)]),
            QuestionKind.Pathway => Several("Pathways of the programme that the call funds; a text in which they are joined by commas is taken as well.", Codes(kind)),
            QuestionKind.File => new JsonObject { ["description"] = "Nothing is sent as an answer. Announce a document (POST /api/v1/documents) whose 'slot' is the question's code, send its chunks, complete it.", ["type"] = "null" },
            _ => Table(kind),
        };
        if (kind != QuestionKind.File) schema["examples"] = new JsonArray(Example(kind));
        return schema;
    }

    private static IEnumerable<JsonNode> Codes(QuestionKind kind) => FormAnswers.ChoicesOf(new Question("example", kind, "")).Select(choice => (JsonNode)choice.Code);

    private static JsonObject Typed(string description, string type) => new() { ["description"] = description, ["type"] = type };

    private static JsonObject Whole(string description) => new() { ["description"] = $"{description} Its digits as a text are taken as well.", ["type"] = new JsonArray("integer", "string"), ["minimum"] = 0, ["pattern"] = "^[0-9]*$" };

    private static JsonObject OneOf(string description, params JsonNode[] choices) => new() { ["description"] = description, ["enum"] = new JsonArray(choices) };

    private static JsonObject Several(string description, IEnumerable<JsonNode> choices)
    {
        var item = new JsonObject { ["type"] = "string" };
        if (choices.ToArray() is { Length: > 0 } offered) item["enum"] = new JsonArray(offered);
        return new JsonObject { ["description"] = description, ["type"] = new JsonArray("array", "string"), ["items"] = item };
    }

    // With everything that a question of the kind can ask for. What is left out of a row is left blank; a draft may be unfinished.
    private static JsonObject Table(QuestionKind kind)
    {
        var question = new Question("example", kind, "") { Choices = kind is QuestionKind.Budget or QuestionKind.LogFrame ? [new("", "")] : [], Budget = new BudgetRules(CoFunding: true, StatedTotals: true) };
        var shape = TableShape.Of(question, new FormTerms("", 0, 0, 0, []));
        var properties = new JsonObject
        {
            ["rows"] = new JsonObject { ["type"] = "array", ["maxItems"] = shape.MostRows, ["items"] = Row(shape.Columns) },
        };
        if (TableShape.HasTotals(question)) properties["totals"] = Row([.. shape.Columns.Where(column => column.Kind == CellKind.Amount)]);
        return new JsonObject
        {
            ["description"] = kind switch
            {
                QuestionKind.Budget => "A table. 'category', 'coFunding' and 'totals' where the question asks for them; amounts in minor units (cents) of the call's currency.",
                QuestionKind.LogFrame => "A table. A row without 'statement' adds an indicator to the result above it; 'disaggregation' where the question has choices.",
                QuestionKind.WorkPlan => "A table. Quarters are q1, q2 and so on, from the day on which the grant begins.",
                _ => "A table of the project's own staff, never of anybody whom it serves.",
            },
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
    }

    private static JsonObject Row(IReadOnlyList<Column> columns) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(columns.Select(column => KeyValuePair.Create(column.Name, (JsonNode?)Cell(column)))),
    };

    private static JsonObject Cell(Column column)
    {
        var cell = column.Kind switch
        {
            CellKind.Amount => Whole("Minor units."),
            CellKind.Percent => Whole("From 0 to 100."),
            CellKind.Figure => Typed("A text with a figure in it, such as 240 or 45%.", "string"),
            CellKind.OneOf => Choice(column),
            CellKind.ManyOf => Several("Codes; a text in which they are joined by commas is taken as well.", []),
            _ => Typed("A text.", "string"),
        };
        if (column.MaxCharacters > 0) cell["maxLength"] = column.MaxCharacters;
        if (column.Required) cell["description"] = $"{cell["description"]} A submission needs it.";
        return cell;
    }

    // The question's own choices are not known here; those of the table are.
    private static JsonObject Choice(Column column) =>
        column.Choices!.Any(choice => choice.Code.Length == 0) ? Typed("The code of one of the question's choices.", "string") : OneOf("One of these codes.", [.. column.Choices!.Select(choice => (JsonNode)choice.Code)]);
}
