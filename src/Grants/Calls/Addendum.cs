namespace Grants.Calls;

/// <summary>A correction or an explanation that was published after the call: it stands on its page, and never changes.</summary>
internal sealed class Addendum
{
    /// <summary>The most UTF-16 units of <see cref="Title"/>.</summary>
    public const int MostTitle = 200;

    /// <summary>The most UTF-16 units of <see cref="Text"/>.</summary>
    public const int MostText = 4_000;

    private Addendum()
    {
    }

    public Addendum(Guid callId, string title, string text, Guid by, DateTime now) => (CallId, Title, Text, By, At) = (callId, title, text, by, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid CallId { get; private init; }

    public string Title { get; private init; } = "";

    public string Text { get; private init; } = "";

    public Guid By { get; private init; }

    /// <summary>When it was published (UTC).</summary>
    public DateTime At { get; private init; }
}
