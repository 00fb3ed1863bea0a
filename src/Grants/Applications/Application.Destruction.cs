namespace Grants.Applications;

/// <summary>The destruction of what could identify a survivor.</summary>
internal sealed partial class Application
{
    /// <summary>Destroys texts of an answer wherever the application has them. Its answers and their history must be loaded.</summary>
    /// <param name="questionCode">The question.</param>
    /// <param name="textId">The one text; null for every text that was written until <paramref name="until"/>.</param>
    /// <param name="until">When it was decided (UTC): what was written later stays.</param>
    /// <param name="now">When (UTC).</param>
    /// <returns>The texts that are gone; empty when there was none (any more).</returns>
    public IReadOnlyList<string> DestroyTexts(string questionCode, Guid? textId, DateTime until, DateTime now)
    {
        var gone = new List<string>();
        foreach (var earlier in _earlierAnswers.Where(version => version.QuestionCode == questionCode && version.DestroyedAt is null && (textId is null ? version.At <= until : version.Id == textId)))
        {
            gone.Add(earlier.Text);
            earlier.Destroy(now);
        }

        var answer = _answers.Find(given => given.QuestionCode == questionCode && given.Text.Length > 0 && (textId is null ? given.ChangedAt <= until : given.TextId == textId));
        if (answer is null) return gone;
        gone.Add(answer.Text);
        _earlierAnswers.Add(answer.Destroy(now));
        Derive(questionCode, "");
        return gone;
    }
}
