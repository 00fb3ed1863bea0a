using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ScreenTogether;

/// <summary>An application that was chosen, as it was seen.</summary>
internal sealed record Chosen(Guid Id, int Version);

/// <summary>One act on several applications as programs send it.</summary>
/// <param name="Applications">Which, with the versions that were read; up to 25.</param>
/// <param name="ScreenerId">Whose task the screening becomes; null: each is found eligible where every automatic check is in order.</param>
/// <param name="NoConflict">Who finds them eligible declares that no conflict of interest ties them to any of the organisations.</param>
internal sealed record Request(IReadOnlyList<Chosen>? Applications, Guid? ScreenerId = null, bool NoConflict = false);

/// <summary>What was ticked in the list.</summary>
public sealed class Form
{
    /// <summary>'eligible', or the id of the person who is to screen.</summary>
    public string? What { get; init; }

    /// <summary>Ids with versions.</summary>
    public string[]? Chosen { get; init; }

    /// <summary>The filters of the list, to go back to.</summary>
    public string? Back { get; init; }

    /// <summary>"yes" when the box is ticked.</summary>
    public string? NoConflict { get; init; }

    internal IReadOnlyList<Chosen> Applications =>
        [.. from text in Chosen ?? [] let parts = text.Split(':') where parts.Length == 2 && Guid.TryParse(parts[0], out _) && int.TryParse(parts[1], out _) select new Chosen(Guid.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture))];

    internal Guid? ScreenerId => Guid.TryParse(What, out var id) ? id : null;
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/applications/together", async ([FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
            await PageAsync(form, handler, null, null, cancellationToken)).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/applications/together/confirm", async ([FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(form.Applications, form.ScreenerId, form.NoConflict == "yes", cancellationToken);
            return await PageAsync(form, handler, outcome.IsRefused ? null : outcome.Value, outcome.Refusal, cancellationToken);
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/together", async (Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(body.Applications ?? [], body.ScreenerId, body.NoConflict, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Applications").WithName("ScreenTogether")
            .WithSummary("Gives the screening of several applications to one person, or finds those eligible whose automatic checks are all in order; says of each what came of it.");
    }

    private static async Task<IResult> PageAsync(Form form, Handler handler, IReadOnlyList<Result>? done, Refusal? refusal, CancellationToken cancellationToken)
    {
        var preview = await handler.PreviewAsync(form.Applications, form.What, cancellationToken);
        if (preview.Refusal is { Fields: { } fields })
            return new SeeOther(new ListAgain(fields.Keys.First(), form.What, [.. form.Applications.Select(application => application.Id)]).Path(form.Back));
        return preview.IsRefused
            ? preview.Refusal.Page($"/applications?{form.Back}")
            : new RazorComponentResult<Page>(new { Preview = preview.Value, Typed = form, Done = done, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
