using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>What kind of news about a call it is.</summary>
public enum NewsKind
{
    /// <summary>A correction or an explanation.</summary>
    Addendum,

    /// <summary>A question that somebody asked, with its answer.</summary>
    Answer,

    /// <summary>More time for everybody.</summary>
    Extension,
}

/// <summary>Something that was published about a call after the call itself.</summary>
/// <param name="Kind">What.</param>
/// <param name="Id">Its id.</param>
/// <param name="At">When it was published (UTC).</param>
/// <param name="Title">An addendum's title, or the question.</param>
/// <param name="Text">An addendum's text, the answer, or the reason of an extension.</param>
/// <param name="DeadlineAt">The deadline from then on (UTC), of an extension.</param>
/// <param name="Documents">Of an addendum.</param>
public sealed record NewsItem(NewsKind Kind, Guid Id, DateTime At, string Title, string Text, DateTime? DeadlineAt, IReadOnlyList<CallDocument> Documents);

/// <summary>What is published about calls after them, and who is told.</summary>
internal static class CallNews
{
    // Their applications can still be changed.
    private static readonly Stage[] _open = [Stage.ApplicationDraft, Stage.Submitted];

    /// <summary>The news of a call, newest first; one command.</summary>
    /// <param name="db">The record.</param>
    /// <param name="callId">The call.</param>
    /// <param name="documents">The documents of its addenda, by the addendum.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public static async Task<IReadOnlyList<NewsItem>> OfAsync(GrantsDb db, Guid callId, ILookup<Guid, CallDocument> documents, CancellationToken cancellationToken)
    {
        var addenda = db.Addenda.Where(addendum => addendum.CallId == callId && addendum.PublishedAt != null)
            .Select(addendum => new { Kind = 0, addendum.Id, At = addendum.PublishedAt!.Value, addendum.Title, addendum.Text, DeadlineAt = (DateTime?)null });
        var answers = db.Enquiries.Where(enquiry => enquiry.CallId == callId && enquiry.AnsweredAt != null)
            .Select(enquiry => new { Kind = 1, enquiry.Id, At = enquiry.AnsweredAt!.Value, Title = enquiry.Question, Text = enquiry.Answer, DeadlineAt = (DateTime?)null });
        var extensions = db.DeadlineExtensions.Where(extension => extension.CallId == callId && extension.OrganisationId == null)
            .Select(extension => new { Kind = 2, extension.Id, extension.At, Title = "", Text = extension.Reason, DeadlineAt = (DateTime?)extension.DeadlineAt });
        var news = await addenda.Concat(answers).Concat(extensions).ToListAsync(cancellationToken);
        return [.. news.OrderByDescending(item => item.At).ThenBy(item => item.Id).Select(item => new NewsItem((NewsKind)item.Kind, item.Id, item.At, item.Title, item.Text, item.DeadlineAt, [.. documents[item.Id]]))];
    }

    /// <summary>
    /// Tells the leads of every organisation whose application can still be changed, and whoever asked. Each application's e-mail is its own, also where one
    /// person leads several organisations: it stands on that application's timeline, and one that does not arrive goes on to that organisation's next contact.
    /// </summary>
    /// <param name="db">The record.</param>
    /// <param name="notifier">Writes the e-mails.</param>
    /// <param name="callId">The call.</param>
    /// <param name="letter">The letter to an organisation of this name; null is the asker.</param>
    /// <param name="newsId">What is published, for the first time.</param>
    /// <param name="asker">Who asked, as whose contact; empty when nobody did.</param>
    /// <param name="now">When (UTC).</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public static async Task TellAsync(
        GrantsDb db, Notifier notifier, Guid callId, Func<string?, Letter> letter, Guid newsId, Contacts? asker, DateTime now, CancellationToken cancellationToken)
    {
        var applications = await (from application in db.Applications
                                  join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                                  where application.CallId == callId && _open.Contains(application.Stage)
                                  select new { application.Id, application.OrganisationId, organisation.LegalName }).ToListAsync(cancellationToken);
        var leads = await notifier.LeadsOfAsync([.. applications.Select(application => application.OrganisationId)], cancellationToken);
        foreach (var application in applications)
            notifier.QueueFirst(() => letter(application.LegalName), application.Id, leads[application.OrganisationId], now, newsId.ToString());
        if (asker is null) return;
        var told = leads.GetValueOrDefault(asker.OrganisationId) ?? [];
        notifier.QueueFirst(() => letter(null), newsId, new Contacts(asker.OrganisationId, [.. asker.ExceptBy(told.Select(person => person.Id), person => person.Id)]), now);
    }
}
