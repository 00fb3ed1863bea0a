using Grants.Lifecycle;

namespace Grants.Local.Demo.People;

/// <summary>A lead with an offer: accepts it and gives the bank account. One of them never answers.</summary>
internal sealed class Accepting(Office office, Timeline timeline) : Persona
{
    private bool _accountGiven;

    public override IEnumerable<DateTime> Moments(Board board) =>
        office.Acronym == DemoStory.Lapses && Offer(board) is { } offer ? [GrantLifecycle.DeadlineOf(Stage.AwardOffered).At(offer.StageSince).AddMinutes(1)] : [];

    public override async Task<bool> ActAsync(Board board) => await AcceptAsync(board) | await GiveAccountAsync(board);

    private AwardRow? Offer(Board board) => board.Awards.SingleOrDefault(award => award.Stage == Stage.AwardOffered && board.Organisations[award.OrganisationId] == office.Acronym);

    private async Task<bool> AcceptAsync(Board board)
    {
        if (office.Acronym == DemoStory.Lapses || Offer(board) is not { } offer) return false;
        var seen = await office.Lead.GetAsync($"api/v1/awards/{offer.Id}");
        await office.Lead.PostAsync($"api/v1/awards/{offer.Id}/accept", new { version = seen.Version() });
        timeline.Say(office.Lead.Name, $"accepts AUD {offer.AmountMinor / 100:N0}");
        return true;
    }

    private async Task<bool> GiveAccountAsync(Board board)
    {
        if (board.Grants.SingleOrDefault(grant => board.Organisations[grant.OrganisationId] == office.Acronym) is not { Stage: Stage.GrantActive } grant) return false;
        if (_accountGiven) return false;
        var organisation = await office.Lead.GetAsync($"api/v1/organisations/{grant.OrganisationId}");
        _accountGiven = organisation.Items("bankAccounts").Any();
        if (_accountGiven) return false;
        await office.Lead.PostAsync($"api/v1/organisations/{grant.OrganisationId}/bank-accounts", new
        {
            bankName = "Illustrative Bank, Main Branch",
            accountName = $"{office.Acronym} (illustrative)",
            accountNumber = "000000000001",
            swift = "ILLUXXXX",
            currency = "AUD",
        });
        timeline.Say(office.Lead.Name, "enters the bank account");
        return _accountGiven = true;
    }
}
