using System.Text.Json;
using Grants.Local.Instances;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grants.Local.Clock;

/// <summary>The clock as a page and as JSON.</summary>
internal static class ClockEndpoints
{
    public static void MapClock(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/dev/clock", (HttpContext context, LocalClock clock) => WantsPage(context.Request)
            ? new RazorComponentResult<ClockPage>(new { Now = clock.UtcNow, clock.Target })
            : Results.Json(new { clock.UtcNow, clock.Target, RunsOrchestrations = context.RequestServices.GetService<EngineLease>()?.IsHeld ?? true }));
        routes.MapPost("/dev/clock", MoveAsync);
    }

    private static async Task<IResult> MoveAsync(HttpContext context, LocalClock clock)
    {
        DateTime target;
        try
        {
            target = await ReadAsync(context.Request) switch
            {
                { To: { Length: > 0 } to, By: null or "" } => ClockStart.ParseInstant(to),
                { By: { Length: > 0 } by, To: null or "" } => ClockStart.Add(clock.UtcNow, by),
                _ => throw new FormatException(),
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException or JsonException)
        {
            return Refuse(context, clock, 400, """Give either "by", a duration such as 30d, 12h or P1Y2M, or "to", an instant such as 2026-07-01T09:00Z.""");
        }

        ClockMove? move;
        try
        {
            move = await clock.MoveToAsync(target, context.RequestAborted);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Refuse(context, clock, 409, "The clock only goes forward.");
        }

        if (move is null) return Refuse(context, clock, 409, "The clock is being moved already.");
        return WantsPage(context.Request)
            ? new RazorComponentResult<ClockPage>(new { Now = move.UtcNow, move.Stops })
            : Results.Json(move);
    }

    private static async Task<ClockRequest?> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType) return await request.ReadFromJsonAsync<ClockRequest>();
        var form = await request.ReadFormAsync();
        return new ClockRequest(form["by"], form["to"]);
    }

    private static IResult Refuse(HttpContext context, LocalClock clock, int status, string detail)
    {
        if (!WantsPage(context.Request)) return Results.Problem(detail, statusCode: status);
        return new RazorComponentResult<ClockPage>(new { Now = clock.UtcNow, clock.Target, Refusal = detail }) { StatusCode = status };
    }

    private static bool WantsPage(HttpRequest request) => request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html");

    private sealed record ClockRequest(string? By, string? To);
}
