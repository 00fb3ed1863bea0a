using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.CopyAnswers;

/// <summary>What came of it.</summary>
/// <param name="Answers">How many answers were copied.</param>
internal sealed record Copied(int Answers);

/// <summary>Copies what an organisation has written before into a draft, where nothing is written yet.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival, DraftAnswers answers) : IUseCase
{
    private const int Most = 100;

    /// <summary>The organisation's other applications, newest first.</summary>
    public async Task<Outcome<IReadOnlyList<Choice>>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var draft = await ApplicationFile.ReadDraftAsync(db, id, actor.Value, arrival.At, cancellationToken);
        if (draft.IsRefused) return draft.Refusal;
        var earlier = await (from application in EarlierApplications.Of(db, draft.Value.Application.OrganisationId, id)
                             join call in db.Calls.IgnoreAutoIncludes() on application.CallId equals call.Id
                             orderby application.CreatedAt descending
                             select new { application.Id, application.Number, application.Title, Call = call.Title }).Take(Most).ToListAsync(cancellationToken);
        return earlier.ConvertAll(application => new Choice(
            application.Id.ToString(), $"{application.Number ?? T("Draft")}: {(application.Title.Length > 0 ? $"{application.Title} ({application.Call})" : application.Call)}"));
    }

    public async Task<Outcome<Copied>> HandleAsync(Guid id, Guid? from, CancellationToken cancellationToken)
    {
        var draft = await ApplicationFile.ReadDraftAsync(db, id, actor.Value, arrival.At, cancellationToken);
        if (draft.IsRefused) return draft.Refusal;
        if (from is null || from == id) return Refusal.Invalid(nameof(Request.From), T("Choose an earlier application"));
        var earlier = await ApplicationFile.ReadAsync(db, from.Value, actor.Value, cancellationToken);
        if (earlier.IsRefused || earlier.Value.Application.OrganisationId != draft.Value.Application.OrganisationId) return Refusal.NotFound(T("The earlier application"));

        // Each is written over the empty answer that was seen: what a colleague writes meanwhile stands.
        var texts = draft.Value.Form.Questions
            .Where(question => draft.Value.Answered[question.Code].Length == 0 && earlier.Value.Answered[question.Code].Length > 0 && FormRules.MayCarryOver(question, earlier.Value.Form))
            .Select(question => new TypedAnswer(question.Code, draft.Value.AnswerVersions.GetValueOrDefault(question.Code), earlier.Value.Answered[question.Code])).ToList();
        if (texts.Count == 0) return new Copied(0);
        var saved = await answers.SaveAsync(id, texts, cancellationToken, copiedFrom: from);
        return saved.IsRefused ? saved.Refusal : new Copied(saved.Value.Saved.Count);
    }
}
