using Grants.Lifecycle;

namespace Grants.Local.Demo.People;

/// <summary>The finance officer: verifies bank accounts by telephone, and confirms what was paid.</summary>
internal sealed class Paying(DemoClient officer, Timeline timeline) : Persona
{
    private readonly HashSet<Guid> _verified = [];

    public override async Task<bool> ActAsync(Board board)
    {
        var acted = false;
        foreach (var grant in board.Grants)
        {
            acted |= await VerifyAsync(board, grant);
            foreach (var milestone in grant.Milestones.Where(milestone => milestone.Stage == Stage.TrancheReleased)) acted |= await ConfirmAsync(board, grant, milestone);
        }

        return acted;
    }

    private async Task<bool> VerifyAsync(Board board, GrantRow grant)
    {
        if (_verified.Contains(grant.OrganisationId)) return false;
        var accounts = (await officer.GetAsync($"api/v1/organisations/{grant.OrganisationId}")).Items("bankAccounts").ToList();
        if (accounts.Count == 0) return false;
        _verified.Add(grant.OrganisationId);
        foreach (var account in accounts.Where(account => account.Flag("waitsForVerification")))
        {
            await officer.PostAsync($"api/v1/bank-accounts/{account.Id()}/verify", new { version = account.Version(), spokeWith = "The office, at the number on file", note = "Read back digit by digit (illustrative)." });
            timeline.Say(officer.Name, $"verifies the bank account of {board.Organisations[grant.OrganisationId]} by telephone");
        }

        return accounts.Any(account => account.Flag("waitsForVerification"));
    }

    private async Task<bool> ConfirmAsync(Board board, GrantRow grant, MilestoneRow row)
    {
        var milestone = await officer.GetAsync($"api/v1/milestones/{row.Id}");
        await officer.PostAsync($"api/v1/milestones/{row.Id}/confirm-payment", new { version = milestone.Version(), reference = $"{grant.Number}/{row.Order}", paidOn = DateOnly.FromDateTime(board.Now) });
        timeline.Say(officer.Name, $"confirms tranche {row.Order} of {board.Organisations[grant.OrganisationId]}, AUD {row.TrancheMinor / 100m:N2}");
        return true;
    }
}
