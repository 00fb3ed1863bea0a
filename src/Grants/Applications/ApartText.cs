using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>A text that is not the answer, because a colleague had saved another one while it was written. Its writer has yet to choose.</summary>
/// <param name="Code">The question.</param>
/// <param name="Text">The text.</param>
/// <param name="PersonId">Who wrote it.</param>
/// <param name="By">Their name.</param>
/// <param name="Version">The version that it was written over.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Stands">What the colleague saved, which is the answer.</param>
public sealed record ApartText(string Code, string Text, Guid PersonId, string By, int Version, DateTime At, Theirs Stands)
{
    /// <summary>The latest of each person for each question. Whoever has written the answer again since has chosen.</summary>
    internal static async Task<IReadOnlyList<ApartText>> OfAsync(GrantsDb db, Guid applicationId, CancellationToken cancellationToken)
    {
        var texts = await (from text in db.AnswerVersions.AsNoTracking()
                           join answer in db.Set<Answer>() on new { text.ApplicationId, text.QuestionCode } equals new { answer.ApplicationId, answer.QuestionCode }
                           join writer in db.People on text.By equals writer.Id
                           join colleague in db.People on answer.ChangedBy equals colleague.Id
                           where text.ApplicationId == applicationId && text.IsSetAside && text.SettledAt == null && text.DestroyedAt == null && text.Text != answer.Text
                               && !(answer.ChangedBy == text.By && answer.ChangedAt > text.At)
                               && !db.AnswerVersions.Any(later => later.ApplicationId == applicationId && later.QuestionCode == text.QuestionCode && !later.IsSetAside && later.By == text.By && later.At > text.At)
                           orderby text.At descending
                           select new ApartText(text.QuestionCode, text.Text, text.By, writer.Name, text.Version, text.At, new Theirs(answer.Text, colleague.Name, answer.ChangedAt, answer.Version)))
            .ToListAsync(cancellationToken);
        return [.. texts.DistinctBy(text => (text.Code, text.PersonId))];
    }
}
