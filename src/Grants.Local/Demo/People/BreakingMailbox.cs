namespace Grants.Local.Demo.People;

/// <summary>Not a person but their mail provider: one lead's mailbox stops working for a while.</summary>
internal sealed class BreakingMailbox(Office office, DemoMailbox mailbox, Timeline timeline) : Persona
{
    public override IEnumerable<DateTime> Moments(Board board) => Milestone(board) is { } milestone ? [From(milestone), Until(milestone)] : [];

    public override async Task<bool> ActAsync(Board board)
    {
        if (Milestone(board) is not { } milestone) return false;
        var broken = From(milestone) <= board.Now && board.Now < Until(milestone);
        if (await mailbox.IsBouncingAsync(office.Lead.Email) == broken) return false;
        await mailbox.SetBouncingAsync(office.Lead.Email, broken);
        timeline.Say(office.Lead.Email, broken ? "does not take mail any more" : "takes mail again");
        return true;
    }

    private static DateTime From(MilestoneRow milestone) => milestone.DueAt.AddDays(-DemoStory.BouncesDaysBefore.From);

    private static DateTime Until(MilestoneRow milestone) => milestone.DueAt.AddDays(-DemoStory.BouncesDaysBefore.Until);

    private MilestoneRow? Milestone(Board board) =>
        board.Grants.SingleOrDefault(grant => board.Organisations[grant.OrganisationId] == office.Acronym)?.Milestones.Single(milestone => milestone.Order == 1);
}
