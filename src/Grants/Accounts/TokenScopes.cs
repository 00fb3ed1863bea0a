namespace Grants.Accounts;

/// <summary>What a token may be used for: an area of the API, to read or to write. Never more than its person may.</summary>
internal static class TokenScopes
{
    /// <summary>The areas, as the API's description names them. Of accounts and destruction a token only reads: they are decided by people who have signed in.</summary>
    private static readonly (string Area, bool Writes)[] Areas =
    [
        ("Calls", true), ("Applications", true), ("Documents", true), ("Reviews", true), ("Awards", true), ("Milestones", true), ("Closure", true), ("Partners", true),
        ("Destruction", false), ("Tasks", false), ("Accounts", false), ("Audit", false), ("Operations", true),
    ];

    /// <summary>Every scope.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Areas.SelectMany(area => area.Writes ? new[] { Of(area.Area, writes: false), Of(area.Area, writes: true) } : [Of(area.Area, writes: false)])];

    /// <summary>The scope that an operation of an area needs; a token that may write an area may read it only if it says so.</summary>
    public static string Of(string area, bool writes) => $"{area.ToLowerInvariant()}:{(writes ? "write" : "read")}";

    /// <summary>What a scope lets a program do, for people.</summary>
    public static string Words(string scope)
    {
        var (area, writes) = scope.Split(':') is [var name, var kind] ? (name, kind == "write") : (scope, false);
        return writes ? T($"Write: {AreaWords(area)}") : T($"Read: {AreaWords(area)}");
    }

    private static string AreaWords(string area) => area switch
    {
        "calls" => T("calls for proposals"),
        "applications" => T("applications"),
        "documents" => T("documents"),
        "reviews" => T("reviews"),
        "awards" => T("awards"),
        "milestones" => T("milestones, reports and payments"),
        "closure" => T("closure of grants"),
        "partners" => T("organisations"),
        "destruction" => T("destruction of what could identify a survivor"),
        "tasks" => T("tasks"),
        "accounts" => T("people and roles"),
        "audit" => T("the audit trail"),
        "operations" => T("operations"),
        _ => throw new ArgumentOutOfRangeException(nameof(area), area, "No area of the API."),
    };
}
