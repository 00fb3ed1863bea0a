using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.RegisterOrganisation;

/// <summary>
/// A person registers their organisation, page by page; what they have answered is kept until they are done. Before it is registered, organisations that may
/// be the same are shown by name, and the person may ask to join one instead. Whoever registers it is its lead.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Notifier notifier, AuditKey key, TimeProvider clock) : IUseCase
{
    /// <summary>What the person has answered so far.</summary>
    public async Task<OrganisationDraft.Content> FindAsync(CancellationToken cancellationToken) =>
        await db.OrganisationDrafts.AsNoTracking().SingleOrDefaultAsync(draft => draft.PersonId == actor.Value.PersonId, cancellationToken) is { } draft ? draft.Read() : OrganisationDraft.Content.Empty;

    /// <summary>Keeps the answers of one page.</summary>
    public async Task<Outcome<OrganisationDraft.Content>> SaveAsync(ProfileStep step, ProfileForm typed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var draft = await DraftAsync(cancellationToken);
        var content = draft.Json.Length == 0 ? OrganisationDraft.Content.Empty : draft.Read();
        var form = content.Form.With(step, typed);
        var wrong = form.WhyNot(now, step);
        if (wrong.Count > 0) return Refusal.Invalid(wrong);
        return await WriteAsync(draft, content with { Form = form }, now, cancellationToken);
    }

    /// <summary>The organisations that may be the same and of which the person has not said otherwise; nobody is looked for before it is known what to look for.</summary>
    public async Task<IReadOnlyList<LikelyMatch>> LikelyAsync(OrganisationDraft.Content content, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (ProfileSteps.Identity.Any(step => content.Form.WhyNot(now, step).Count > 0)) return [];
        return [.. (await db.LikelyAsync(content.Form.Read(), cancellationToken)).Where(match => match.IsCertain || !content.Others.Contains(match.Id))];
    }

    /// <summary>When the person asked to join which organisations (UTC), where nobody has decided yet.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateTime>> AskedAsync(CancellationToken cancellationToken) =>
        await db.JoinRequests.Where(request => request.PersonId == actor.Value.PersonId && request.DecidedAt == null).ToDictionaryAsync(request => request.OrganisationId, request => request.AskedAt, cancellationToken);

    /// <summary>The person says that theirs is none of those that were shown.</summary>
    public async Task<Outcome<OrganisationDraft.Content>> SayOtherAsync(IReadOnlyCollection<Guid> others, CancellationToken cancellationToken)
    {
        var draft = await DraftAsync(cancellationToken);
        var content = draft.Json.Length == 0 ? OrganisationDraft.Content.Empty : draft.Read();
        return await WriteAsync(draft, content with { Others = [.. content.Others.Union(others).TakeLast(50)] }, clock.GetUtcNow().UtcDateTime, cancellationToken);
    }

    /// <summary>The first page that is not answered yet, the page of likely ones, or the one to check everything on.</summary>
    public async Task<string> NextAsync(OrganisationDraft.Content content, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (ProfileSteps.Identity.FirstOrDefault(step => content.Form.WhyNot(now, step).Count > 0) is { } missing) return missing.Code;
        if ((await LikelyAsync(content, cancellationToken)).Count > 0) return "matches";
        return ProfileSteps.All.FirstOrDefault(step => content.Form.WhyNot(now, step).Count > 0)?.Code ?? "check";
    }

    /// <summary>Registers it, with whoever asks as its lead.</summary>
    /// <param name="form">All answers.</param>
    /// <param name="others">The organisations of which the person has said that theirs is another.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome<Registered>> HandleAsync(ProfileForm form, IReadOnlyList<Guid> others, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var wrong = form.WhyNot(now);
        if (wrong.Count > 0) return Refusal.Invalid(wrong);
        var likely = await LikelyAsync(new OrganisationDraft.Content(form, others), cancellationToken);
        if (likely.Count > 0) return Same();

        var me = await db.People.SingleAsync(person => person.Id == actor.Value.PersonId, cancellationToken);
        var organisation = new Organisation(form.Read(), now);
        db.Organisations.Add(organisation);
        db.Memberships.Add(new Membership(organisation.Id, me.Id, MembershipKind.Lead));
        if (await db.OrganisationDrafts.FindAsync([me.Id], cancellationToken) is { } draft) db.OrganisationDrafts.Remove(draft);
        db.Note("organisation", organisation.Id, actor.Value, "RegisterOrganisation", now,
            ("country", organisation.Country), ("registry", organisation.Registry), ("number", organisation.RegistrationKey is null ? null : AuditFact.Keyed(key, organisation.RegistrationKey)), ("lead", me.Id));
        notifier.QueueFirst(() => PartnerLetters.Registered(organisation), organisation.Id, [me], now);
        // Only the number can be taken meanwhile.
        return (await db.CommitAsync(cancellationToken)).IsRefused ? Same() : new Registered(organisation.Id, organisation.Version);
    }

    private static Refusal Same() => new(RefusalKind.WrongStage, T("An organisation that may be the same is registered already. Ask to join it, or say that yours is another one."));

    private async Task<OrganisationDraft> DraftAsync(CancellationToken cancellationToken)
    {
        var me = actor.Value.PersonId!.Value;
        if (await db.OrganisationDrafts.SingleOrDefaultAsync(draft => draft.PersonId == me, cancellationToken) is { } draft) return draft;
        return db.OrganisationDrafts.Add(new OrganisationDraft(me)).Entity;
    }

    private async Task<Outcome<OrganisationDraft.Content>> WriteAsync(OrganisationDraft draft, OrganisationDraft.Content content, DateTime now, CancellationToken cancellationToken)
    {
        draft.Write(content, now);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : content;
    }
}

/// <summary>An organisation that has been registered.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="Version">The version that a change names.</param>
internal sealed record Registered(Guid Id, int Version);
