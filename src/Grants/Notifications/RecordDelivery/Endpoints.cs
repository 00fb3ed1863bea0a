using System.Text.Json;
using Grants.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Grants.Notifications.RecordDelivery;

internal static class Endpoints
{
    private const int MostBytes = 4 * 1024 * 1024;

    // The signature says who it is; nobody signs in here.
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/sendgrid", PostAsync).WhoMay(Who.Anyone).ExcludeFromDescription();

    private static async Task<IResult> PostAsync(HttpContext http, Handler handler, GrantsOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (options.SendGridWebhookPublicKey is not { Length: > 0 } key) return Results.NotFound();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostBytes;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancellationToken);
        if (!SendGridSignature.IsValid(http.Request.Headers, body.ToArray(), key, options.SendGridWebhookTolerance, clock.GetUtcNow())) return Results.StatusCode(StatusCodes.Status403Forbidden);

        List<SendGridEvent?> events;
        try
        {
            events = JsonSerializer.Deserialize<List<SendGridEvent?>>(body.ToArray()) ?? [];
        }
        catch (JsonException)
        {
            return Results.BadRequest();
        }

        // Anything but success is posted again later, by when whoever else recorded the same events has finished.
        return (await handler.HandleAsync(events.Select(e => e?.Read()).OfType<DeliveryEvent>().ToList(), cancellationToken)).IsRefused
            ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
            : Results.NoContent();
    }
}
