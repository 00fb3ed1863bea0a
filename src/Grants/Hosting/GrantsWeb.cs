using Grants.Accounts;
using Grants.Data;
using Grants.Language;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Grants;

/// <summary>The portal and the API: one pipeline, the same behind Kestrel and behind the catch-all function in Azure.</summary>
public static class GrantsWeb
{
    /// <summary>Builds the whole pipeline; nothing may follow it.</summary>
    public static IApplicationBuilder UseGrants(this IApplicationBuilder app)
    {
        app.UseMiddleware<EntraHeaders>();
        app.Use(TelemetryExports.DescribeRequestAsync);
        app.Use(NoteArrival);
        app.UseResponseCompression();
        app.UseSecurityHeaders();
        app.Use(RequestLanguage.OfBrowserAsync);
        app.UseMiddleware<Failures>();
        app.Use(RequestBodies.KnowCharset);
        app.UseRouting();
        app.UseAuthentication();
        app.Use(RequestLanguage.OfPersonAsync);
        // Before anything refuses: whoever is refused still sees who they are signed in as, and where they can go.
        app.Use(PortalChrome.FillAsync);
        app.UseMiddleware<TokenGate>();
        app.UseMiddleware<KeepTyped>();
        app.UseMiddleware<SecondFactorGate>();
        app.UseMiddleware<SameOriginApi>();
        app.Use(RefuseUnroutedAsync);
        app.UseAuthorization();
        app.UseMiddleware<Documents.FilesInForms>();
        app.UseAntiforgery();
        app.Use(TryOutboxAfterwardsAsync);
        return app.UseEndpoints(routes =>
        {
            // Routing and authorisation each make a list of all endpoints: from one that keeps what it has made, both get the same.
            var kept = new Routes(routes);
            Map(kept);
            routes.DataSources.Add(new CompositeEndpointDataSource(kept.DataSources));
        });
    }

    private sealed class Routes(IEndpointRouteBuilder outer) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => outer.ServiceProvider;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => outer.CreateApplicationBuilder();
    }

    /// <summary>Every endpoint, area by area.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPortal();
        routes.MapOpenApi().WhoMay(Who.Anyone);
        Calls.CallRoutes.Map(routes);
        Applications.ApplicationRoutes.Map(routes);
        Reviews.ReviewRoutes.Map(routes);
        Awards.AwardRoutes.Map(routes);
        Milestones.MilestoneRoutes.Map(routes);
        Closure.ClosureRoutes.Map(routes);
        Partners.PartnerRoutes.Map(routes);
        Documents.DocumentRoutes.Map(routes);
        Destruction.DestructionRoutes.Map(routes);
        Accounts.AccountRoutes.Map(routes);
        Notifications.NotificationRoutes.Map(routes);
        LanguageRoutes.Map(routes);
        Operations.OperationRoutes.Map(routes);
        Audit.AuditRoutes.Map(routes);
        Tasks.TaskRoutes.Map(routes);
    }

    private static Task NoteArrival(HttpContext context, RequestDelegate next)
    {
        context.RequestServices.GetRequiredService<Arrival>();
        return next(context);
    }

    // What routing itself refuses (no such path, not by this method, not with this kind of content) would meet the policy that denies, and read as
    // something secret.
    private static Task RefuseUnroutedAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return PortalChrome.FillAsync(context, context.GetEndpoint()?.RequestDelegate ?? (_ => Task.CompletedTask));
    }

    // The decision has been committed and answered; what it wants done outside is tried once, and otherwise left to the sweep.
    private static async Task TryOutboxAfterwardsAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        await context.RequestServices.GetRequiredService<Outbox>().TryFreshAsync(CancellationToken.None, leavesMail: context.LeavesMail());
    }
}
