using Microsoft.AspNetCore.Http;

namespace Grants.Accounts;

/// <summary>Where a person goes on after signing in: only ever a path of this portal, whatever the address said.</summary>
internal static class LocalPath
{
    /// <summary>The path if it is one of this portal, otherwise the person's tasks.</summary>
    public static string OrTasks(string? path) => IsLocal(path) ? path! : "/tasks";

    /// <summary>A page's address that carries where to go on afterwards.</summary>
    public static string With(string page, string? returnTo) => IsLocal(returnTo) ? page + QueryString.Create("returnTo", returnTo!) : page;

    // "//host" and "/\host" are other hosts to a browser; it drops control characters before it looks. A header takes nothing but ASCII.
    private static bool IsLocal(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && path.All(c => c is >= '!' and <= '~');
}
