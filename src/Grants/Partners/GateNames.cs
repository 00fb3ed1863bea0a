namespace Grants.Partners;

/// <summary>The gates' names as staff read them.</summary>
internal static class GateNames
{
    public static string Of(Gate gate) => gate switch
    {
        Gate.Sanctions => T("Sanctions screening"),
        Gate.Safeguarding => T("Safeguarding policies"),
        Gate.PreviousAcquittal => T("Previous acquittal"),
        Gate.BankAccount => T("Bank account"),
        _ => throw new ArgumentOutOfRangeException(nameof(gate), gate, "Unknown gate."),
    };
}
