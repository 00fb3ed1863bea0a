using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Reviews.ModerateApplication;

/// <summary>The moderation form as it was typed.</summary>
public sealed record Form
{
    /// <summary>The version of the application that was seen.</summary>
    public int Version { get; init; }

    /// <summary>One of the decisions.</summary>
    public string? Decision { get; init; }

    /// <summary>The amount as typed.</summary>
    public string? Amount { get; init; }

    /// <summary>The place as typed.</summary>
    public string? Rank { get; init; }

    /// <summary>Why.</summary>
    public string? Reasons { get; init; }

    /// <summary>What the applicant could do better.</summary>
    public string? Feedback { get; init; }

    /// <summary>The comments to pass on.</summary>
    public Guid[]? Comments { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/moderation", GetAsync).WhoMay(Who.GrantManager | Who.Auditor).ExcludeFromDescription();
        routes.MapPost("/applications/{id:guid}/moderation", PostAsync).WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapGet("/api/v1/applications/{id:guid}/scores", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.ShowAsync(id, cancellationToken)).Json())
            .WhoMay(Who.GrantManager | Who.Auditor).WithTags("Reviews").WithName("ShowScores").WithSummary("All score sheets of an application, with their spread.")
            .Produces<ModerationView>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/api/v1/applications/{id:guid}/moderation", async (Guid id, Moderation moderation, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, moderation, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Reviews").WithName("ModerateApplication").WithSummary("Recommends an application for an award, places it on the reserve list, or declines it with reasons and feedback.")
            .Produces<Decided>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> GetAsync(Guid id, Handler handler, CurrentActor current, CancellationToken cancellationToken)
    {
        var shown = await handler.ShowAsync(id, cancellationToken);
        if (shown.IsRefused) return shown.Refusal.Page();
        return new RazorComponentResult<Page>(new { View = shown.Value, MayDecide = current.Value.Is(Role.GrantManager) });
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, HttpContext http, CancellationToken cancellationToken)
    {
        var shown = await handler.ShowAsync(id, cancellationToken);
        if (shown.IsRefused) return shown.Refusal.Page();
        var moderation = new Moderation(
            form.Version,
            Enum.TryParse<Decision>(form.Decision, out var decision) && Enum.IsDefined(decision) ? decision : null,
            PortalText.TryParseMoney(form.Amount, shown.Value.Currency, out var amount) ? amount : null,
            PortalText.TryParseCount(form.Rank, out var rank) ? rank : null,
            form.Reasons, form.Feedback, form.Comments);
        var outcome = await handler.HandleAsync(id, moderation, cancellationToken);
        if (outcome.Refusal is { Fields: not null } refusal)
            return new RazorComponentResult<Page>(new { View = shown.Value, MayDecide = true, Typed = form, Errors = refusal.Errors() }) { StatusCode = refusal.Status() };
        if (outcome.IsRefused) return outcome.Refusal.Page(http.Request.Form, $"/applications/{id}/moderation");
        return outcome.Value.AwardId is { } award
            ? new SeeOther($"/awards/{award}", new Notice(T("The award is proposed, and the committee has been asked to endorse it. Check the agreement now: you can change it until it is endorsed.")))
            : new SeeOther($"/calls/{shown.Value.CallId}/ranking", new Notice(decision == Decision.Reserve ? T("The application is on the reserve list. The organisation has an e-mail that says what this means.") : T("The application is declined. The organisation has the decision letter with reasons, feedback and the complaint route.")));
    }
}
