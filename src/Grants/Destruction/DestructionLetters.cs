using Grants.Notifications;

namespace Grants.Destruction;

/// <summary>The e-mail about an order.</summary>
internal static class DestructionLetters
{
    /// <summary>Somebody has asked, to those who may decide.</summary>
    public static Letter Requested(DestructionOrder order) => new(
        "destruction-requested",
        T("A survivor may be in danger: please decide today"),
        [
            T("Somebody has found a text or a document that could lead to a survivor, and asks to destroy it everywhere."),
            T("Please decide today. Do not send the text or the document to anybody."),
        ],
        T("See the request"), $"/destructions/{order.Id}");
}
