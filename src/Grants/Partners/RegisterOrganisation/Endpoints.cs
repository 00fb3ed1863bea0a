using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.RegisterOrganisation;

/// <param name="Profile">What the organisation says about itself.</param>
/// <param name="Others">The likely ones of which it is none, as the search for them names them.</param>
internal sealed record Request(ProfileForm Profile, IReadOnlyList<Guid>? Others = null);

internal sealed record OthersForm(Guid[]? Others);

internal static class Endpoints
{
    private const string Root = "/register/organisation";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, async (Handler handler, CancellationToken cancellationToken) => new SeeOther($"{Root}/{await handler.NextAsync(await handler.FindAsync(cancellationToken), cancellationToken)}"))
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapGet(Root + "/matches", async Task<IResult> (Handler handler, CancellationToken cancellationToken) =>
            {
                var likely = await handler.LikelyAsync(await handler.FindAsync(cancellationToken), cancellationToken);
                return likely.Count == 0 ? new SeeOther(Root) : new RazorComponentResult<MatchesPage>(new { Likely = likely, Asked = await handler.AskedAsync(cancellationToken) });
            })
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapPost(Root + "/matches", async Task<IResult> ([FromForm] OthersForm? form, Handler handler, CancellationToken cancellationToken) =>
                (await handler.SayOtherAsync(form?.Others ?? [], cancellationToken)).Refusal is { } refusal ? refusal.Page(Root) : new SeeOther(Root))
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapGet(Root + "/check", async Task<IResult> (Handler handler, CancellationToken cancellationToken) =>
            {
                var content = await handler.FindAsync(cancellationToken);
                var next = await handler.NextAsync(content, cancellationToken);
                return next == "check" ? new RazorComponentResult<CheckPage>(new { content.Form }) : new SeeOther($"{Root}/{next}");
            })
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        // Bound for its token: another site's page must not register anything.
        routes.MapPost(Root + "/check", async Task<IResult> (IFormCollection _, Handler handler, CancellationToken cancellationToken) =>
            {
                var content = await handler.FindAsync(cancellationToken);
                var outcome = await handler.HandleAsync(content.Form, content.Others, cancellationToken);
                if (outcome.IsRefused) return new SeeOther(Root);
                return new SeeOther($"/partners/{outcome.Value.Id}", new Notice(T("Your organisation is registered, and you are its lead. Next, say which policies it holds and invite your colleagues.")));
            })
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapGet(Root + "/{step}", async Task<IResult> (string step, Handler handler, CancellationToken cancellationToken) =>
                ProfileSteps.Find(step) is { } known ? Page(known, (await handler.FindAsync(cancellationToken)).Form) : PortalErrors.Page(StatusCodes.Status404NotFound))
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapPost(Root + "/{step}", PostAsync).WhoMay(Who.SignedIn).ExcludeFromDescription();

        routes.MapPost("/api/v1/organisations/likely", async (ProfileForm request, Handler handler, CancellationToken cancellationToken) =>
                Results.Ok(await handler.LikelyAsync(new OrganisationDraft.Content(request, []), cancellationToken)))
            .WhoMay(Who.SignedIn).WithTags("Partners").WithName("FindLikelyOrganisations")
            .WithSummary("Registered organisations that may be the same as one with such a name, country and number.").Produces<IReadOnlyList<LikelyMatch>>();
        routes.MapPost("/api/v1/organisations", async (Request request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(request.Profile, request.Others ?? [], cancellationToken)).Json())
            .WhoMay(Who.SignedIn).WithTags("Partners").WithName("RegisterOrganisation")
            .WithSummary("Registers an organisation with me as its lead. Refused while a likely one is not named in 'others'; one with the same number can only be joined.")
            .Produces<Registered>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PostAsync(string step, [FromForm] ProfileForm? sent, Handler handler, CancellationToken cancellationToken)
    {
        if (ProfileSteps.Find(step) is not { } known) return PortalErrors.Page(StatusCodes.Status404NotFound);
        // A page with nothing filled in binds to nothing.
        var form = sent ?? new ProfileForm();
        var saved = await handler.SaveAsync(known, form, cancellationToken);
        if (saved.IsRefused) return Page(known, (await handler.FindAsync(cancellationToken)).Form.With(known, form), saved.Refusal);
        return new SeeOther($"{Root}/{await handler.NextAsync(saved.Value, cancellationToken)}");
    }

    private static RazorComponentResult<StepPage> Page(ProfileStep step, ProfileForm form, Refusal? refusal = null) =>
        new(new { Step = step.Code, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
