namespace Grants.Partners;

/// <summary>The gates' names as staff read them.</summary>
internal static class GateNames
{
    public static string Of(Gate gate) => gate switch
    {
        Gate.Sanctions => "Sanctions screening",
        Gate.Safeguarding => "Safeguarding policies",
        Gate.PreviousAcquittal => "Previous acquittal",
        Gate.BankAccount => "Bank account",
        _ => throw new ArgumentOutOfRangeException(nameof(gate), gate, "Unknown gate."),
    };
}
