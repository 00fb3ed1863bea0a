using System.Net;

namespace Grants.Local;

/// <summary>
/// What exists in this host only: the mailbox, the authenticator app and the clock. They have no sign-in, so nobody but this machine reaches them, and no
/// web page of another site that is open in its browser.
/// </summary>
internal static class LocalOnly
{
    /// <summary>Answers these paths before the product sees them.</summary>
    public static void UseLocalOnly(this WebApplication app, Action<IEndpointRouteBuilder> map)
    {
        // A pipeline of its own: the product's routing, sign-in and refusals do not apply here.
        var branch = new ApplicationBuilder(app.Services);
        branch.UseRouting();
        branch.UseEndpoints(map);
        branch.Run(context => Results.NotFound().ExecuteAsync(context));
        var pipeline = branch.Build();

        app.Use((context, next) =>
        {
            var path = context.Request.Path;
            if (!path.StartsWithSegments("/dev") && !path.StartsWithSegments("/v3")) return next(context);
            return IsFromHere(context) ? pipeline(context) : Results.Problem("Only this machine may do that.", statusCode: 403).ExecuteAsync(context);
        });
    }

    private static bool IsFromHere(HttpContext context)
    {
        var connection = context.Connection;
        if (connection.RemoteIpAddress is not { } remote || !(IPAddress.IsLoopback(remote) || remote.Equals(connection.LocalIpAddress))) return false;

        // A site elsewhere can point its own name at this machine, and any site can post a form to it: the browser tells both.
        var host = context.Request.Host.Host;
        if (host != "localhost" && !IPAddress.TryParse(host.Trim('[', ']'), out _)) return false;
        var origin = context.Request.Headers.Origin.ToString();
        return origin.Length == 0 || origin == $"{context.Request.Scheme}://{context.Request.Host}";
    }
}
