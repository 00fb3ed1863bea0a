using Grants.Lifecycle;

namespace Grants.Local.Demo.People;

/// <summary>A steering-committee member: endorses the awards of one country.</summary>
internal sealed class Endorsing(DemoClient member, string country, Timeline timeline) : Persona
{
    public override async Task<bool> ActAsync(Board board)
    {
        var acted = false;
        foreach (var award in board.Awards.Where(award => award.Stage == Stage.AwardProposed && award.Country == country))
        {
            if (!await Assessing.IsPreparedAsync(member, award.Id)) continue;
            var seen = await member.GetAsync($"api/v1/awards/{award.Id}");
            await member.PostAsync($"api/v1/awards/{award.Id}/endorse", new { version = seen.Version() });
            timeline.Say(member.Name, $"endorses the award to {board.Organisations[award.OrganisationId]}");
            acted = true;
        }

        return acted;
    }
}

/// <summary>A delegate: approves the awards within their limit that nobody with a smaller limit can approve.</summary>
internal sealed class Approving(DemoClient person, long aboveMinor, long limitMinor, Timeline timeline) : Persona
{
    public override async Task<bool> ActAsync(Board board)
    {
        var waiting = board.Awards.Where(award => award.Stage == Stage.AwardEndorsed && award.AmountMinor > aboveMinor && award.AmountMinor <= limitMinor).ToList();
        foreach (var award in waiting)
        {
            var seen = await person.GetAsync($"api/v1/awards/{award.Id}");
            await person.PostAsync($"api/v1/awards/{award.Id}/approve", new { version = seen.Version() });
            timeline.Say(person.Name, $"approves AUD {award.AmountMinor / 100:N0} for {board.Organisations[award.OrganisationId]}");
        }

        return waiting.Count > 0;
    }
}
