namespace Grants.Calls;

/// <summary>
/// The questions and the rubric that a new call of this programme starts from, and the text form in which a grant manager adjusts them: one line each,
/// with the parts separated by '|'.
/// </summary>
internal static class DefaultForm
{
    public static IReadOnlyList<Question> Questions() =>
    [
        new(1, "registered", QuestionKind.Eligibility, "Is your organisation a registered civil-society organisation in an ASEAN member state?",
            "You are asked for the registration certificate below."),
        new(2, "safeguarding", QuestionKind.Eligibility, "Does your organisation have a safeguarding and child protection policy that staff have been trained in?"),
        new(3, "summary", QuestionKind.LongText, "Summarise the project", "For a reader who knows nothing about it.", maxCharacters: 1000),
        new(4, "problem", QuestionKind.LongText, "Which problem does it address, and how do you know?", "Say what your evidence is, in counts.", maxCharacters: 2000),
        new(5, "approach", QuestionKind.LongText, "What will you do, and with whom?", "Activities, partners, and how state agencies are involved.", maxCharacters: 3000),
        new(6, "results", QuestionKind.LongText, "What will be different for trafficked persons and for the policies that concern them?", maxCharacters: 2000),
        new(7, "inclusion", QuestionKind.LongText, "How are survivors' voices, gender equality, disability and social inclusion part of it?", maxCharacters: 2000),
        new(8, "risks", QuestionKind.LongText, "What could do harm to survivors, staff or communities, and how will you prevent it?", maxCharacters: 2000),
        new(9, "trained", QuestionKind.Number, "How many people will be trained?"),
        new(10, "experience", QuestionKind.LongText, "What similar work have you done?", required: false, maxCharacters: 1500),
        new(11, "registration-certificate", QuestionKind.File, "Registration certificate"),
        new(12, "safeguarding-policy", QuestionKind.File, "Safeguarding and child protection policy"),
        new(13, "detailed-budget", QuestionKind.File, "Detailed budget", "A spreadsheet that explains each line of the budget."),
    ];

    public static IReadOnlyList<Criterion> Rubric() =>
    [
        new(1, "Relevance", "Does it address a real gap in the protection of victims or in policy, with evidence?", 25),
        new(2, "Approach", "Are the activities sound and realistic, and are the right partners involved?", 25),
        new(3, "Victims' rights and inclusion", "Are survivors' voices, gender equality, disability and social inclusion part of it, and is harm prevented?", 25),
        new(4, "Capacity", "Can this organisation do it: people, experience, financial management, safeguarding?", 15),
        new(5, "Value for money", "Is the budget justified by the results?", 10),
    ];

    /// <summary>The kinds of question, in words.</summary>
    public static string Kinds => string.Join(", ", Enum.GetValues<QuestionKind>().Select(Words));

    /// <summary>One line a question: code | kind | required or optional | most characters, 0 for none | question | help.</summary>
    public static string Text(IEnumerable<Question> questions) => string.Join('\n', questions.OrderBy(question => question.Order).Select(question =>
        $"{question.Code} | {Words(question.Kind)} | {(question.Required ? "required" : "optional")} | {question.MaxCharacters} | {question.Text}{(question.Help is null ? "" : $" | {question.Help}")}"));

    /// <summary>One line a criterion: weight in percent | title | guidance.</summary>
    public static string Text(IEnumerable<Criterion> rubric) =>
        string.Join('\n', rubric.OrderBy(criterion => criterion.Order).Select(criterion => $"{criterion.Weight} | {criterion.Title} | {criterion.Guidance}"));

    /// <summary>Reads what <see cref="Text(IEnumerable{Question})"/> writes.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="questions">The questions, when there is no error.</param>
    /// <returns>What is wrong with the first line that cannot be read; null when every line can.</returns>
    public static string? TryRead(string text, out List<Question> questions)
    {
        questions = [];
        foreach (var (number, parts) in Lines(text))
        {
            if (parts.Length is < 5 or > 6) return $"Question line {number}: write five or six parts, separated by |";
            if (!Question.IsCode(parts[0])) return $"Question line {number}: the code has lower-case letters, digits and hyphens, and is not a word that the form itself uses";
            if (!Enum.TryParse<QuestionKind>(parts[1].Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
                return $"Question line {number}: the kind is one of {Kinds}";
            if (parts[2] is not ("required" or "optional")) return $"Question line {number}: say 'required' or 'optional'";
            if (!int.TryParse(parts[3], out var most) || most is < 0 or > Question.MostCharacters)
                return $"Question line {number}: the most characters are a number up to {Question.MostCharacters}, or 0";
            if (parts[4].Length is 0 or > 400) return $"Question line {number}: the question has from 1 to 400 characters";
            questions.Add(new Question(questions.Count + 1, parts[0], kind, parts[4], parts.Length == 6 && parts[5].Length > 0 ? parts[5] : null, parts[2] == "required", most));
        }

        return null;
    }

    /// <summary>Reads what <see cref="Text(IEnumerable{Criterion})"/> writes.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="rubric">The criteria, when there is no error.</param>
    /// <returns>What is wrong with the first line that cannot be read; null when every line can.</returns>
    public static string? TryRead(string text, out List<Criterion> rubric)
    {
        rubric = [];
        foreach (var (number, parts) in Lines(text))
        {
            if (parts.Length != 3) return $"Criterion line {number}: write three parts, separated by |";
            if (!int.TryParse(parts[0], out var weight) || weight is < 1 or > 100) return $"Criterion line {number}: the weight is a number from 1 to 100";
            if (parts[1].Length is 0 or > 200) return $"Criterion line {number}: the title has from 1 to 200 characters";
            if (parts[2].Length > 2000) return $"Criterion line {number}: the guidance has up to 2,000 characters";
            rubric.Add(new Criterion(rubric.Count + 1, parts[1], parts[2], weight));
        }

        return null;
    }

    // LongText is 'long text'.
    private static string Words(QuestionKind kind) =>
        string.Concat(kind.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? $" {letter}" : $"{letter}")).ToLowerInvariant();

    private static IEnumerable<(int Number, string[] Parts)> Lines(string text) =>
        text.ReplaceLineEndings("\n").Split('\n').Index()
            .Where(line => !string.IsNullOrWhiteSpace(line.Item))
            .Select(line => (line.Index + 1, line.Item.Split('|', StringSplitOptions.TrimEntries)));
}
