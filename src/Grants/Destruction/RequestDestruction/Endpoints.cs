using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Destruction.RequestDestruction;

/// <summary>What is to be destroyed, and why: an answer of an application, one of its texts, or a document.</summary>
/// <param name="Reason">Why.</param>
/// <param name="ApplicationId">The application, for an answer.</param>
/// <param name="Code">The question, for an answer.</param>
/// <param name="TextId">One text of the answer; null for every text that it has had.</param>
/// <param name="DocumentId">The document.</param>
internal sealed record Request(DestructionReason Reason, Guid? ApplicationId = null, string? Code = null, Guid? TextId = null, Guid? DocumentId = null);

/// <param name="Id">The order.</param>
/// <param name="Version">Its version.</param>
internal sealed record Requested(Guid Id, int Version);

/// <summary>The form as it was sent.</summary>
public sealed class Form
{
    /// <summary>The application, for an answer.</summary>
    public Guid? Application { get; init; }

    /// <summary>The question.</summary>
    public string? Code { get; init; }

    /// <summary>One text of the answer.</summary>
    public Guid? Text { get; init; }

    /// <summary>The document.</summary>
    public Guid? Document { get; init; }

    /// <summary>The name of a <see cref="DestructionReason"/>; null when nothing was chosen.</summary>
    public string? Reason { get; init; }
}

internal static class Endpoints
{
    private const Who Requesters = Who.Applicant | Who.GrantManager | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/destructions/new", (Guid? application, string? code, Guid? text, Guid? document, Handler handler, CancellationToken cancellationToken) =>
                ShowAsync(new Form { Application = application, Code = code, Text = text, Document = document }, handler, null, cancellationToken))
            .WhoMay(Requesters).ExcludeFromDescription();
        routes.MapPost("/destructions/new", async (HttpRequest request, [FromForm] Form? typed, Handler handler, CancellationToken cancellationToken) =>
        {
            // A form with nothing in it is bound as none.
            var form = typed ?? new Form();
            if (!Enum.TryParse<DestructionReason>(form.Reason, out var reason))
                return await ShowAsync(form, handler, Refusal.Invalid(nameof(Form.Reason), T("Choose why it must be destroyed")), cancellationToken);
            var outcome = await handler.HandleAsync(Read(form, reason), cancellationToken);
            return outcome.IsRefused
                ? outcome.Refusal.Page()
                : new SeeOther(form.Application is { } application ? $"/applications/{application}" : "/tasks", new Notice(T("We have your request. A second person decides on it today; until then nothing is changed.")));
        }).WhoMay(Requesters).ExcludeFromDescription();
        routes.MapPost("/api/v1/destructions", async (Request body, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(body, cancellationToken)).Json())
            .WhoMay(Requesters).WithTags("Destruction").WithName("RequestDestruction")
            .WithSummary("Asks to destroy what could identify a survivor. Another person, who is authorised, decides.").Produces<Requested>();
    }

    private static async Task<IResult> ShowAsync(Form form, Handler handler, Refusal? refusal, CancellationToken cancellationToken)
    {
        var subject = await handler.DescribeAsync(Read(form, default), cancellationToken);
        return subject.IsRefused
            ? subject.Refusal.Page()
            : new RazorComponentResult<Page>(new { Form = form, Subject = subject.Value, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }

    private static Request Read(Form form, DestructionReason reason) => new(reason, form.Application, form.Code, form.Text, form.Document);
}
