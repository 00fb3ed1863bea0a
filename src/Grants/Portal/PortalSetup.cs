using Grants.Accounts;
using Grants.Portal.Documents;
using Grants.Portal.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Portal;

/// <summary>Puts the portal's layout, assets and public pages into an application.</summary>
public static class PortalSetup
{
    /// <summary>Registers what pages and documents need: Razor components and <see cref="PortalContext"/>. Pages with forms need antiforgery and data protection as well.</summary>
    public static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddOptions<PortalOptions>().BindConfiguration("Portal");
        services.AddScoped<PortalContext>();
        services.AddSingleton<PrintableDocument>();
        return services;
    }

    /// <summary>Maps the assets and the public pages of words; home and sign-in are mapped by the areas that have their data.</summary>
    public static void MapPortal(this IEndpointRouteBuilder routes)
    {
        routes.MapPortalAssets();
        RouteGroupBuilder pages = routes.MapGroup("").WhoMay(Who.Anyone).ExcludeFromDescription();
        pages.MapGet(PortalPaths.Help, () => new RazorComponentResult<HelpPage>());
        pages.MapGet(PortalPaths.DoNoHarm, () => new RazorComponentResult<DoNoHarmPage>());
        pages.MapGet(PortalPaths.Privacy, () => new RazorComponentResult<PrivacyPage>());
        pages.MapGet(PortalPaths.Api, () => new RazorComponentResult<ApiPage>());
        pages.MapGet(PortalPaths.Accessibility, () => new RazorComponentResult<AccessibilityPage>());
    }
}
