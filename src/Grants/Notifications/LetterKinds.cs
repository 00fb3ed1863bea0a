namespace Grants.Notifications;

/// <summary>The kinds of e-mail that a person may decline, because nothing is lost with them: the portal shows the same.</summary>
[Flags]
internal enum Courtesies
{
    /// <summary>None: the e-mail carries an obligation, a decision or a warning.</summary>
    None = 0,

    /// <summary>Reminders of drafts.</summary>
    Drafts = 1,

    /// <summary>What goes well: found eligible, reviewed, accepted.</summary>
    Progress = 2,

    /// <summary>Payments on their way and paid.</summary>
    Payments = 4,

    /// <summary>Who joined and who left the organisation.</summary>
    Team = 8,
}

/// <summary>
/// The one place that says which e-mails are a courtesy. Every template that does not stand here carries an obligation, and cannot be declined: whoever adds
/// one need do nothing to be on the safe side.
/// </summary>
internal static class LetterKinds
{
    /// <summary>The templates that are a courtesy, by code.</summary>
    public static IReadOnlyDictionary<string, Courtesies> Courteous { get; } = new Dictionary<string, Courtesies>(StringComparer.Ordinal)
    {
        ["application-draft-reminder"] = Courtesies.Drafts,
        ["application-eligible"] = Courtesies.Progress,
        ["report-received"] = Courtesies.Progress,
        ["offer-accepted"] = Courtesies.Progress,
        ["award-accepted"] = Courtesies.Progress,
        ["review-complete"] = Courtesies.Progress,
        ["payment-on-its-way"] = Courtesies.Payments,
        ["payment-confirmed"] = Courtesies.Payments,
        ["member-joined"] = Courtesies.Team,
        ["member-left"] = Courtesies.Team,
        ["invitation-declined"] = Courtesies.Team,
    };

    /// <summary>The kind that an e-mail is; none when it carries an obligation.</summary>
    public static Courtesies Of(string template) => Courteous.GetValueOrDefault(template);

    /// <summary>A kind in words, for the person who may decline it.</summary>
    public static string Words(Courtesies kind) => kind switch
    {
        Courtesies.Drafts => T("Reminders of drafts that are not submitted yet"),
        Courtesies.Progress => T("News of what goes well: found eligible, received, reviewed, accepted"),
        Courtesies.Payments => T("Payments on their way, and paid"),
        Courtesies.Team => T("Who has joined or left your organisation here"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No kind of its own."),
    };
}
