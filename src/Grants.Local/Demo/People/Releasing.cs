using Grants.Lifecycle;

namespace Grants.Local.Demo.People;

/// <summary>Grant manager B: decides on reports and attests that money may go to an organisation, again whenever an attestation has run out.</summary>
internal sealed class Releasing(DemoClient manager, Timeline timeline) : Persona
{
    private static readonly string[] Attested = ["Sanctions", "Safeguarding", "PreviousAcquittal"];

    public override async Task<bool> ActAsync(Board board)
    {
        var acted = false;
        foreach (var grant in board.Grants)
        {
            foreach (var milestone in grant.Milestones)
            {
                // The first tranche is held until somebody attests; after that this manager looks before deciding.
                if (milestone.Stage == Stage.TrancheDue || (milestone.Stage == Stage.ReportSubmitted && milestone.Order > 1)) acted |= await AttestAsync(board, grant.OrganisationId);
                if (milestone.Stage == Stage.ReportSubmitted) acted |= await DecideAsync(board.Organisations[grant.OrganisationId], milestone);
            }
        }

        return acted;
    }

    private async Task<bool> DecideAsync(string acronym, MilestoneRow row)
    {
        var milestone = await manager.GetAsync($"api/v1/milestones/{row.Id}");
        var approves = acronym != DemoStory.Revised || row.Order != 1 || milestone.Items("submissions").Count() > 1;
        await manager.PostAsync($"api/v1/milestones/{row.Id}/decision", new
        {
            version = milestone.Version(),
            sections = new[] { "Narrative", "Trained", "Spending", "Evidence" }.Select(section => new
            {
                section,
                accepted = approves || section != "Narrative",
                note = approves || section != "Narrative" ? "" : "Say more about what changed for the people whom you advised, in counts.",
            }),
        });
        timeline.Say(manager.Name, approves ? $"approves report {row.Order} of {acronym}" : $"sends report {row.Order} of {acronym} back for revision");
        return true;
    }

    private async Task<bool> AttestAsync(Board board, Guid organisationId)
    {
        var gates = (await manager.GetAsync($"api/v1/organisations/{organisationId}")).Items("gates").ToList();
        var closed = Attested.Where(gate => gates.Any(state => state.Text("gate") == gate && !state.Flag("isOpen"))).ToList();
        foreach (var gate in closed)
        {
            await manager.PostAsync($"api/v1/organisations/{organisationId}/attestations", new
            {
                gate,
                expiresOn = DateOnly.FromDateTime(board.Now).AddMonths(11),
                note = "Checked against the public lists and the documents on file (illustrative).",
            });
        }

        if (closed.Count > 0) timeline.Say(manager.Name, $"attests for {board.Organisations[organisationId]}: {string.Join(", ", closed)}");
        return closed.Count > 0;
    }
}
