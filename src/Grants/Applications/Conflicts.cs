using Grants.Data;
using Microsoft.AspNetCore.Http;

namespace Grants.Applications;

/// <summary>Two people wrote the same answer at the same time, as programs are told.</summary>
internal static class Conflicts
{
    /// <summary>409 with what stands now, by question.</summary>
    public static IResult Problem(IReadOnlyDictionary<string, Theirs> conflicts) => Results.Problem(
        T("Somebody else saved another answer to the same question meanwhile. Theirs stays; yours is kept in the history. Put the two together and save again over their version."),
        statusCode: StatusCodes.Status409Conflict,
        extensions: new Dictionary<string, object?> { ["code"] = nameof(RefusalKind.Changed), ["theirs"] = conflicts });
}
