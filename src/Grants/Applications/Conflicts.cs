using Grants.Data;
using Microsoft.AspNetCore.Http;

namespace Grants.Applications;

/// <summary>Two people wrote the same answer at the same time, as programs are told.</summary>
internal static class Conflicts
{
    /// <summary>What a person is told of answers that are not saved as they were typed; null when they all are.</summary>
    /// <param name="answers">What became of them.</param>
    /// <param name="others">What else keeps the form from being done, by field.</param>
    public static Refusal? NotYet(SavedAnswers answers, IEnumerable<KeyValuePair<string, string>> others)
    {
        var fields = new Dictionary<string, string>(answers.Errors);
        foreach (var (code, theirs) in answers.Conflicts) fields[code] = T($"{theirs.By} saved another answer while you were writing: choose which one is to be the answer");
        foreach (var (field, whyNot) in others) fields[field] = whyNot;
        if (fields.Count == 0) return null;
        return answers.Conflicts.Count == 0 ? Refusal.Invalid(fields) : Refusal.Changed() with { Fields = fields };
    }

    /// <summary>409 with what stands now, by question.</summary>
    public static IResult Problem(IReadOnlyDictionary<string, Theirs> conflicts) => Results.Problem(
        T("Somebody else saved another answer to the same question meanwhile. Theirs stays; yours is kept in the history. Put the two together and save again over their version."),
        statusCode: StatusCodes.Status409Conflict,
        extensions: new Dictionary<string, object?> { ["code"] = nameof(RefusalKind.Changed), ["theirs"] = conflicts });
}
