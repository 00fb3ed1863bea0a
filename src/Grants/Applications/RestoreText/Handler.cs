using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.RestoreText;

/// <summary>Makes an earlier text the answer again: as a new version, so that nothing is lost by it either.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, DraftAnswers answers) : IUseCase
{
    public async Task<Outcome<SavedAnswer>> HandleAsync(Guid id, string code, int version, Guid textId, CancellationToken cancellationToken)
    {
        var organisations = actor.Value.Memberships.Select(membership => membership.OrganisationId).ToList();
        var text = await db.AnswerVersions.AsNoTracking()
            .Where(earlier => earlier.Id == textId && earlier.ApplicationId == id && earlier.QuestionCode == code && earlier.DestroyedAt == null
                && db.Applications.Any(application => application.Id == id && organisations.Contains(application.OrganisationId)))
            .Select(earlier => earlier.Text).SingleOrDefaultAsync(cancellationToken);
        if (text is null) return Refusal.NotFound(T("The text"));
        var outcome = await answers.SaveAsync(id, [new TypedAnswer(code, version, text)], cancellationToken);
        if (outcome.IsRefused) return outcome.Refusal;
        if (outcome.Value.Errors.TryGetValue(code, out var error)) return Refusal.Invalid(code, error);
        return outcome.Value.Saved.TryGetValue(code, out var saved) ? saved : Refusal.Changed();
    }
}
