using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.ShowCall;

/// <summary>A criterion as applicants read it.</summary>
public sealed record CriterionView(Guid Id, string Title, string Guidance, int Weight, int MaxScore);

/// <summary>An organisation of the person who looks, and its application to this call when there is one.</summary>
public sealed record OwnApplication(Guid OrganisationId, string Organisation, Guid? ApplicationId, Stage? Stage);

/// <summary>A call with everything that an applicant must know.</summary>
public sealed record CallView(
    Guid Id, int Version, Stage Stage, string Reference, string Title, CallKind Kind, Guid? ConceptCallId, string Summary, string Objectives, string Eligibility, IReadOnlyList<string> Countries, Pathways Pathways,
    ProjectAreas ProjectAreas, string Currency,
    long FloorMinor, long CeilingMinor, long TotalMinor, int GrantMonths, string TimeZone, DateTime OpensAt, DateTime QuestionsCloseAt, DateTime DeadlineAt, DateTime DecisionsBy,
    string Contacts, int ReviewersPerApplication, bool TakesApplications, int FormNumber, FormDefinition Form, IReadOnlyList<CriterionView> Rubric);

/// <summary>Shows one call; a draft only to programme staff.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<CallView>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().Include(c => c.Rubric).SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null || (call.Stage == Stage.CallDraft && !actor.Value.IsStaff)) return Refusal.NotFound("The call");
        return new CallView(
            call.Id, call.Version, call.Stage, call.Reference, call.Title, call.Kind, call.ConceptCallId, call.Summary, call.Objectives, call.Eligibility, call.Countries, call.Pathways, call.ProjectAreas, call.Currency,
            call.FloorMinor, call.CeilingMinor, call.TotalMinor, call.GrantMonths, call.TimeZone, call.OpensAt, call.QuestionsCloseAt, call.DeadlineAt, call.DecisionsBy,
            call.Contacts, call.ReviewersPerApplication, call.TakesApplications(clock.GetUtcNow().UtcDateTime),
            call.FormNumber, call.Form,
            call.Rubric.OrderBy(c => c.Order).Select(c => new CriterionView(c.Id, c.Title, c.Guidance, c.Weight, c.MaxScore)).ToList());
    }

    /// <summary>What the person's organisations have to do with the call: apply, or go on with an application.</summary>
    public async Task<IReadOnlyList<OwnApplication>> OwnAsync(Guid id, CancellationToken cancellationToken)
    {
        var organisations = actor.Value.Memberships.Select(membership => membership.OrganisationId).ToList();
        if (organisations.Count == 0) return [];
        return await (from organisation in db.Organisations.AsNoTracking()
                      where organisations.Contains(organisation.Id)
                      join application in db.Applications.Where(application => application.CallId == id) on organisation.Id equals application.OrganisationId into applications
                      from application in applications.DefaultIfEmpty()
                      orderby organisation.LegalName
                      select new OwnApplication(organisation.Id, organisation.LegalName, (Guid?)application!.Id, (Stage?)application!.Stage)).ToListAsync(cancellationToken);
    }
}
