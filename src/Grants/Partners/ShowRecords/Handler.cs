using Grants.Accounts;
using Grants.Awards;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.ShowRecords;

/// <summary>All that an organisation ever applied for and holds.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="IsLead">Whether the reader is a lead of it.</param>
/// <param name="Applications">Latest first.</param>
/// <param name="Grants">Latest first.</param>
/// <param name="Changes">What was changed of its details and when, latest first.</param>
public sealed record RecordsView(Guid OrganisationId, string Organisation, bool IsLead, IReadOnlyList<ApplicationRecord> Applications, IReadOnlyList<GrantRecord> Grants, IReadOnlyList<ChangeRecord> Changes);

/// <summary>An application.</summary>
/// <param name="Id">The application.</param>
/// <param name="Number">Its number; null for one that was never submitted.</param>
/// <param name="Title">Its title.</param>
/// <param name="Call">The call's title.</param>
/// <param name="Stage">Where it is.</param>
/// <param name="SubmittedAt">When it was submitted (UTC).</param>
/// <param name="AwardStage">The stage of the award that it has led to; null where there is none, and for the organisation until it has been offered.</param>
public sealed record ApplicationRecord(Guid Id, string? Number, string Title, string Call, Stage Stage, DateTime? SubmittedAt, Stage? AwardStage);

/// <summary>A grant.</summary>
/// <param name="Id">The grant.</param>
/// <param name="Number">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Stage">Where it is.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="AmountMinor">In minor units.</param>
public sealed record GrantRecord(Guid Id, string Number, string Title, Stage Stage, string Currency, long AmountMinor);

/// <summary>A change of the organisation's details.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Was">What the organisation said about itself until then.</param>
public sealed record ChangeRecord(DateTime At, string By, ProfileForm Was);

/// <summary>Everything of an organisation in one place, for its own people and programme staff.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current) : IUseCase
{
    private const int Most = 500;

    public async Task<Outcome<RecordsView>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        if (!actor.IsStaff && !actor.IsMemberOf(id)) return Refusal.NotFound(T("This organisation"));
        var name = await db.Organisations.Where(row => row.Id == id).Select(row => row.LegalName).SingleOrDefaultAsync(cancellationToken);
        if (name is null) return Refusal.NotFound(T("This organisation"));
        var applications = await (from application in db.Applications
                                  join call in db.Calls on application.CallId equals call.Id
                                  where application.OrganisationId == id
                                  orderby application.CreatedAt descending
                                  select new ApplicationRecord(application.Id, application.Number, application.Title, call.Title, application.Stage, application.SubmittedAt,
                                      db.Awards.Where(award => award.ApplicationId == application.Id && (actor.IsStaff || AwardAccess.KnownToPartner.Contains(award.Stage))).Select(award => (Stage?)award.Stage).SingleOrDefault())).Take(Most).ToListAsync(cancellationToken);
        var grants = await db.Grants.Where(grant => grant.OrganisationId == id).OrderByDescending(grant => grant.StartsOn).ThenBy(grant => grant.Number)
            .Select(grant => new GrantRecord(grant.Id, grant.Number, grant.Title, grant.Stage, grant.Currency, grant.AmountMinor)).Take(Most).ToListAsync(cancellationToken);
        var changes = await (from version in db.OrganisationVersions
                             join person in db.People on version.ChangedBy equals person.Id
                             where version.OrganisationId == id
                             orderby version.Number descending
                             select new { version.ChangedAt, person.Name, version.Json }).Take(Most).ToListAsync(cancellationToken);
        return new RecordsView(
            id, name, actor.IsLeadOf(id), applications, grants,
            [.. changes.Select(change => new ChangeRecord(change.ChangedAt, change.Name, ProfileForm.Of(System.Text.Json.JsonSerializer.Deserialize<OrganisationProfile>(change.Json, OrganisationJson.Options)!)))]);
    }
}
