using Grants.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Portal;

/// <summary>Fills <see cref="PortalContext"/> from the session: whose page it is, and which pages they can reach.</summary>
internal static class PortalChrome
{
    public static Task FillAsync(HttpContext context, RequestDelegate next)
    {
        var portal = context.RequestServices.GetRequiredService<PortalContext>();
        var actor = context.RequestServices.GetRequiredService<CurrentActor>().Value;
        portal.Path = context.Request.Path;
        if (actor.IsSignedIn)
        {
            portal.Person = new SignedInPerson(actor.Name, ActingAs(actor));
            portal.Zone = TimeZoneInfo.FindSystemTimeZoneById(actor.TimeZone);
            portal.Navigation = Navigation(actor).ToList();
        }

        return next(context);
    }

    private static string ActingAs(Actor actor)
    {
        var roles = actor.Roles.Select(grant => grant.Role switch
        {
            Role.GrantManager => "grant manager",
            Role.FinanceOfficer => "finance officer",
            var role => role.ToString().ToLowerInvariant(),
        }).Distinct().ToList();
        if (actor.Memberships.Count > 0) roles.Add("partner");
        return string.Join(", ", roles);
    }

    private static IEnumerable<PortalLink> Navigation(Actor actor)
    {
        yield return new PortalLink("My tasks", "/tasks");
        yield return new PortalLink("Calls", "/calls");
        if (actor.Memberships.Count > 0 || actor.IsStaff) yield return new PortalLink("Applications", "/applications");
        if (actor.Is(Role.Reviewer)) yield return new PortalLink("Reviews", "/reviews");
        if (actor.IsStaff || actor.Is(Role.Endorser) || actor.Is(Role.Delegate)) yield return new PortalLink("Awards", "/awards");
        else if (actor.Memberships.Count > 0) yield return new PortalLink("Offers", "/awards");
        if (actor.Memberships.Count > 0 || actor.IsStaff) yield return new PortalLink("Grants", "/grants");
        if (actor.Is(Role.FinanceOfficer) || actor.Is(Role.GrantManager) || actor.Is(Role.Auditor)) yield return new PortalLink("Payments", "/payments");
        if (actor.IsStaff) yield return new PortalLink("Partners", "/partners");
        else if (actor.Memberships.Count > 0) yield return new PortalLink("My organisation", "/partners");
        if (actor.IsStaff) yield return new PortalLink("Results", "/results");
        if (actor.Is(Role.Administrator)) yield return new PortalLink("People", "/people");
        if (actor.Is(Role.Administrator) || actor.Is(Role.Auditor)) yield return new PortalLink("Operations", "/operations");
    }
}
