using Grants.Forms;
using Grants.SurvivorData;

namespace Grants.Applications;

/// <summary>Which texts of an application the survivor-data guard looks through: what people write freely, and the names of files. The project's own staff are named on purpose.</summary>
internal static class ApplicationTexts
{
    /// <summary>An answer as the guard reads it; null when there is nothing to look through.</summary>
    public static GuardedText? Of(Question question, string value, FormTerms terms) =>
        question.Kind is QuestionKind.ShortText or QuestionKind.LongText or QuestionKind.LogFrame or QuestionKind.WorkPlan && value.Length > 0
            ? new GuardedText(question.Code, FormAnswers.Words(question, value, terms))
            : null;

    /// <summary>Every answer that counts.</summary>
    public static IEnumerable<GuardedText> Of(AnsweredForm answered) =>
        answered.Form.Sections.SelectMany(answered.Asked).Select(question => Of(question, answered[question.Code], answered.Terms)).OfType<GuardedText>();

    /// <summary>The name of a document.</summary>
    public static GuardedText OfDocument(Guid id, string name) => new(id.ToString(), name, IsFileName: true);

    /// <summary>A draft with what may identify somebody and is not confirmed: each such answer or document is one more thing to put right before a submission.</summary>
    public static async Task<ApplicationFile> LookedThroughAsync(this ApplicationFile file, SurvivorDataReview review, CancellationToken cancellationToken)
    {
        var open = await review.OpenAsync(file.Application.Id, [.. Of(file.Answered), .. file.Documents.Select(document => OfDocument(document.Id, document.Name))], cancellationToken);
        return file with { MayIdentify = open, Checks = [.. file.Checks, .. Faults(file, open)] };
    }

    private static IEnumerable<Check> Faults(ApplicationFile file, IReadOnlyList<OpenFinding> open) =>
        from place in open.GroupBy(finding => finding.Place)
        let code = file.Documents.FirstOrDefault(document => document.Id.ToString() == place.Key) is { } document ? document.Slot ?? "" : place.Key
        select new Check(code, (file.Form.SectionOf(code) ?? file.Form.Sections[^1]).Code, false, SurvivorDataReview.Message(place));
}
