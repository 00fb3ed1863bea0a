namespace Grants.Local.Demo;

/// <summary>What goes otherwise than planned, and to whom: everything else in the demo goes well.</summary>
internal static class DemoStory
{
    /// <summary>How many grants there are at the end.</summary>
    public const int Grants = 4;

    /// <summary>How many applications go on the reserve list.</summary>
    public const int Reserves = 2;

    /// <summary>The organisation that lets its offer lapse.</summary>
    public const string Lapses = "HRDF";

    /// <summary>The organisation with which a reviewer has a conflict of interest.</summary>
    public const string Conflicted = "Ople Center";

    /// <summary>The organisation whose second report comes late.</summary>
    public const string Late = "Blue Dragon";

    /// <summary>The milestone whose report comes late.</summary>
    public const int LateMilestone = 2;

    /// <summary>How late it comes, in days: after the first overdue notice and before the hold.</summary>
    public const int LateDays = 10;

    /// <summary>The organisation whose first report is sent back for revision.</summary>
    public const string Revised = "LSCW";

    /// <summary>The organisation whose lead's mailbox does not work while its first report is due.</summary>
    public const string Bounced = "LPN";

    /// <summary>From how many days before that report is due until how many the lead's mail bounces: a reminder at 30 and one at 7 days lie between.</summary>
    public static readonly (int From, int Until) BouncesDaysBefore = (40, 5);

    /// <summary>When an organisation submits its application, in days before the deadline.</summary>
    public static int AppliesDaysBefore(Applicant applicant) => DemoWorld.Applicants.Count - DemoWorld.Applicants.Index().Single(each => each.Item == applicant).Index;

    /// <summary>When an organisation submits a report that is due then (UTC).</summary>
    public static DateTime Reports(string acronym, int milestone, DateTime dueAt) => (acronym, milestone) switch
    {
        (Late, LateMilestone) => dueAt.AddDays(LateDays),
        (Bounced, 1) => dueAt.AddDays(-BouncesDaysBefore.Until),
        _ => dueAt.AddDays(-12),
    };
}
