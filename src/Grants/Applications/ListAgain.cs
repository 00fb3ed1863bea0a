using Grants.Data;
using Grants.Portal;

namespace Grants.Applications;

/// <summary>The list of applications once more, as it was, with what must be put right first where it was ticked, chosen or typed: as it stands in the list's address.</summary>
/// <param name="Wrong">The field that must be put right; null on any other visit.</param>
/// <param name="What">The act that was chosen.</param>
/// <param name="Ticked">The applications that were ticked.</param>
/// <param name="View">The name of a view that was typed.</param>
internal sealed record ListAgain(string? Wrong = null, string? What = null, Guid[]? Ticked = null, string? View = null)
{
    /// <summary>The most applications at once: a page of the list.</summary>
    public const int MostTicked = 25;

    /// <summary>The most characters in the name of a view.</summary>
    public const int MostOfName = 60;

    /// <summary>The most views of one person.</summary>
    public const int MostViews = 20;

    /// <summary>Too few or too many are ticked.</summary>
    public static Refusal Tick => Refusal.Invalid("Chosen", T($"Tick from 1 to {MostTicked} applications in the list"));

    /// <summary>Nothing is chosen to be done.</summary>
    public static Refusal Choose => Refusal.Invalid("What", T("Choose what to do with the applications that you ticked"));

    /// <summary>A view without a name, or with one that is too long.</summary>
    public static Refusal Name => Refusal.Invalid("Name", T($"Give the view a name of up to {MostOfName} characters"));

    /// <summary>One view too many.</summary>
    public static Refusal Views => Refusal.Invalid("Name", T($"You have {MostViews} views already: remove one first"));

    /// <summary>What must be put right; null when nothing must.</summary>
    public FieldErrors? Errors => Wrong switch
    {
        "Chosen" => Tick.Errors(),
        "What" => Choose.Errors(),
        "Name" when string.IsNullOrWhiteSpace(View) || PortalText.Length(View) > MostOfName => Name.Errors(),
        "Name" => Views.Errors(),
        _ => null,
    };

    /// <summary>The list's address with this.</summary>
    /// <param name="query">The address of the list as it was, after the question mark.</param>
    public string Path(string? query)
    {
        var parts = new List<(string Name, string? Value)> { (nameof(Wrong), Wrong), (nameof(What), What), (nameof(View), View) };
        parts.AddRange((Ticked ?? []).Take(MostTicked).Select(id => (nameof(Ticked), (string?)id.ToString())));
        return $"/applications?{string.Join('&', parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").Prepend(FilterQuery.Parse(query).Filter.Here).Where(part => part.Length > 0))}";
    }
}
