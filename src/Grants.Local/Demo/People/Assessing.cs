using Grants.Lifecycle;

namespace Grants.Local.Demo.People;

/// <summary>Grant manager A: screens, moderates, prepares agreements, and in the end closes grants whose reports somebody else approved.</summary>
internal sealed class Assessing(DemoClient manager, Timeline timeline) : Persona
{
    /// <summary>The title of the first milestone as this manager writes it: the agreement is prepared when it says so.</summary>
    public const string FirstMilestone = "First half-year";

    private static readonly string[] Milestones = [FirstMilestone, "Second half-year", "Third half-year", "Final report and acquittal"];

    public override IEnumerable<DateTime> Moments(Board board) => [board.Call.OpensAt, board.Call.DeadlineAt.AddMinutes(5)];

    public override async Task<bool> ActAsync(Board board) =>
        await ScreenAsync(board) | await ModerateAsync(board) | await DecideAsync(board) | await PrepareAsync(board) | await EndReserveAsync(board) | await CloseAsync(board);

    /// <summary>Whether the agreement says what it is to say.</summary>
    public static async Task<bool> IsPreparedAsync(DemoClient client, Guid awardId) =>
        (await client.GetAsync($"api/v1/awards/{awardId}")).Part("agreement").Items("milestones").First().Text("title") == FirstMilestone;

    private async Task<bool> ScreenAsync(Board board)
    {
        if (board.Call.Stage != Stage.CallClosed) return false;
        var waiting = board.Applications.Where(application => application.Stage == Stage.Screening).ToList();
        foreach (var row in waiting)
        {
            var application = await manager.GetAsync($"api/v1/applications/{row.Id}");
            await manager.PostAsync($"api/v1/applications/{row.Id}/screening", new { version = application.Version(), eligible = true, noConflict = true, reasons = "" });
            timeline.Say(manager.Name, $"finds {row.Number} eligible");
        }

        return waiting.Count > 0;
    }

    // All together, once every score is in: a ranking needs all of them.
    private async Task<bool> ModerateAsync(Board board)
    {
        var assessed = board.Applications.Where(application => application.Score is not null).OrderByDescending(application => application.Score).ThenBy(application => application.Number).ToList();
        if (board.Call.Stage != Stage.CallClosed || assessed.Count < DemoWorld.Applicants.Count) return false;
        var acted = false;
        foreach (var (index, row) in assessed.Index().Where(ranked => ranked.Item.Stage == Stage.Reviewed))
        {
            var application = await manager.GetAsync($"api/v1/applications/{row.Id}");
            var decision = index < DemoStory.Grants ? "Recommend" : index < DemoStory.Grants + DemoStory.Reserves ? "Reserve" : "Decline";
            await manager.PostAsync($"api/v1/applications/{row.Id}/moderation", new
            {
                version = application.Version(),
                decision,
                amountMinor = decision == "Decline" ? (long?)null : application.Long("requestedMinor"),
                rank = decision == "Reserve" ? index - DemoStory.Grants + 1 : (int?)null,
                reasons = decision == "Decline" ? "The call had more good applications than money, and the evidence for the problem was less strong than in others." : "Strong on the criteria of the call.",
                feedback = "Show the evidence for the problem in counts, and say more about how survivors' voices shape the work.",
            });
            timeline.Say(manager.Name, $"moderates {row.Number} of {board.Organisations[row.OrganisationId]}: {decision.ToLowerInvariant()}");
            acted = true;
        }

        return acted;
    }

    private async Task<bool> DecideAsync(Board board)
    {
        Stage[] decided = [Stage.Recommended, Stage.OnReserve, Stage.Declined];
        if (board.Call.Stage != Stage.CallClosed || board.Applications.Count < DemoWorld.Applicants.Count || board.Applications.Any(application => !decided.Contains(application.Stage))) return false;
        await manager.PostAsync($"api/v1/calls/{board.Call.Id}/decide", new { version = board.Call.Version });
        timeline.Say(manager.Name, $"confirms the ranking of {board.Call.Reference}");
        return true;
    }

    private async Task<bool> PrepareAsync(Board board)
    {
        var acted = false;
        foreach (var row in board.Awards.Where(award => award.Stage == Stage.AwardProposed))
        {
            if (await IsPreparedAsync(manager, row.Id)) continue;
            var award = await manager.GetAsync($"api/v1/awards/{row.Id}");
            var acronym = board.Organisations[row.OrganisationId];
            var firstDay = DateOnly.FromDateTime(board.Now.AddDays(60));
            var startsOn = new DateOnly(firstDay.Year, firstDay.Month, 1);
            await manager.PutAsync($"api/v1/awards/{row.Id}/agreement", new
            {
                version = award.Version(),
                title = DemoWorld.Applicants.Single(applicant => applicant.Acronym == acronym).Title,
                startsOn,
                endsOn = startsOn.AddMonths(24).AddDays(-1),
                budget = DemoAnswers.Budget(row.AmountMinor).Select(line => new { line.Description, line.AmountMinor }),
                milestones = Milestones.Index().Select(milestone => new
                {
                    title = milestone.Item,
                    dueOn = startsOn.AddMonths(6 * (milestone.Index + 1)).AddDays(milestone.Index == Milestones.Length - 1 ? 30 : -1),
                    trancheMinor = (row.AmountMinor / 4) + (milestone.Index == 0 ? row.AmountMinor % 4 : 0),
                }),
            });
            timeline.Say(manager.Name, $"prepares the agreement with {acronym}");
            acted = true;
        }

        return acted;
    }

    // Whoever is still on the reserve list is told when every grant has its partner.
    private async Task<bool> EndReserveAsync(Board board)
    {
        var left = board.Grants.Count == DemoStory.Grants ? board.Applications.Where(application => application.Stage == Stage.OnReserve).ToList() : [];
        left.AddRange(board.Awards.Where(award => award.Stage == Stage.AwardLapsed).Join(
            board.Applications.Where(application => application.Stage == Stage.Recommended), award => award.OrganisationId, application => application.OrganisationId, (_, application) => application));
        foreach (var row in left)
        {
            var application = await manager.GetAsync($"api/v1/applications/{row.Id}");
            await manager.PostAsync($"api/v1/applications/{row.Id}/moderation", new
            {
                version = application.Version(),
                decision = "Decline",
                reasons = "Every grant of this call has its partner now.",
                feedback = "You are welcome to apply again in the next call.",
            });
            timeline.Say(manager.Name, $"declines {row.Number} of {board.Organisations[row.OrganisationId]}: the call's money is given");
        }

        return left.Count > 0;
    }

    private async Task<bool> CloseAsync(Board board)
    {
        var waiting = board.Grants.Where(grant => grant.Stage == Stage.GrantClosing).ToList();
        foreach (var row in waiting)
        {
            await manager.PostAsync($"api/v1/grants/{row.Id}/close", new
            {
                version = row.Details.Version(),
                survivorDataChecked = true,
                finalSpendAccepted = true,
                note = "Thank you for two years of good work.",
            });
            timeline.Say(manager.Name, $"closes the grant of {board.Organisations[row.OrganisationId]}");
        }

        return waiting.Count > 0;
    }
}
