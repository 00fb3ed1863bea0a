namespace Grants.SurvivorData;

/// <summary>The names of what the guard finds.</summary>
internal static class SurvivorDataWords
{
    public static string Of(SurvivorDataKind kind) => kind switch
    {
        SurvivorDataKind.Email => T("an e-mail address"),
        SurvivorDataKind.Phone => T("a phone number"),
        SurvivorDataKind.IdentityNumber => T("an identity card"),
        SurvivorDataKind.Passport => T("a passport"),
        SurvivorDataKind.DateOfBirth => T("a date of birth"),
        SurvivorDataKind.CaseNumber => T("a case number"),
        SurvivorDataKind.NamedVictim => T("a victim's name or record"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };
}
