using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones;

/// <summary>What every page of a milestone says about it.</summary>
/// <param name="Id">The milestone.</param>
/// <param name="GrantId">Its grant.</param>
/// <param name="GrantNumber">The grant's number.</param>
/// <param name="OrganisationId">The partner.</param>
/// <param name="Organisation">The partner's name.</param>
/// <param name="Order">From 1.</param>
/// <param name="Title">The title.</param>
/// <param name="Stage">The stage.</param>
/// <param name="StageSince">Since when (UTC).</param>
/// <param name="DueAt">When the report is due (UTC).</param>
/// <param name="TrancheMinor">The tranche in minor units.</param>
/// <param name="Currency">ISO 4217 code of the grant.</param>
/// <param name="TimeZone">IANA name of the zone in which due dates end.</param>
/// <param name="Round">The round.</param>
/// <param name="Version">The version that a change is made from.</param>
public sealed record MilestoneHeader(
    Guid Id, Guid GrantId, string GrantNumber, Guid OrganisationId, string Organisation, int Order, string Title, Stage Stage, DateTime StageSince, DateTime DueAt, long TrancheMinor, string Currency,
    string TimeZone, int Round, int Version)
{
    internal TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    internal string Caption => T($"Grant {GrantNumber}, milestone {Order}");

    internal string Path => $"/milestones/{Id}";

    internal bool TakesReport => Milestone.TakesReportAt(Stage);
}

/// <summary>A milestone, its report as it stands and what was submitted.</summary>
/// <param name="Milestone">The milestone.</param>
/// <param name="Report">The report as it stands now.</param>
/// <param name="Submissions">What was submitted and decided, latest first.</param>
public sealed record MilestoneView(MilestoneHeader Milestone, ReportContent Report, IReadOnlyList<SubmissionItem> Submissions);

/// <summary>A submission of the report.</summary>
/// <param name="Number">From 1.</param>
/// <param name="SubmittedAt">When (UTC).</param>
/// <param name="Sha256">The hash of what was submitted.</param>
/// <param name="DecidedAt">When it was decided (UTC).</param>
/// <param name="Sections">The decision on each section.</param>
public sealed record SubmissionItem(int Number, DateTime SubmittedAt, string Sha256, DateTime? DecidedAt, IReadOnlyList<DecidedSection> Sections);

/// <summary>The decision on one section.</summary>
/// <param name="Section">The section.</param>
/// <param name="Accepted">Whether it is accepted.</param>
/// <param name="Note">What must change, or a remark.</param>
public sealed record DecidedSection(ReportSection Section, bool Accepted, string Note);

internal static class MilestoneHeaders
{
    /// <summary>The milestone for somebody who may know of it.</summary>
    public static async Task<Outcome<MilestoneHeader>> MilestoneHeaderAsync(this GrantsDb db, Guid id, Actor actor, CancellationToken cancellationToken)
    {
        var header = await (from milestone in db.Milestones.AsNoTracking()
                            join grant in db.Grants on milestone.GrantId equals grant.Id
                            join organisation in db.Organisations on grant.OrganisationId equals organisation.Id
                            where milestone.Id == id
                            select new MilestoneHeader(
                                milestone.Id, grant.Id, grant.Number, grant.OrganisationId, organisation.LegalName, milestone.Order, milestone.Title, milestone.Stage, milestone.StageSince,
                                milestone.DueAt, milestone.TrancheMinor, grant.Currency, grant.TimeZone, milestone.Round, milestone.Version)).SingleOrDefaultAsync(cancellationToken);
        return header is not null && actor.MaySee(header.OrganisationId) ? header : Refusal.NotFound(T("This milestone"));
    }
}
