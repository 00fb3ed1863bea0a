using System.Text.Json;
using Grants.Lifecycle;

namespace Grants.Local.Demo;

/// <summary>Where everything stands, as the programme's own lists show it at one moment.</summary>
internal sealed record Board(
    DateTime Now,
    CallRow Call,
    IReadOnlyDictionary<Guid, string> Organisations,
    IReadOnlyList<ApplicationRow> Applications,
    IReadOnlyList<AwardRow> Awards,
    IReadOnlyList<GrantRow> Grants)
{
    /// <summary>Whether nothing is left to do.</summary>
    public bool IsDone =>
        Call.Stage == Stage.CallDecided && Grants.Count == DemoStory.Grants && Grants.All(grant => grant.Stage == Stage.GrantClosed)
        && Applications.All(application => application.Stage is Stage.Recommended or Stage.Declined)
        && Awards.All(award => award.Stage is Stage.AwardAccepted or Stage.AwardLapsed);

    /// <summary>The organisation that everybody calls so.</summary>
    public Guid OrganisationId(string acronym) => Organisations.Single(organisation => organisation.Value == acronym).Key;

    /// <summary>Each thing's stage, under a name that the timeline can print.</summary>
    public IEnumerable<(string Name, Stage Stage)> Stages() =>
    [
        (Call.Reference, Call.Stage),
        .. Applications.Select(application => ($"application of {Organisations[application.OrganisationId]}", application.Stage)),
        .. Awards.Select(award => ($"award to {Organisations[award.OrganisationId]}", award.Stage)),
        .. Grants.Select(grant => ($"grant of {Organisations[grant.OrganisationId]}", grant.Stage)),
        .. Grants.SelectMany(grant => grant.Milestones, (grant, milestone) => ($"milestone {milestone.Order} of {Organisations[grant.OrganisationId]}", milestone.Stage)),
    ];

    /// <summary>Looks at every list.</summary>
    /// <param name="staff">A grant manager: lists show what they may know.</param>
    /// <param name="now">The clock (UTC).</param>
    public static async Task<Board> LookAsync(DemoClient staff, DateTime now)
    {
        var calls = await staff.GetAsync("api/v1/calls");
        var call = CallRow.Of(await staff.GetAsync($"api/v1/calls/{calls.EnumerateArray().Single().Id()}"));
        var organisations = await staff.GetAsync("api/v1/organisations");
        var applications = await staff.GetAsync($"api/v1/applications?call={call.Id}");
        var awards = await staff.GetAsync("api/v1/awards");
        var grants = new List<GrantRow>();
        foreach (var grant in (await staff.GetAsync("api/v1/grants")).Rows()) grants.Add(GrantRow.Of(await staff.GetAsync($"api/v1/grants/{grant.Id()}")));
        var byName = organisations.Rows().ToDictionary(organisation => organisation.Text("legalName"), organisation => organisation.Id());
        return new Board(
            now, call,
            organisations.Rows().ToDictionary(organisation => organisation.Id(), organisation => organisation.Text("acronym")),
            [.. applications.Rows().Select(ApplicationRow.Of).OrderBy(application => application.Number, StringComparer.Ordinal)],
            [.. awards.Rows().Select(award => AwardRow.Of(award, byName[award.Text("organisation")]))],
            grants);
    }
}

/// <summary>The call.</summary>
internal sealed record CallRow(Guid Id, int Version, string Reference, Stage Stage, DateTime OpensAt, DateTime DeadlineAt, JsonElement Details)
{
    public static CallRow Of(JsonElement call) =>
        new(call.Id(), call.Version(), call.Text("reference"), call.Stage(), call.Instant("opensAt"), call.Instant("deadlineAt"), call);
}

/// <summary>An application in the list.</summary>
internal sealed record ApplicationRow(Guid Id, Guid OrganisationId, string Number, Stage Stage, int? Score)
{
    public static ApplicationRow Of(JsonElement row) =>
        new(row.Id(), row.Id("organisationId"), row.TextOrNull("number") ?? "", row.Stage(), row.IntOrNull("score"));
}

/// <summary>An award in the list.</summary>
internal sealed record AwardRow(Guid Id, Guid OrganisationId, Stage Stage, DateTime StageSince, string? Country, long AmountMinor)
{
    public static AwardRow Of(JsonElement row, Guid organisationId) => new(row.Id(), organisationId, row.Stage(), row.Instant("stageSince"), row.TextOrNull("country"), row.Long("amountMinor"));
}

/// <summary>A grant with its milestones.</summary>
internal sealed record GrantRow(Guid Id, Guid OrganisationId, string Number, Stage Stage, long AmountMinor, IReadOnlyList<MilestoneRow> Milestones, JsonElement Details)
{
    public static GrantRow Of(JsonElement grant) =>
        new(grant.Id(), grant.Id("organisationId"), grant.Text("number"), grant.Stage(), grant.Long("amountMinor"), [.. grant.Items("milestones").Select(MilestoneRow.Of)], grant);
}

/// <summary>A milestone of a grant.</summary>
internal sealed record MilestoneRow(Guid Id, int Order, Stage Stage, DateTime DueAt, long TrancheMinor)
{
    public static MilestoneRow Of(JsonElement row) => new(row.Id(), row.Int("order"), row.Stage(), row.Instant("dueAt"), row.Long("trancheMinor"));
}
