using Grants.Accounts;
using Grants.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Grants.SurvivorData;

/// <summary>A text that may hold what identifies somebody.</summary>
/// <param name="Place">Where it stands: a question's code, or a document's id.</param>
/// <param name="Text">The text, or the file's name.</param>
/// <param name="IsFileName">Whether it is a file's name.</param>
internal sealed record GuardedText(string Place, string Text, bool IsFileName = false);

/// <summary>Something that the guard found and that nobody has confirmed to identify nobody.</summary>
/// <param name="Place">Where it stands: a question's code, or a document's id.</param>
/// <param name="Kind">What it looks like.</param>
/// <param name="Masked">How it reads with all but the first letters hidden.</param>
/// <param name="Fingerprint">What a confirmation names it by.</param>
public sealed record OpenFinding(string Place, SurvivorDataKind Kind, string Masked, string Fingerprint);

/// <summary>
/// Holds texts against the guard and against what people have confirmed. A finding never keeps anybody from saving; while it is neither removed nor confirmed, it
/// keeps an application from being submitted.
/// </summary>
internal sealed class SurvivorDataReview(GrantsDb db, AuditKey key)
{
    /// <summary>The form field in which a confirmation comes: one for each box that was ticked.</summary>
    public const string Field = "identifiesNobody";

    private const int FingerprintCharacters = 32;

    /// <summary>What is found and not confirmed, text by text. Costs a command only where something is found.</summary>
    public async Task<IReadOnlyList<OpenFinding>> OpenAsync(Guid subjectId, IEnumerable<GuardedText> texts, CancellationToken cancellationToken)
    {
        var found = texts.SelectMany(Find).ToList();
        if (found.Count == 0) return [];
        var confirmed = await db.SurvivorDataConfirmations.Where(confirmation => confirmation.SubjectId == subjectId)
            .Select(confirmation => new { confirmation.Place, confirmation.Fingerprint }).ToListAsync(cancellationToken);
        return [.. found.Where(finding => !confirmed.Exists(done => done.Place == finding.Place && done.Fingerprint == finding.Fingerprint))];
    }

    /// <summary>What is found and not among the confirmed fingerprints, each with its place.</summary>
    public IReadOnlyList<OpenFinding> Open(IEnumerable<GuardedText> texts, IReadOnlySet<(string Place, string Fingerprint)> confirmed) =>
        [.. texts.SelectMany(Find).Where(finding => !confirmed.Contains((finding.Place, finding.Fingerprint)))];

    /// <summary>
    /// Writes down that somebody confirmed; commits nothing. What is not in the texts any more is left out: a confirmation is for what is there.
    /// </summary>
    /// <param name="subjectKind">The kind of aggregate, for the audit trail.</param>
    /// <param name="subjectId">The application or milestone.</param>
    /// <param name="texts">The texts as they are now.</param>
    /// <param name="fingerprints">What the person saw and confirmed.</param>
    /// <param name="actor">The person.</param>
    /// <param name="now">When (UTC).</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task ConfirmAsync(
        string subjectKind, Guid subjectId, IEnumerable<GuardedText> texts, IReadOnlyCollection<string> fingerprints, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        if (fingerprints.Count == 0) return;
        foreach (var finding in (await OpenAsync(subjectId, texts, cancellationToken)).Where(finding => fingerprints.Contains(finding.Fingerprint)))
        {
            db.SurvivorDataConfirmations.Add(new SurvivorDataConfirmation(subjectId, finding.Place, finding.Kind, finding.Fingerprint, actor.PersonId!.Value, now));
            db.Note(subjectKind, subjectId, actor, "ConfirmIdentifiesNobody", now, ("place", finding.Place), ("kind", finding.Kind));
        }
    }

    /// <summary>What the guard finds in a text whose writer is only warned.</summary>
    public static IReadOnlyList<OpenFinding> Warnings(string place, string? text) =>
        [.. SurvivorDataGuard.Find(text ?? "").Select(finding => new OpenFinding(place, finding.Kind, finding.Masked, ""))];

    /// <summary>What a form confirms.</summary>
    public static IReadOnlyCollection<string> ConfirmedIn(IFormCollection form) => [.. form[Field].SelectMany(value => (value ?? "").Split(','))];

    /// <summary>What is said at a field whose text has findings that are not confirmed.</summary>
    public static string Message(IEnumerable<OpenFinding> findings) =>
        T($"This may identify a person: {string.Join("; ", findings.Select(finding => $"{SurvivorDataWords.Of(finding.Kind)} {finding.Masked}").Distinct())}. Take it out, or confirm that it identifies no survivor");

    // Each finding once, however often it stands in a text.
    private IEnumerable<OpenFinding> Find(GuardedText guarded)
    {
        var findings = guarded.IsFileName ? SurvivorDataGuard.FindInFileName(guarded.Text) : SurvivorDataGuard.Find(guarded.Text);
        return findings.Select(finding => new OpenFinding(
                guarded.Place, finding.Kind, finding.Masked,
                AuditFact.Keyed(key, $"{finding.Kind}|{guarded.Text.Substring(finding.Start, finding.Length)}")[..FingerprintCharacters]))
            .DistinctBy(finding => finding.Fingerprint);
    }
}
