using System.Text.Json;
using Grants.Lifecycle;

namespace Grants.Local.Demo.People;

/// <summary>A reviewer: declares, reads, scores. One of them is tied to one of the organisations and says so.</summary>
internal sealed class Reviewing(DemoClient reviewer, DemoClient staff, Timeline timeline) : Persona
{
    public override async Task<bool> ActAsync(Board board)
    {
        if (board.Applications.All(application => application.Stage != Stage.InReview)) return false;
        var acted = false;
        foreach (var mine in (await reviewer.GetAsync("api/v1/reviews")).Rows())
        {
            var application = board.Applications.SingleOrDefault(row => row.Id == mine.Id("applicationId"));
            if (application?.Stage != Stage.InReview) continue;
            acted |= await ReviewAsync(board, mine, application);
        }

        return acted;
    }

    private async Task<bool> ReviewAsync(Board board, JsonElement mine, ApplicationRow application)
    {
        var path = $"api/v1/reviews/{mine.Id("assignmentId")}";
        var acronym = board.Organisations[application.OrganisationId];
        if (mine.Text("state") is not ("Assigned" or "Scoring")) return false;
        if (mine.Text("state") == "Assigned")
        {
            var tied = acronym == DemoStory.Conflicted && !await SomebodyWasTiedAsync(application.Id);
            await reviewer.PostAsync($"{path}/declaration", new { version = mine.Version(), hasConflict = tied, kind = tied ? "AdvisoryRole" : "None", note = tied ? "I advise this organisation." : null });
            if (tied) timeline.Say(reviewer.Name, $"declares a conflict of interest with {acronym}");
            if (tied) return true;
        }

        // The application opens only now.
        var review = await reviewer.GetAsync(path);
        await reviewer.PutAsync($"{path}/scores", new
        {
            version = review.Version(),
            scores = board.Call.Details.Items("rubric").Index().Select(criterion => new
            {
                criterionId = criterion.Item.Id(),
                value = Score(acronym, criterion.Index),
                comment = $"{criterion.Item.Text("title")}: what is written about it convinces in part; the evidence could be shown more plainly.",
            }).ToList(),
            overall = "A sound proposal for its size. Counts are given, no identities.",
            submit = true,
        });
        timeline.Say(reviewer.Name, $"scores {application.Number}");
        return true;
    }

    // Reviewers differ on the last criterion, which weighs least: enough to see, too little to change the order.
    private int Score(string acronym, int criterion)
    {
        var quality = DemoWorld.Applicants.Single(applicant => applicant.Acronym == acronym).Quality;
        return criterion < 4 ? quality : Math.Clamp(quality + (reviewer.Email.Sum(letter => letter) % 3) - 1, 0, 5);
    }

    private async Task<bool> SomebodyWasTiedAsync(Guid applicationId) =>
        (await staff.GetAsync($"api/v1/applications/{applicationId}/scores")).Items("sheets").Any(sheet => sheet.Text("state") == "Conflicted");
}
