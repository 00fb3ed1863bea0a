using System.Globalization;
using System.Text.Json;
using Grants.Forms;

namespace Grants.Local.Demo;

/// <summary>A whole application's answers to any form, in an organisation's own words.</summary>
internal static class DemoAnswers
{
    /// <summary>What the money is for: the same lines in the application and in the agreement.</summary>
    public static IReadOnlyList<(string Description, long AmountMinor)> Budget(long amountMinor)
    {
        var (people, training) = (amountMinor / 2, amountMinor / 3);
        return [("People", people), ("Training and legal aid", training), ("Travel and office", amountMinor - people - training)];
    }

    /// <summary>An answer to each question but those for files, by code, as the API takes them.</summary>
    public static Dictionary<string, string> To(FormDefinition form, Applicant applicant) =>
        form.Questions.Where(question => question.Kind != QuestionKind.File).ToDictionary(question => question.Code, question => Answer(question, applicant));

    /// <summary>An answer to each question of a call as the API shows it.</summary>
    public static Dictionary<string, string> To(JsonElement call, Applicant applicant) => To(FormJson.Read(call.Part("form").GetRawText()), applicant);

    private static string Answer(Question question, Applicant applicant) => question.Kind switch
    {
        _ when question.Code == FormDefinition.TitleCode => applicant.Title,
        QuestionKind.ShortText => "Legal aid",
        QuestionKind.LongText => applicant.Story,
        QuestionKind.Number => "240",
        QuestionKind.Money => applicant.AmountMinor.ToString(CultureInfo.InvariantCulture),
        QuestionKind.Date => "2026-07-01",
        QuestionKind.YesNo or QuestionKind.Eligibility or QuestionKind.Declaration => FormAnswers.Yes,
        QuestionKind.Country => applicant.Country,
        QuestionKind.OneOf or QuestionKind.ManyOf or QuestionKind.Pathway => FormAnswers.ChoicesOf(question)[0].Code,
        QuestionKind.Budget => JsonSerializer.Serialize(new
        {
            rows = Budget(applicant.AmountMinor).Select((line, index) => Row(
                ("description", line.Description), ("requested", line.AmountMinor), question.Choices.Count > 0 ? ("category", question.Choices[Math.Min(index, question.Choices.Count - 1)].Code) : default)),
            totals = question.Budget?.StatedTotals == true ? new { requested = applicant.AmountMinor } : null,
        }),
        QuestionKind.LogFrame => Rows(
            Row(("level", "outcome"), ("statement", "Victims are identified and know their rights"), ("indicator", "People who received legal advice"), ("baseline", "120"), ("target", "480")),
            Row(("level", "output"), ("statement", "Officials are trained"), ("indicator", "Officials who completed the course"), ("baseline", "0"), ("target", "240"))),
        QuestionKind.WorkPlan => Rows(
            Row(("activity", "Training of officials"), ("responsible", applicant.Acronym), ("quarters", new[] { "q1", "q2" })),
            Row(("activity", "Legal advice and representation"), ("responsible", applicant.Acronym), ("quarters", new[] { "q2", "q3", "q4" }))),
        QuestionKind.People => Rows(Row(("name", "Programme manager (illustrative)"), ("position", "Leads the project"), ("time", 80)), Row(("name", "Lawyer (illustrative)"), ("position", "Advises victims"), ("time", 100))),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "The demo has no answer to such a question."),
    };

    private static string Rows(params Dictionary<string, object>[] rows) => JsonSerializer.Serialize(new { rows });

    private static Dictionary<string, object> Row(params (string Name, object Value)[] cells) => cells.Where(cell => cell.Name is not null).ToDictionary(cell => cell.Name, cell => cell.Value);
}
