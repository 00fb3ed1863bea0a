using Grants.Data;
using Grants.Lifecycle;

namespace Grants.Applications;

/// <content>What review and moderation decide about an application.</content>
internal sealed partial class Application
{
    /// <summary>Every required score sheet is in; the score is in hundredths of a percent.</summary>
    public Outcome CompleteReview(int score, DateTime now)
    {
        var moved = Move(Act.CompleteReview, now);
        if (!moved.IsRefused) Score = score;
        return moved;
    }

    /// <summary>A grant manager recommends it for an award.</summary>
    public Outcome Recommend(string reasons, DateTime now)
    {
        var moved = Move(Act.Recommend, now);
        if (!moved.IsRefused) DecisionReasons = reasons;
        return moved;
    }

    /// <summary>It takes a place on the call's reserve list: from 1, and the lowest is taken first.</summary>
    public Outcome PlaceOnReserve(int rank, string reasons, DateTime now)
    {
        if (rank < 1) return Refusal.Invalid("Rank", T("Give the place on the reserve list as a number from 1"));
        var moved = Move(Act.PlaceOnReserve, now);
        if (!moved.IsRefused) (Rank, DecisionReasons) = (rank, reasons);
        return moved;
    }

    /// <summary>As a concept note it was found good: its organisation may make a full proposal.</summary>
    public Outcome Invite(DateTime now) => Move(Act.InviteToFullProposal, now);

    /// <summary>Money became free and this is the next in reserve.</summary>
    public Outcome TakeFromReserve(DateTime now) => Move(Act.TakeFromReserve, now);

    /// <summary>It is not successful: the applicant is told why, and what could be better.</summary>
    public Outcome Decline(string reasons, string feedback, DateTime now)
    {
        var moved = Move(Act.Decline, now);
        if (!moved.IsRefused) (DecisionReasons, Feedback) = (reasons, feedback);
        return moved;
    }
}
