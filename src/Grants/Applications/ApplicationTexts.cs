using Grants.Calls;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.SurvivorData;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>Which texts of an application the survivor-data guard looks through: what people write freely, and the names of files. The project's own staff are named on purpose.</summary>
internal static class ApplicationTexts
{
    /// <summary>An answer as the guard reads it; null when there is nothing to look through.</summary>
    public static GuardedText? Of(Question question, string value, FormTerms terms) =>
        question.Kind is QuestionKind.ShortText or QuestionKind.LongText or QuestionKind.LogFrame or QuestionKind.WorkPlan && value.Length > 0
            ? new GuardedText(question.Code, FormAnswers.Words(question, value, terms))
            : null;

    /// <summary>Every answer, also to questions that are not asked now: a submission keeps them all.</summary>
    /// <param name="answered">The form with the answers.</param>
    /// <param name="gone">The questions of earlier versions that are answered and are no longer in the form.</param>
    public static IEnumerable<GuardedText> Of(AnsweredForm answered, IEnumerable<Question> gone) =>
        answered.Form.Questions.Concat(gone).Select(question => Of(question, answered[question.Code], answered.Terms)).OfType<GuardedText>();

    /// <summary>The questions of earlier versions of the form that have an answer and are no longer asked. Costs a command only where there are such answers.</summary>
    public static async Task<IReadOnlyList<Question>> GoneAsync(GrantsDb db, Guid callId, AnsweredForm answered, CancellationToken cancellationToken)
    {
        var codes = answered.Answers.Keys.Where(code => answered.Form.Find(code) is null).ToHashSet();
        return codes.Count == 0 ? [] : [.. (await FormerAsync(db, [callId], cancellationToken))[callId].Where(question => codes.Contains(question.Code))];
    }

    /// <summary>
    /// The same, knowing the words of choices that earlier versions of the form offered and that are still the answer. Costs a command only where there are such answers.
    /// </summary>
    public static async Task<AnsweredForm> WithFormerAsync(GrantsDb db, Guid callId, AnsweredForm answered, CancellationToken cancellationToken)
    {
        var codes = answered.Form.Questions.Where(question => FormAnswers.HasGone(question, answered[question.Code], answered.Terms)).Select(question => question.Code).ToHashSet();
        if (codes.Count == 0) return answered;
        var former = (await VersionsAsync(db, [callId], cancellationToken)).SelectMany(version => version.Form.Questions).Where(question => codes.Contains(question.Code))
            .SelectMany(question => question.Choices, (question, choice) => (question.Code, Choice: choice)).DistinctBy(offered => (offered.Code, offered.Choice.Code)).ToLookup(offered => offered.Code, offered => offered.Choice);
        return answered with
        {
            Form = new FormDefinition([.. answered.Form.Sections.Select(section => section with { Questions = [.. section.Questions.Select(question => codes.Contains(question.Code) ? question with { Former = [.. former[question.Code]] } : question)] })]),
        };
    }

    /// <summary>Every question that a published version of a call's form has asked, as it was asked last; by call.</summary>
    public static async Task<ILookup<Guid, Question>> FormerAsync(GrantsDb db, IReadOnlyCollection<Guid> callIds, CancellationToken cancellationToken) =>
        (await VersionsAsync(db, callIds, cancellationToken))
            .SelectMany(version => version.Form.Questions, (version, question) => (version.CallId, Question: question))
            .DistinctBy(asked => (asked.CallId, asked.Question.Code))
            .ToLookup(asked => asked.CallId, asked => asked.Question);

    /// <summary>The name of a document.</summary>
    public static GuardedText OfDocument(Guid id, string name) => new(id.ToString(), name, IsFileName: true);

    /// <summary>A draft with what may identify somebody and is not confirmed: each such answer or document is one more thing to put right before a submission.</summary>
    public static async Task<ApplicationFile> LookedThroughAsync(this ApplicationFile file, SurvivorDataReview review, CancellationToken cancellationToken)
    {
        var open = await review.OpenAsync(file.Application.Id, [.. Of(file.Answered, file.Gone), .. file.Documents.Select(document => OfDocument(document.Id, document.Name))], cancellationToken);
        return file with { MayIdentify = open, Checks = [.. file.Checks, .. Faults(file, open)] };
    }

    /// <summary>Why nothing can be sent while something may identify somebody: at each question, or the question of each document.</summary>
    public static Refusal Unconfirmed(IReadOnlyList<OpenFinding> open, List<Document> documents) => Refusal.Invalid(open
        .GroupBy(finding => documents.Find(document => document.Id.ToString() == finding.Place) is { } document ? document.Slot ?? "" : finding.Place)
        .ToDictionary(place => place.Key, SurvivorDataReview.Message));

    // The newest first.
    private static Task<List<FormVersion>> VersionsAsync(GrantsDb db, IReadOnlyCollection<Guid> callIds, CancellationToken cancellationToken) =>
        db.FormVersions.AsNoTracking().Where(version => callIds.Contains(version.CallId) && version.PublishedAt != null).OrderByDescending(version => version.Number).ToListAsync(cancellationToken);

    private static IEnumerable<Check> Faults(ApplicationFile file, IReadOnlyList<OpenFinding> open) =>
        from place in open.GroupBy(finding => finding.Place)
        let code = file.Documents.FirstOrDefault(document => document.Id.ToString() == place.Key) is { } document ? document.Slot ?? "" : place.Key
        select new Check(code, (file.Form.SectionOf(code) ?? file.Form.Sections[^1]).Code, false, SurvivorDataReview.Message(place));
}
