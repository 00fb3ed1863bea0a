namespace Grants.Applications;

/// <summary>
/// The answer to one question of the call's form, as it is now. It has a version of its own, so that people who write different answers never meet; the
/// texts that it had before are <see cref="AnswerVersion"/>s.
/// </summary>
internal sealed class Answer
{
    private Answer()
    {
    }

    public Answer(string questionCode, string text, Guid personId, DateTime now) =>
        (QuestionCode, Text, ChangedBy, ChangedAt) = (questionCode, text, personId, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid ApplicationId { get; private init; }

    public string QuestionCode { get; private init; } = "";

    /// <summary>Names the present text; it keeps this name in the history, so that it can be found again wherever it stands.</summary>
    public Guid TextId { get; private set; } = Guid.CreateVersion7();

    /// <summary>Empty when the answer was taken away.</summary>
    public string Text { get; private set; } = "";

    /// <summary>From 1; every other text raises it. An edit names the version that it was made from.</summary>
    public int Version { get; private set; } = 1;

    public Guid ChangedBy { get; private set; }

    /// <summary>UTC.</summary>
    public DateTime ChangedAt { get; private set; }

    /// <summary>When its text was destroyed (UTC), because it could have identified a survivor; null while there is a text, and when another one was written since.</summary>
    public DateTime? DestroyedAt { get; private set; }

    /// <summary>Puts another text in the place of this one.</summary>
    /// <returns>The text that was here, for the history; null when nothing of it is gone: the same person has only added to it.</returns>
    public AnswerVersion? Change(string text, Guid personId, DateTime now)
    {
        if (text == Text) return null;
        var earlier = ChangedBy == personId && AnswerTexts.StandsWithin(Text, text) ? null : new AnswerVersion(TextId, QuestionCode, Version, Text, ChangedBy, ChangedAt, isSetAside: false);
        (TextId, Text, Version, ChangedBy, ChangedAt, DestroyedAt) = (Guid.CreateVersion7(), text, Version + 1, personId, now, null);
        return earlier;
    }

    /// <summary>Takes the text away for ever. Whoever is still editing it meets the newer version.</summary>
    /// <returns>What the history keeps: that there was one.</returns>
    public AnswerVersion Destroy(DateTime now)
    {
        var gone = new AnswerVersion(TextId, QuestionCode, Version, "", ChangedBy, ChangedAt, isSetAside: false);
        gone.Destroy(now);
        (TextId, Text, Version, ChangedAt, DestroyedAt) = (Guid.CreateVersion7(), "", Version + 1, now, now);
        return gone;
    }
}

/// <summary>A text that an answer had before, or one that was written at the same time as a colleague's and waits to be put together with it.</summary>
internal sealed class AnswerVersion
{
    private AnswerVersion()
    {
    }

    public AnswerVersion(Guid id, string questionCode, int version, string text, Guid by, DateTime at, bool isSetAside) =>
        (Id, QuestionCode, Version, Text, By, At, IsSetAside) = (id, questionCode, version, text, by, at, isSetAside);

    /// <summary>The text's name: <see cref="Answer.TextId"/> while it was the present one.</summary>
    public Guid Id { get; private init; }

    public Guid ApplicationId { get; private init; }

    public string QuestionCode { get; private init; } = "";

    /// <summary>The version that it was; of a text that was set aside, the one that it was written over.</summary>
    public int Version { get; private init; }

    /// <summary>Empty when it was destroyed.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Who wrote it.</summary>
    public Guid By { get; private init; }

    /// <summary>When (UTC).</summary>
    public DateTime At { get; private init; }

    /// <summary>It never was the answer: a colleague had saved another text meanwhile.</summary>
    public bool IsSetAside { get; private init; }

    /// <summary>When its writer chose the colleague's text in place of one that was set aside (UTC); null while nothing was chosen, and where a later text of theirs decides.</summary>
    public DateTime? SettledAt { get; private set; }

    /// <summary>When it was destroyed (UTC), because it could have identified a survivor; null while it is here.</summary>
    public DateTime? DestroyedAt { get; private set; }

    public void Settle(DateTime now) => SettledAt = now;

    public void Destroy(DateTime now) => (Text, DestroyedAt) = ("", now);
}

/// <summary>Comparing texts of one answer.</summary>
internal static class AnswerTexts
{
    /// <summary>Whether a text is still there as a whole, with something added at one place: then keeping it as well would keep it twice.</summary>
    public static bool StandsWithin(string earlier, string later)
    {
        if (earlier.Length > later.Length) return false;
        var before = earlier.AsSpan().CommonPrefixLength(later);
        var after = 0;
        while (after < earlier.Length - before && earlier[^(after + 1)] == later[^(after + 1)]) after++;
        return before + after == earlier.Length;
    }
}
