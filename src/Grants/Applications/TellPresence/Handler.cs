using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.TellPresence;

/// <summary>An answer that was saved elsewhere since a page was opened.</summary>
/// <param name="Version">Its version.</param>
/// <param name="By">Who saved it.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Fields">The fields of the portal's form that hold it, by name.</param>
public sealed record NewerAnswer(int Version, string By, DateTime At, IReadOnlyList<string[]> Fields);

/// <summary>Who else is here, and what they have saved since.</summary>
/// <param name="Words">Who else is here, in a sentence; empty when nobody.</param>
/// <param name="Newer">Answers of the page that are newer than it knows, by question.</param>
public sealed record Present(string Words, IReadOnlyDictionary<string, NewerAnswer> Newer);

/// <summary>Tells colleagues that a page of a draft is open, and the page what they saved since, so that nobody writes what stands there already.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, DraftPresence presence) : IUseCase
{
    /// <summary>Notes that the actor is here. As long as nobody has saved anything, in two commands.</summary>
    /// <param name="id">The application.</param>
    /// <param name="section">What the page is headed.</param>
    /// <param name="seen">The versions of the answers that the page shows, by question.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome<Present>> HandleAsync(Guid id, string? section, IReadOnlyDictionary<string, int> seen, CancellationToken cancellationToken)
    {
        if (Texts.Clean(section) is not { Length: <= 200 } heading) return Refusal.Invalid("section", T("Shorten the section's name"));
        if (seen.Count > FormRules.MostQuestions) return Refusal.Invalid("seen", T($"A form has up to {FormRules.MostQuestions} questions"));
        return new Present(await presence.HereAsync(id, heading, cancellationToken), await NewerAsync(id, seen, cancellationToken));
    }

    private async Task<Dictionary<string, NewerAnswer>> NewerAsync(Guid id, IReadOnlyDictionary<string, int> seen, CancellationToken cancellationToken)
    {
        if (seen.Count == 0) return [];
        var codes = seen.Keys.ToList();
        var versions = await (from application in db.Applications
                              where application.Id == id
                              from answer in application.Answers
                              where codes.Contains(answer.QuestionCode)
                              select new { application.OrganisationId, Code = answer.QuestionCode, answer.Version }).ToListAsync(cancellationToken);
        var newer = versions.Where(answer => actor.Value.IsMemberOf(answer.OrganisationId) && answer.Version > seen[answer.Code]).Select(answer => answer.Code).ToList();
        if (newer.Count == 0 || await AppliedTo.OfAsync(db, id, cancellationToken) is not { Call: var call }) return [];
        var answers = await (from application in db.Applications
                             where application.Id == id
                             from answer in application.Answers
                             where newer.Contains(answer.QuestionCode)
                             join person in db.People on answer.ChangedBy equals person.Id
                             select new { Code = answer.QuestionCode, answer.Version, answer.Text, answer.ChangedAt, person.Name }).ToListAsync(cancellationToken);
        return answers.Where(answer => call.Form.Find(answer.Code) is not null).ToDictionary(
            answer => answer.Code,
            answer => new NewerAnswer(answer.Version, answer.Name, answer.ChangedAt, [.. FormAnswers.Fields(call.Form.Find(answer.Code)!, answer.Text, call.FormTerms).Select(field => new[] { field.Key, field.Value })]));
    }
}
