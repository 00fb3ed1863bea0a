using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.CommentOnApplication;

/// <summary>Adds a comment and tells the other side that there is one. The e-mail does not repeat it.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    private const int Most = 4000;

    public async Task<Outcome> HandleAsync(Guid id, string? typed, string? readers, CancellationToken cancellationToken)
    {
        var (now, text) = (clock.GetUtcNow().UtcDateTime, Texts.Clean(typed));
        var application = await db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !ApplicationAccess.MayRead(actor.Value, application.OrganisationId, application.Stage, application.Country)) return Refusal.NotFound(T("The application"));
        if (application.SubmittedAt is null) return Refusal.WrongStage(T("Comments begin when the application has been submitted."));
        var isStaff = !actor.Value.IsMemberOf(application.OrganisationId);
        var errors = new Dictionary<string, string>();
        if (text.Length == 0) errors.Add("Text", T("Write the comment"));
        if (PortalText.Length(text) > Most) errors.Add("Text", T("Shorten the text to 4,000 characters"));
        if (isStaff && readers is not ("staff" or "all")) errors.Add("Readers", T("Choose who reads the comment"));
        if (errors.Count > 0) return Refusal.Invalid(errors);

        var comment = new ApplicationComment(id, actor.Value.PersonId!.Value, text, isStaff && readers == "staff", now);
        db.ApplicationComments.Add(comment);
        db.Note("application", id, actor.Value, "Comment", now, ("comment", comment.Id), ("internal", comment.IsInternal));
        if (!comment.IsInternal)
        {
            var others = isStaff ? await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken) : await notifier.ScreenersOfAsync(application, everybody: false, cancellationToken);
            notifier.QueueFirst(() => ScreeningLetters.Commented(application), id, others, now, comment.Id.ToString());
        }

        return await db.CommitAsync(cancellationToken);
    }
}
