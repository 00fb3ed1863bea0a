using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ListApplications;

/// <summary>What to list; null does not narrow.</summary>
/// <param name="Call">The call.</param>
/// <param name="Stage">The stage; heeded for programme staff only, because it would tell applicants what they have not been told.</param>
/// <param name="Country">ISO code of the country of work, or 'regional'.</param>
/// <param name="Page">From 1.</param>
public sealed record Filter(Guid? Call, Stage? Stage, string? Country, int Page);

/// <summary>An application in the list.</summary>
public sealed record Row(
    Guid Id, int Version, string? Number, string Title, Guid CallId, string CallReference, Guid OrganisationId, string Organisation, string? Country, Stage Stage, DateTime StageSince,
    DateTime? SubmittedAt, long RequestedMinor, string Currency, int? Score, int? Rank);

/// <summary>One page of the list.</summary>
public sealed record Listed(IReadOnlyList<Row> Items, int Page, int PageSize, int Total);

/// <summary>A call to choose.</summary>
public sealed record CallChoice(Guid Id, string Reference);

/// <summary>Lists applications, newest first: all of them for programme staff, their organisations' own for everybody else.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    public const int PageSize = 25;

    public async Task<Listed> HandleAsync(Filter filter, CancellationToken cancellationToken)
    {
        var staff = actor.Value.IsStaff;
        var own = actor.Value.Memberships.Select(membership => membership.OrganisationId).ToList();
        var applications = db.Applications.AsNoTracking();
        if (!staff) applications = applications.Where(application => own.Contains(application.OrganisationId));
        if (filter.Call is { } call) applications = applications.Where(application => application.CallId == call);
        if (staff && filter.Stage is { } stage) applications = applications.Where(application => application.Stage == stage);
        if (filter.Country is { Length: > 0 } country)
            applications = country == Portal.Countries.Regional ? applications.Where(application => application.Country == null) : applications.Where(application => application.Country == country);

        var page = Math.Max(1, filter.Page);
        var total = await applications.CountAsync(cancellationToken);
        var rows = await (from application in applications
                          join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                          join c in db.Calls on application.CallId equals c.Id
                          orderby application.Id descending
                          select new Row(
                              application.Id, application.Version, application.Number, application.Title, c.Id, c.Reference, organisation.Id, organisation.LegalName, application.Country,
                              application.Stage, application.StageSince, application.SubmittedAt, application.RequestedMinor, application.Currency, application.Score, application.Rank))
            .Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellationToken);
        return new Listed([.. rows.Select(AsKnown)], page, PageSize, total);
    }

    /// <summary>The calls to choose from.</summary>
    public async Task<IReadOnlyList<CallChoice>> CallsAsync(CancellationToken cancellationToken) =>
        await db.Calls.AsNoTracking().Where(call => call.Stage != Stage.CallDraft).OrderByDescending(call => call.DeadlineAt)
            .Select(call => new CallChoice(call.Id, call.Reference)).Take(100).ToListAsync(cancellationToken);

    // What an organisation is still writing, or never submitted, is its own: staff see that it exists.
    private Row AsKnown(Row row) => actor.Value.IsStaff && !actor.Value.IsMemberOf(row.OrganisationId)
        ? row.Stage is Stage.ApplicationDraft or Stage.NotSubmitted ? row with { Title = "", RequestedMinor = 0 } : row
        : row with { Stage = ApplicationAccess.AsApplicantsKnow(row.Stage), Score = null, Rank = null };
}
