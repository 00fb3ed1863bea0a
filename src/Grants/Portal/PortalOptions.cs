namespace Grants.Portal;

/// <summary>Who runs this installation, for the public pages. Bound from the configuration section <c>Portal</c>.</summary>
public sealed class PortalOptions
{
    /// <summary>Name of the grants programme, as it stands on the home page and in the footer.</summary>
    public string Programme { get; set; } = "Illustrative grants programme";

    /// <summary>Whether readers may choose the pseudo-language, which shows what has not been translated. For tests and for those who translate.</summary>
    public bool OfferPseudoLanguage { get; set; }

    /// <summary>Address that answers questions. The default cannot receive mail: set it before people use the portal.</summary>
    public string HelpEmail { get; set; } = "help@grants.example";

    /// <summary>Address for complaints, read by people outside the grants team.</summary>
    public string ComplaintsEmail { get; set; } = "complaints@grants.example";

    /// <summary>Address for safeguarding concerns and for information that could identify a survivor.</summary>
    public string SafeguardingEmail { get; set; } = "safeguarding@grants.example";
}
