using Grants.Data;

namespace Grants.Calls;

/// <summary>
/// A correction or an explanation of a call. Grant managers write it, with documents where there are some; published, it stands on the call's page and never changes.
/// </summary>
internal sealed class Addendum : Aggregate
{
    /// <summary>The most UTF-16 units of <see cref="Title"/>.</summary>
    public const int MostTitle = 200;

    /// <summary>The most UTF-16 units of <see cref="Text"/>.</summary>
    public const int MostText = 4_000;

    private Addendum()
    {
    }

    public Addendum(Guid callId, Guid by, DateTime now) => (CallId, By, At) = (callId, by, now);

    public Guid CallId { get; private init; }

    public string Title { get; private set; } = "";

    public string Text { get; private set; } = "";

    /// <summary>Who began it.</summary>
    public Guid By { get; private init; }

    /// <summary>When it was begun (UTC).</summary>
    public DateTime At { get; private init; }

    /// <summary>When it was published (UTC); null while it is written.</summary>
    public DateTime? PublishedAt { get; private set; }

    /// <summary>Says what it is about.</summary>
    public Outcome Write(string title, string text)
    {
        if (WhyFrozen is { } published) return published;
        var errors = new Dictionary<string, string>();
        if (title.Length is 0 or > MostTitle) errors.Add(nameof(Title), T($"Enter a title of up to {MostTitle} characters"));
        if (text.Length is 0 or > MostText) errors.Add(nameof(Text), T($"Write the text, in up to {MostText:N0} characters"));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        (Title, Text) = (title, text);
        return Outcome.Done;
    }

    /// <summary>Makes it public, once.</summary>
    public Outcome Publish(DateTime now)
    {
        if (WhyFrozen is { } published) return published;
        PublishedAt = now;
        return Outcome.Done;
    }

    /// <summary>Why it can be neither changed nor discarded; null while nobody has read it.</summary>
    public Refusal? WhyFrozen => PublishedAt is null ? null : Refusal.WrongStage(T("The addendum is published already. Publish another one to correct it."));
}
