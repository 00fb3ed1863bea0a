using System.Runtime.InteropServices;

namespace Grants.Local;

/// <summary>Ends the host when the <c>dotnet run</c> that started it has been killed and could not pass on a signal.</summary>
internal static partial class ParentWatch
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    /// <summary>Completes when the parent is gone. Any other parent may go as it likes: the host may have been left running on purpose.</summary>
    public static async Task WhenGoneAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) return;
        var parent = GetParentId();
        if (!IsDotnetRun(parent)) return;

        using var timer = new PeriodicTimer(_every);
        while (GetParentId() == parent) await timer.WaitForNextTickAsync(cancellationToken);
    }

    /// <summary>Whether there is a parent to watch.</summary>
    public static bool IsNeeded => OperatingSystem.IsLinux() && IsDotnetRun(GetParentId());

    private static bool IsDotnetRun(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0') is [var program, "run", ..] && Path.GetFileName(program) == "dotnet";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // another user's, or gone already
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentId();
}
