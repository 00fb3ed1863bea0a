using System.Text.Json;
using Grants.Lifecycle;

namespace Grants.Local.Demo.People;

/// <summary>A partner that carries out its grant: the contributor writes the report and adds evidence, the lead certifies and submits it.</summary>
internal sealed class Reporting(Office office, Applicant applicant, Timeline timeline) : Persona
{
    public override IEnumerable<DateTime> Moments(Board board) =>
        from milestone in Grant(board)?.Milestones ?? []
        where milestone.Stage is Stage.MilestonePlanned or Stage.ReportOpen
        // A window opens with the day's first work.
        from moment in new[] { GrantLifecycle.DeadlineOf(Stage.MilestonePlanned).At(milestone.DueAt).Date.AddDays(1).AddHours(2), Moment(milestone) }
        select moment;

    public override async Task<bool> ActAsync(Board board)
    {
        if (Grant(board) is not { } grant) return false;
        var acted = false;
        foreach (var milestone in grant.Milestones)
        {
            var revised = milestone.Stage == Stage.RevisionRequested;
            if (!revised && (milestone.Stage != Stage.ReportOpen || board.Now < Moment(milestone))) continue;
            await ReportAsync(board, grant, milestone, revised);
            acted = true;
        }

        return acted;
    }

    /// <summary>The evidence of one report.</summary>
    public static DemoFile Evidence(Applicant applicant, int milestone) => DemoFiles.Photo((DemoWorld.Applicants.Index().Single(each => each.Item == applicant).Index * 10) + milestone);

    private DateTime Moment(MilestoneRow milestone) => DemoStory.Reports(office.Acronym, milestone.Order, milestone.DueAt);

    private GrantRow? Grant(Board board) => board.Grants.SingleOrDefault(grant => grant.Stage == Stage.GrantActive && board.Organisations[grant.OrganisationId] == office.Acronym);

    private async Task ReportAsync(Board board, GrantRow grant, MilestoneRow milestone, bool revised)
    {
        var path = $"api/v1/milestones/{milestone.Id}";
        var before = await office.Contributor.GetAsync(path);
        await office.Contributor.PutAsync($"{path}/report", new
        {
            version = before.Version(),
            narratives = new[]
            {
                new { outcomeArea = "Justice", text = revised ? $"{applicant.Story} {applicant.Story}" : applicant.Story },
                new { outcomeArea = "Partnerships", text = applicant.Story },
            },
            trained = new[]
            {
                new { country = applicant.Country, actorKind = "State", women = 20 + milestone.Order, men = 15, undisclosed = 1 },
                new { country = applicant.Country, actorKind = "NonState", women = 14, men = 9 + milestone.Order, undisclosed = 0 },
            },
            spending = grant.Details.Items("budgetLines").Index().Select(line => Spending(line.Item, line.Index, milestone.Order, board.Now)).ToList(),
        });
        await Uploads.EnsureAsync(office.Contributor, "ReportEvidence", milestone.Id, null, Evidence(applicant, milestone.Order));
        var ready = await office.Lead.GetAsync(path);
        await office.Lead.PostAsync($"{path}/report/submit", new { version = ready.Version(), certified = true });
        var late = (board.Now - milestone.DueAt).TotalDays;
        timeline.Say(office.Lead.Name, $"submits report {milestone.Order}{(revised ? ", revised" : late > 0 ? $", {late:0} days late" : "")}");
    }

    // A quarter of the line; the first line is spent in the money of the country, at the day's rate.
    private object Spending(JsonElement line, int index, int milestone, DateTime now)
    {
        var budget = line.Long("amountMinor");
        var amount = (budget / 4) + (milestone == 4 ? budget % 4 : 0);
        var budgetLineId = line.Id();
        if (index > 0) return new { budgetLineId, amountMinor = amount };
        var (currency, rate, decimals) = Money(applicant.Country);
        var spentMinor = (long)decimal.Round(amount / 100m / rate * (decimals == 0 ? 1 : 100));
        return new { budgetLineId, amountMinor = amount, spentCurrency = currency, spentMinor, rate, rateDate = DateOnly.FromDateTime(now.AddDays(-1)) };
    }

    private static (string Currency, decimal Rate, int Decimals) Money(string country)
    {
        var (currency, rate) = country switch
        {
            "KH" => ("KHR", 0.00037m),
            "LA" => ("LAK", 0.000071m),
            "PH" => ("PHP", 0.027m),
            "VN" => ("VND", 0.000061m),
            _ => ("THB", 0.043m),
        };
        return (currency, rate, Portal.PortalText.Decimals(currency));
    }
}
