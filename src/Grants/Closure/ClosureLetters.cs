using Grants.Lifecycle;
using Grants.Milestones;
using Grants.Notifications;
using Grants.Portal;

namespace Grants.Closure;

/// <summary>The e-mails of a grant's closure.</summary>
internal static class ClosureLetters
{
    public static Letter ClosureBegun(Grant grant) => new(
        "closure-begun", T($"{grant.Number} can be closed"),
        [T("Every tranche is paid. Accept the final spending, check the record for anything that could lead to a survivor, and close the grant. Whoever approved the final report cannot be the one who closes it."), By(grant)],
        T("Close the grant"), Path(grant));

    public static Letter ClosureAwaited(Grant grant) => new(
        "closure-awaited", T($"{grant.Number} waits to be closed"),
        [T("Every tranche of this grant is paid, and it is not closed yet."), By(grant)],
        T("Close the grant"), Path(grant));

    public static Letter GrantClosed(Grant grant, string note) => new(
        "grant-closed", T($"Your grant {grant.Number} is closed"),
        [T("Thank you for your work. The final spending is accepted, and the grant is closed."), note, T($"The record is kept until {PortalText.Date(grant.RetainUntil!.Value)}. Keep your own books and receipts for as long as your agreement says.")],
        T("See the grant"), $"/grants/{grant.Id}");

    private static string By(Grant grant) => T($"This should be done by {PortalText.Date(DateOnly.FromDateTime(GrantLifecycle.DeadlineOf(Stage.GrantClosing).At(grant.StageSince)))}.");

    private static string Path(Grant grant) => $"/grants/{grant.Id}/close";
}
