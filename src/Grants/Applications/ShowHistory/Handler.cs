using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ShowHistory;

/// <summary>One text of an answer.</summary>
/// <param name="Id">The text.</param>
/// <param name="Version">The version that it was; of one that was set aside, the one that it was written over.</param>
/// <param name="Text">The text as people read it; empty when it was taken away or destroyed.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">When (UTC).</param>
/// <param name="IsPresent">It is the answer now.</param>
/// <param name="IsSetAside">It never was the answer: a colleague had saved another one meanwhile.</param>
/// <param name="DestroyedAt">When it was destroyed (UTC), because it could have identified a survivor.</param>
public sealed record HistoryText(Guid Id, int Version, string Text, string By, DateTime At, bool IsPresent, bool IsSetAside, DateTime? DestroyedAt);

/// <summary>Every text of one answer, the latest first.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="Code">The question.</param>
/// <param name="Question">What it asks.</param>
/// <param name="Version">The answer's version.</param>
/// <param name="MayRestore">Whether the answer may be changed now.</param>
/// <param name="Texts">The texts.</param>
public sealed record History(Guid ApplicationId, string Code, string Question, int Version, bool MayRestore, IReadOnlyList<HistoryText> Texts);

/// <summary>Shows an organisation's people what an answer said before: drafts are theirs alone.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival) : IUseCase
{
    public async Task<Outcome<History>> HandleAsync(Guid id, string code, CancellationToken cancellationToken)
    {
        var application = await db.Applications.AsNoTracking().Include(a => a.Answers.Where(answer => answer.QuestionCode == code)).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !actor.Value.IsMemberOf(application.OrganisationId) || application.Answers.Count == 0) return Refusal.NotFound(T("The answer"));
        var answer = application.Answers[0];
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == application.CallId, cancellationToken);
        var earlier = await db.AnswerVersions.AsNoTracking().Where(version => version.ApplicationId == id && version.QuestionCode == code)
            .OrderByDescending(version => version.At).ThenByDescending(version => version.Version).ToListAsync(cancellationToken);
        var writers = earlier.Select(version => version.By).Append(answer.ChangedBy).Distinct().ToList();
        var names = await db.People.AsNoTracking().Where(person => writers.Contains(person.Id)).Select(person => new { person.Id, person.Name }).ToDictionaryAsync(person => person.Id, person => person.Name, cancellationToken);
        var question = call.Form.Find(code);
        string Words(string text) => question is null || text.Length == 0 ? text : FormAnswers.Words(question, text, call.FormTerms);
        return new History(id, code, question?.Text ?? code, answer.Version, !application.MayEdit(call, code, arrival.At).IsRefused,
        [
            new HistoryText(answer.TextId, answer.Version, Words(answer.Text), names[answer.ChangedBy], answer.ChangedAt, true, false, null),
            .. earlier.Select(version => new HistoryText(version.Id, version.Version, Words(version.Text), names[version.By], version.At, false, version.IsSetAside, version.DestroyedAt)),
        ]);
    }
}
