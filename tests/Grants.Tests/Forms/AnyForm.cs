using FsCheck;
using FsCheck.Fluent;
using Grants.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Grants.Tests.Forms;

/// <summary>Forms and what people may type into them, at random.</summary>
internal static class AnyForm
{
    public static readonly FormTerms Terms = new("AUD", 20_000_00, 150_000_00, 24, []);

    // What a field may hold: answers as they should be, in several scripts, and what no one can read.
    private static readonly string[] Typed =
    [
        "", " ", "yes", "no", "TH", "regional", "a", "b", "outcome", "q1", "q3", "RegionalCapacity", "12,500.50", "12500", "១២", "၁,၂၀၀", "12,5", "-3", "99999999999999999", "0", "007", "15%", "31", "2", "2027", "29",
        "ផែនការសកម្មភាព", "Đào tạo cán bộ\nở ba tỉnh", "ຄວາມ\u200bຍຸຕິທຳ", "a,b", "{\"rows\":[]}", "{", "<b>bold</b>", "e\u0301te\u0301", "tab\tand \u0007bell", "//", "1/2",
    ];

    private static readonly AnswerChoice[] Offered = [new("a", "First"), new("b", "Second", 20), new("c", "ទីបី")];

    public static readonly Gen<Question> Questions =
        from number in Gen.Choose(1, 9_999)
        from kind in Gen.Elements(Enum.GetValues<QuestionKind>())
        from required in Gen.Elements(true, false)
        from help in Gen.Elements(null, "Say what your evidence is.", "សូមសរសេរជាលេខ")
        from limit in Gen.Elements(0, 10, 2000)
        from choices in Gen.Elements(0, 2, 3)
        from coFunding in Gen.Elements(true, false)
        from totals in Gen.Elements(true, false)
        select new Question($"q-{number}", kind, $"Question {number}?")
        {
            Required = required,
            Help = help,
            MaxCharacters = limit,
            Choices = kind is QuestionKind.OneOf or QuestionKind.ManyOf || (choices > 0 && kind is QuestionKind.Budget or QuestionKind.LogFrame) ? [.. Offered.Take(Math.Max(2, choices))] : [],
            Budget = kind == QuestionKind.Budget && (coFunding || totals) ? new BudgetRules(coFunding, coFunding ? 10 : 0, totals) : null,
            Files = kind == QuestionKind.File ? new FileRules(["pdf", "docx"], 3) : null,
        };

    public static readonly Gen<FormDefinition> Forms =
        from sections in Gen.Choose(1, 4)
        from questions in Questions.ListOf()
        from conditions in Gen.Choose(0, 3).ListOf()
        select Form(sections, [.. questions.DistinctBy(question => question.Code)], [.. conditions]);

    /// <summary>A posted form for a question: any text in any of its fields, in rows with gaps.</summary>
    public static Gen<IFormCollection> Posts(Question question)
    {
        var names = TableShape.Has(question.Kind)
            ? [.. TableShape.Of(question, Terms).Columns.SelectMany(column => new[] { 0, 1, 4 }.Select(row => $"{question.Code}[{row}].{column.Name}").Append($"{question.Code}.totals.{column.Name}"))]
            : question.Kind == QuestionKind.Date ? new[] { "Day", "Month", "Year" }.Select(part => $"{question.Code}.{part}").ToArray() : [question.Code];
        return from texts in Gen.Elements(Typed).ArrayOf(2 * names.Length)
               select (IFormCollection)new FormCollection(names.Index().ToDictionary(name => name.Item, name => new StringValues([texts[2 * name.Index], texts[(2 * name.Index) + 1]])));
    }

    /// <summary>The form that a page posts which shows an answer and on which nothing is changed.</summary>
    public static IFormCollection Unchanged(Question question, string value) =>
        new FormCollection(FormAnswers.Fields(question, value, Terms).GroupBy(field => field.Key).ToDictionary(field => field.Key, field => new StringValues([.. field.Select(each => each.Value)])));

    private static FormDefinition Form(int sections, List<Question> questions, List<int> conditions)
    {
        List<Question> asked = [new("title", QuestionKind.ShortText, "Title?"), new("country", QuestionKind.Country, "Where?"), new("budget", QuestionKind.Budget, "What does it cost?")];
        foreach (var (index, question) in questions.Index())
        {
            var earlier = asked.FindAll(each => FormAnswers.HasChoices(each.Kind));
            var conditional = index < conditions.Count && conditions[index] > 0;
            asked.Add(conditional ? question with { AskIf = Condition(earlier[conditions[index] % earlier.Count]) } : question);
        }

        return new FormDefinition([.. Enumerable.Range(1, sections).Select(number => new Section(
            $"s-{number}", $"Section {number}", number == 1 ? "Read this first." : null, [.. asked.Where((_, index) => index * sections / asked.Count == number - 1)]))]);
    }

    private static AskIf Condition(Question on) => new(on.Code, [FormAnswers.ChoicesOf(on)[0].Code]);
}
