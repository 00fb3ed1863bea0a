using Microsoft.AspNetCore.Http;

namespace Grants.Portal;

/// <summary>What every page shows around its content. Scoped to one request; filled from the session before the page renders.</summary>
public sealed class PortalContext
{
    /// <summary>The product's name, as it stands in the header, titles, documents and e-mail.</summary>
    public const string ProductName = "Commonground";

    /// <summary>Who is signed in; null on public pages.</summary>
    public SignedInPerson? Person { get; set; }

    /// <summary>The main navigation of this person's roles, in order; empty hides it.</summary>
    public IReadOnlyList<PortalLink> Navigation { get; set; } = [];

    /// <summary>The reader's time zone, in which instants are shown beside the call's; null when nobody knows it.</summary>
    public TimeZoneInfo? Zone { get; set; }

    /// <summary>Path of this page, to mark where one is in the navigation.</summary>
    public PathString Path { get; set; }
}

/// <summary>The signed-in person as the header names them.</summary>
/// <param name="Name">The person's own name: several people may share one mailbox, so never the address.</param>
/// <param name="ActingAs">The role or organisation the person acts for, in plain words.</param>
/// <param name="Id">Names what this person's browser keeps for them.</param>
public sealed record SignedInPerson(string Name, string ActingAs, Guid Id = default);

/// <summary>A link in navigation, breadcrumbs or a list.</summary>
/// <param name="Text">What the reader sees.</param>
/// <param name="Href">Path inside the portal.</param>
public sealed record PortalLink(string Text, string Href);

/// <summary>Where the pages that every layout links to are.</summary>
public static class PortalPaths
{
    /// <summary>Home, with the open calls.</summary>
    public const string Home = "/";
    /// <summary>Asks for an e-mail address to sign in.</summary>
    public const string SignIn = "/sign-in";
    /// <summary>POST only.</summary>
    public const string SignOut = "/sign-out";
    /// <summary>Help, and how to complain.</summary>
    public const string Help = "/help";
    /// <summary>The part of the help page about complaints.</summary>
    public const string Complaints = "/help#complaints";
    /// <summary>Chooses a language; POST only.</summary>
    public const string Language = "/language";
    /// <summary>What may never be written.</summary>
    public const string DoNoHarm = "/do-no-harm";
    /// <summary>What is kept about the people who use the portal.</summary>
    public const string Privacy = "/privacy";
    /// <summary>How programs use the API.</summary>
    public const string Api = "/api";
    /// <summary>Accessibility statement.</summary>
    public const string Accessibility = "/accessibility";
}
