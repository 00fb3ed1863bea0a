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
            portal.Person = new SignedInPerson(actor.Name, ActingAs(actor), actor.PersonId!.Value);
            portal.Zone = TimeZoneInfo.FindSystemTimeZoneById(actor.TimeZone);
            // Before the second factor nothing opens.
            portal.Navigation = actor.WaitsForSecondFactor ? [] : Navigation(actor).ToList();
        }

        return next(context);
    }

    private static string ActingAs(Actor actor)
    {
        var roles = actor.Roles.Select(grant => RoleWords.Of(grant.Role)).Distinct().ToList();
        if (actor.Memberships.Count > 0) roles.Add(T("partner"));
        return string.Join(", ", roles);
    }

    private static IEnumerable<PortalLink> Navigation(Actor actor)
    {
        yield return new PortalLink(T("My tasks"), "/tasks");
        yield return new PortalLink(T("Calls"), "/calls");
        if (actor.Memberships.Count > 0 || actor.IsStaff) yield return new PortalLink(T("Applications"), "/applications");
        if (actor.Is(Role.Reviewer)) yield return new PortalLink(T("Reviews"), "/reviews");
        if (actor.IsStaff || actor.Is(Role.Endorser) || actor.Is(Role.Delegate)) yield return new PortalLink(T("Awards"), "/awards");
        else if (actor.Memberships.Count > 0) yield return new PortalLink(T("Offers"), "/awards");
        if (actor.Memberships.Count > 0 || actor.IsStaff) yield return new PortalLink(T("Grants"), "/grants");
        if (actor.Is(Role.FinanceOfficer) || actor.Is(Role.GrantManager) || actor.Is(Role.Auditor)) yield return new PortalLink(T("Payments"), "/payments");
        if (actor.IsStaff) yield return new PortalLink(T("Partners"), "/partners");
        else if (actor.Memberships.Count > 0) yield return new PortalLink(T("Your organisation"), actor.Memberships.Count == 1 ? $"/partners/{actor.Memberships[0].OrganisationId}" : "/partners");
        else if (actor.Roles.Count == 0) yield return new PortalLink(T("Register your organisation"), "/register/organisation");
        if (actor.IsStaff) yield return new PortalLink(T("Results"), "/results");
        if (actor.Is(Role.Administrator)) yield return new PortalLink(T("People"), "/people");
        if (actor.Is(Role.Administrator) || actor.Is(Role.Auditor)) yield return new PortalLink(T("Operations"), "/operations");
    }
}
