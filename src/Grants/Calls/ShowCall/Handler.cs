using Grants.Accounts;
using Grants.Awards;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.ShowCall;

/// <summary>A criterion as applicants read it.</summary>
public sealed record CriterionView(Guid Id, string Title, string Guidance, int Weight, int MaxScore);

/// <summary>An organisation of the person who looks, and its application to this call when there is one.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its legal name.</param>
/// <param name="ApplicationId">The application; null when there is none.</param>
/// <param name="Stage">The application's stage.</param>
/// <param name="AwardStage">The stage of its award, once the organisation has been offered it.</param>
/// <param name="DeadlineAt">The organisation's deadline (UTC).</param>
/// <param name="MayStart">Whether it may start one now.</param>
public sealed record OwnApplication(Guid OrganisationId, string Organisation, Guid? ApplicationId, Stage? Stage, Stage? AwardStage, DateTime DeadlineAt, bool MayStart);

/// <summary>A deadline later than everybody's, that one organisation was given.</summary>
/// <param name="Organisation">Its legal name.</param>
/// <param name="DeadlineAt">Its deadline (UTC).</param>
public sealed record OwnDeadline(string Organisation, DateTime DeadlineAt);

/// <summary>A call with everything that an applicant must know.</summary>
public sealed record CallView(
    Guid Id, int Version, Stage Stage, string Reference, string Title, CallKind Kind, Guid? ConceptCallId, string Summary, string Objectives, string Eligibility, IReadOnlyList<string> Countries, Pathways Pathways,
    ProjectAreas ProjectAreas, string Currency,
    long FloorMinor, long CeilingMinor, long TotalMinor, int GrantMonths, string TimeZone, DateTime OpensAt, DateTime QuestionsCloseAt, DateTime DeadlineAt, DateTime DecisionsBy,
    string Contacts, int ReviewersPerApplication, bool TakesApplications, int FormNumber, FormDefinition Form, IReadOnlyList<CriterionView> Rubric, IReadOnlyList<ScaleStep> Scale,
    bool TakesQuestions, IReadOnlyList<NewsItem> News, IReadOnlyList<CallDocument> Documents);

/// <summary>Shows one call; a draft only to programme staff.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<CallView>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var shown = await ShowAsync(id, cancellationToken);
        return shown.IsRefused ? shown.Refusal : shown.Value.Call;
    }

    /// <summary>The call, what the person's organisations have to do with it (apply, or go on with an application), and to a grant manager who was given more time.</summary>
    public async Task<Outcome<(CallView Call, IReadOnlyList<OwnApplication> Own, IReadOnlyList<OwnDeadline> Given)>> ShowAsync(Guid id, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null || (call.Stage == Stage.CallDraft && !actor.Value.IsStaff)) return Refusal.NotFound(T("The call"));
        var now = clock.GetUtcNow().UtcDateTime;
        return (await ViewAsync(call, now, cancellationToken), await OwnAsync(call, now, cancellationToken), await GivenAsync(call, cancellationToken));
    }

    /// <summary>To a grant manager, of a call that can be decided: how many of its applications have no outcome yet.</summary>
    public async Task<int> UndecidedAsync(CallView call, CancellationToken cancellationToken) =>
        actor.Value.Is(Role.GrantManager) && GrantLifecycle.Allows(call.Stage, Act.DecideCall) ? await db.UndecidedAsync(call.Id, cancellationToken) : 0;

    private async Task<IReadOnlyList<OwnDeadline>> GivenAsync(Call call, CancellationToken cancellationToken)
    {
        if (!actor.Value.Is(Role.GrantManager)) return [];
        var later = call.Extensions.Select(extension => extension.OrganisationId).OfType<Guid>().Distinct().Where(one => call.DeadlineFor(one) != call.DeadlineAt).ToList();
        if (later.Count == 0) return [];
        var names = await db.Organisations.AsNoTracking().Where(organisation => later.Contains(organisation.Id)).InOrderOfName().Select(organisation => new { organisation.Id, organisation.LegalName }).ToListAsync(cancellationToken);
        return names.ConvertAll(one => new OwnDeadline(one.LegalName, call.DeadlineFor(one.Id)));
    }

    private async Task<CallView> ViewAsync(Call call, DateTime now, CancellationToken cancellationToken)
    {
        var documents = await CallDocuments.OfAsync(db, call.Id, cancellationToken);
        return new CallView(
            call.Id, call.Version, call.Stage, call.Reference, call.Title, call.Kind, call.ConceptCallId, call.Summary, call.Objectives, call.Eligibility, call.Countries, call.Pathways, call.ProjectAreas, call.Currency,
            call.FloorMinor, call.CeilingMinor, call.TotalMinor, call.GrantMonths, call.TimeZone, call.OpensAt, call.QuestionsCloseAt, call.DeadlineAt, call.DecisionsBy,
            call.Contacts, call.ReviewersPerApplication, call.TakesApplications(now),
            call.FormNumber, call.Form,
            [.. call.Rubric.Criteria.Select(criterion => new CriterionView(criterion.Id, criterion.Title, criterion.Guidance, criterion.Weight, call.Rubric.Highest))], call.Rubric.Scale,
            call.TakesQuestions(now), call.PublishedAt is null ? [] : await CallNews.OfAsync(db, call.Id, documents, cancellationToken),
            [.. documents[call.Id]]);
    }

    private async Task<IReadOnlyList<OwnApplication>> OwnAsync(Call call, DateTime now, CancellationToken cancellationToken)
    {
        var organisations = actor.Value.Memberships.Select(membership => membership.OrganisationId).ToList();
        if (organisations.Count == 0) return [];
        var own = await (from organisation in db.Organisations.AsNoTracking()
                         where organisations.Contains(organisation.Id)
                         join application in db.Applications.Where(application => application.CallId == call.Id) on organisation.Id equals application.OrganisationId into applications
                         from application in applications.DefaultIfEmpty()
                         orderby EF.Property<string>(organisation, SearchKeys.SortColumn), organisation.Id
                         select new
                         {
                             organisation.Id,
                             organisation.LegalName,
                             ApplicationId = (Guid?)application!.Id,
                             Stage = (Stage?)application!.Stage,
                             AwardStage = db.Awards.Where(award => award.ApplicationId == application!.Id && AwardAccess.KnownToPartner.Contains(award.Stage)).Select(award => (Stage?)award.Stage).SingleOrDefault(),
                             IsInvited = db.CallInvitations.Any(invitation => invitation.CallId == call.Id && invitation.OrganisationId == organisation.Id),
                         }).ToListAsync(cancellationToken);
        return own.ConvertAll(one => new OwnApplication(
            one.Id, one.LegalName, one.ApplicationId, one.Stage, one.Stage == Stage.Recommended ? one.AwardStage : null, call.DeadlineFor(one.Id),
            one.ApplicationId is null && call.TakesApplications(now, one.Id) && (call.Kind != CallKind.FullProposal || one.IsInvited)));
    }
}
