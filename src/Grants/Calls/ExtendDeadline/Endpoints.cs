using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.ExtendDeadline;

#pragma warning disable CS1591 // Fields of the form.
/// <summary>The form as it was typed; the time is on the call's clock.</summary>
public sealed class Form
{
    public int Version { get; init; }

    public string? Whom { get; init; }

    public string? OrganisationId { get; init; }

    public TypedDate? DeadlineAt { get; init; }

    public string? Time { get; init; }

    public string? Reason { get; init; }
}
#pragma warning restore CS1591

/// <summary>What a call's deadline was moved by, and could be.</summary>
/// <param name="DeadlineAt">Everybody's deadline now (UTC).</param>
/// <param name="Given">What was given already, oldest first.</param>
/// <param name="Offers">What is offered because the service was down.</param>
public sealed record ExtensionsResponse(DateTime DeadlineAt, IReadOnlyList<GivenView> Given, IReadOnlyList<OfferedExtension> Offers);

/// <summary>An extension that is offered.</summary>
/// <param name="Id">The offer.</param>
/// <param name="OrganisationId">Whose deadline it is; null for everybody's.</param>
/// <param name="DeadlineAt">The deadline (UTC).</param>
/// <param name="Minutes">How long the service was down in the day before it, rounded up.</param>
/// <param name="Suggested">A deadline (UTC) that gives at least that time again.</param>
public sealed record OfferedExtension(Guid Id, Guid? OrganisationId, DateTime DeadlineAt, int Minutes, DateTime Suggested);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/extend", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var view = await handler.ShowAsync(id, cancellationToken);
            return view.IsRefused ? view.Refusal.Page() : (IResult)new RazorComponentResult<Page>(new { View = view.Value, Form = Suggest(view.Value) });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/extend", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var view = await handler.ShowAsync(id, cancellationToken);
            if (view.IsRefused) return view.Refusal.Page();
            var errors = new FieldErrors();
            if (form.Whom is not (Page.All or Page.One)) errors.Add(nameof(Form.Whom), T("Say whether everybody has more time, or one organisation"));
            Guid? organisation = Guid.TryParse(form.OrganisationId, out var chosen) ? chosen : null;
            if (form.Whom == Page.One && organisation is null) errors.Add(nameof(Form.OrganisationId), T("Choose the organisation"));
            if (form.Whom == Page.All && organisation is not null) errors.Add(nameof(Form.OrganisationId), T("You chose an organisation, and that everybody has more time: take one of them back"));
            var deadline = TypedInstant.Read((form.DeadlineAt, nameof(Form.DeadlineAt)), (form.Time, nameof(Form.Time)), view.Value.Zone, errors);
            if (DeadlineExtension.WhyNot(Texts.Clean(form.Reason)) is { } unexplained) errors.Add(nameof(Form.Reason), unexplained);
            if (errors.Any) return Show(view.Value, form, errors);

            var outcome = await handler.HandleAsync(id, new Request(form.Version, deadline, form.Reason ?? "", form.Whom == Page.One ? organisation : null), cancellationToken);
            if (!outcome.IsRefused) return new SeeOther($"/calls/{id}", new Notice(T("The deadline is extended. Those whom it concerns have an e-mail with the reason.")));
            return outcome.Refusal.Kind == RefusalKind.Invalid ? Show(view.Value, form, outcome.Refusal.Errors()) : outcome.Refusal.Page($"/calls/{id}/extend");
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/extend/{offer:guid}/decline", async (Guid id, Guid offer, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.DeclineAsync(id, offer, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/calls/{id}/extend") : new SeeOther($"/calls/{id}", new Notice(T("It is recorded that no extension is needed.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/api/v1/calls/{id:guid}/extensions", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var view = await handler.ShowAsync(id, cancellationToken);
            return view.IsRefused ? view.Refusal.Problem() : Results.Ok(new ExtensionsResponse(view.Value.DeadlineAt, view.Value.Given,
                [.. view.Value.Offers.Select(offer => new OfferedExtension(offer.Id, offer.OrganisationId, offer.DeadlineAt, (int)Math.Ceiling(offer.Length.TotalMinutes), offer.Suggested))]));
        }).WhoMay(Who.GrantManager | Who.Auditor).WithTags("Calls").WithName("ListExtensions").WithSummary("The extensions that were given, and those that are offered because the service was down.")
            .Produces<ExtensionsResponse>();

        routes.MapPost("/api/v1/calls/{id:guid}/extensions/{offer:guid}/decline", async (Guid id, Guid offer, Handler handler, CancellationToken cancellationToken) =>
            (await handler.DeclineAsync(id, offer, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("DeclineExtension").WithSummary("Decides that an outage before a deadline needs no extension.").Produces(StatusCodes.Status204NoContent);

        routes.MapPost("/api/v1/calls/{id:guid}/extensions", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, body, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("ExtendDeadline")
            .WithSummary("Gives everybody or one organisation more time, with a reason, and tells those whom it concerns. A call that has closed opens again.")
            .Produces<Extended>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static IResult Show(ExtensionView view, Form form, FieldErrors errors) =>
        new RazorComponentResult<Page>(new { View = view, Form = form, Errors = errors }) { StatusCode = StatusCodes.Status400BadRequest };

    private static Form Suggest(ExtensionView view)
    {
        if (view.Offers is [var offer, ..])
        {
            var (day, hour) = TypedInstant.Of(offer.Suggested, view.Zone);
            return new Form
            {
                Version = view.Version,
                Whom = offer.OrganisationId is null ? Page.All : Page.One,
                OrganisationId = offer.OrganisationId?.ToString(),
                DeadlineAt = day,
                Time = hour,
                Reason = T($"Our service was down for {PortalText.Duration(offer.Length)} in the last day before the deadline."),
            };
        }

        var (_, time) = TypedInstant.Of(view.DeadlineAt, view.Zone);
        return new Form { Version = view.Version, Time = time };
    }
}
