using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.AnswerQuestion;

/// <summary>An answer as it is typed.</summary>
/// <param name="Version">The version of the question that was seen.</param>
/// <param name="Question">The question as everybody reads it.</param>
/// <param name="Answer">The answer.</param>
internal sealed record Request(int Version, string Question, string Answer);

/// <summary>A question about a call, as managers read it.</summary>
/// <param name="Id">The question.</param>
/// <param name="Version">Its version.</param>
/// <param name="CallId">The call.</param>
/// <param name="CallTitle">Its title.</param>
/// <param name="Zone">Its time zone.</param>
/// <param name="Organisation">Who asks.</param>
/// <param name="AskedAt">Since when (UTC).</param>
/// <param name="Asked">The asker's words.</param>
/// <param name="Question">The words that are published.</param>
/// <param name="Answer">The answer; empty until there is one.</param>
/// <param name="AnsweredAt">When it was published (UTC); null until then.</param>
public sealed record EnquiryView(
    Guid Id, int Version, Guid CallId, string CallTitle, string Zone, string Organisation, DateTime AskedAt, string Asked, string Question, string Answer, DateTime? AnsweredAt);

/// <summary>Publishes a question with its answer, without names, and tells the asker and everybody who is writing an application.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    /// <summary>The questions of a call, those without an answer first.</summary>
    public async Task<IReadOnlyList<EnquiryView>> ListAsync(Guid callId, CancellationToken cancellationToken) =>
        await Views(db.Enquiries.Where(enquiry => enquiry.CallId == callId).OrderBy(enquiry => enquiry.AnsweredAt != null).ThenBy(enquiry => enquiry.AskedAt)).Take(500).ToListAsync(cancellationToken);

    public async Task<Outcome<EnquiryView>> ReadAsync(Guid id, CancellationToken cancellationToken) =>
        await Views(db.Enquiries.Where(enquiry => enquiry.Id == id)).SingleOrDefaultAsync(cancellationToken) is { } view ? view : Refusal.NotFound(T("The question"));

    public async Task<Outcome> HandleAsync(Guid id, Request request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var enquiry = await db.Enquiries.SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        if (enquiry is null) return Refusal.NotFound(T("The question"));
        if (enquiry.Version != request.Version) return Refusal.Changed();
        var published = enquiry.Publish(Texts.Clean(request.Question), Texts.Clean(request.Answer), actor.Value.PersonId!.Value, now);
        if (published.IsRefused) return published;

        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == enquiry.CallId, cancellationToken);
        var asker = await db.People.Where(person => person.Id == enquiry.AskedBy && person.IsActive).ToListAsync(cancellationToken);
        db.Note("enquiry", id, actor.Value, "AnswerQuestion", now, ("call", call.Id), ("reworded", enquiry.Question != enquiry.Asked));
        await CallNews.TellAsync(db, notifier, call.Id, organisation => CallLetters.QuestionAnswered(call, enquiry, organisation), id, new Contacts(enquiry.OrganisationId, asker), now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }

    private IQueryable<EnquiryView> Views(IQueryable<Enquiry> enquiries) =>
        from enquiry in enquiries
        join call in db.Calls on enquiry.CallId equals call.Id
        join organisation in db.Organisations on enquiry.OrganisationId equals organisation.Id
        select new EnquiryView(
            enquiry.Id, enquiry.Version, call.Id, call.Title, call.TimeZone, organisation.LegalName, enquiry.AskedAt, enquiry.Asked, enquiry.Question, enquiry.Answer, enquiry.AnsweredAt);
}
