using Grants.Portal;

namespace Grants.Accounts;

/// <summary>What people may say about themselves.</summary>
internal static class ProfileRules
{
    private const int MostOfName = 200;

    /// <summary>What is wrong, by field.</summary>
    public static Dictionary<string, string> WhyNot(string name, string? timeZone)
    {
        var wrong = new Dictionary<string, string>();
        if (name.Length is 0 or > MostOfName) wrong["Name"] = T($"Enter your name, with at most {MostOfName} characters");
        if (!TimeZones.IsKnown(timeZone)) wrong["TimeZone"] = T("Choose your time zone");
        return wrong;
    }
}
