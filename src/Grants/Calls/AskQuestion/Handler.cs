using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.AskQuestion;

/// <summary>A question as it is asked.</summary>
/// <param name="Question">The question.</param>
/// <param name="OrganisationId">For which organisation; may be left out by a person of only one.</param>
internal sealed record Request(string Question, Guid? OrganisationId = null);

/// <summary>The question.</summary>
internal sealed record Asked(Guid Id);

/// <summary>Takes a question about a call from somebody of an organisation, until questions close.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    // What one organisation may have open at a time: enough to ask everything, too few to keep others from being answered.
    private const int MostOpen = 20;

    public async Task<Outcome<Call>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null || call.PublishedAt is null) return Refusal.NotFound(T("The call"));
        return call.TakesQuestions(clock.GetUtcNow().UtcDateTime)
            ? call
            : Refusal.TooLate(T($"Questions about this call closed at {CallLetters.At(call, call.QuestionsCloseAt)}. What others asked is answered on the call's page."));
    }

    public async Task<Outcome<Asked>> HandleAsync(Guid id, Request request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var read = await ReadAsync(id, cancellationToken);
        if (read.IsRefused) return read.Refusal;
        var own = actor.Value.Memberships.Select(membership => membership.OrganisationId).ToList();
        if ((request.OrganisationId ?? (own is [var only] ? only : null)) is not { } organisation || !own.Contains(organisation))
            return Refusal.Invalid(nameof(request.OrganisationId), T("Choose the organisation that you ask for"));
        var question = Texts.Clean(request.Question);
        if (question.Length is 0 or > Enquiry.MostQuestion) return Refusal.Invalid(nameof(request.Question), T($"Write your question, in up to {Enquiry.MostQuestion:N0} characters"));
        if (await db.Enquiries.CountAsync(enquiry => enquiry.CallId == id && enquiry.OrganisationId == organisation && enquiry.AnsweredAt == null, cancellationToken) >= MostOpen)
            return new Refusal(RefusalKind.TooMany, T("Your organisation has many questions that wait for an answer. Please ask further ones when those are answered."));

        var enquiry = new Enquiry(id, organisation, actor.Value.PersonId!.Value, question, now);
        db.Enquiries.Add(enquiry);
        db.Note("enquiry", enquiry.Id, actor.Value, "AskQuestion", now, ("call", id), ("organisation", organisation));
        await notifier.QueueAsync(() => CallLetters.QuestionAsked(read.Value, enquiry), enquiry.Id, "", await notifier.WithRoleAsync(Role.GrantManager, cancellationToken), now, cancellationToken);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Asked(enquiry.Id);
    }

    /// <summary>The person's organisations, to choose from.</summary>
    public async Task<IReadOnlyList<Portal.Choice>> OrganisationsAsync(CancellationToken cancellationToken)
    {
        var own = actor.Value.Memberships.Select(membership => membership.OrganisationId).ToList();
        return await db.Organisations.Where(organisation => own.Contains(organisation.Id)).InOrderOfName()
            .Select(organisation => new Portal.Choice(organisation.Id.ToString(), organisation.LegalName, null)).ToListAsync(cancellationToken);
    }
}
