using System.Text.Json;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Http;

namespace Grants;

/// <summary>Expected refusals as HTTP, in one place.</summary>
internal static class Refusals
{
    /// <summary>The status of a refusal.</summary>
    public static int Status(this Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.Invalid => StatusCodes.Status400BadRequest,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Gone => StatusCodes.Status410Gone,
        RefusalKind.Forbidden or RefusalKind.SecondFactor => StatusCodes.Status403Forbidden,
        RefusalKind.Changed or RefusalKind.WrongStage or RefusalKind.TooLate => StatusCodes.Status409Conflict,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Kind, "Unknown kind of refusal."),
    };

    /// <summary>The refusal as problem details, with a message for each field, which is named as in the body: 'scores[0].value'.</summary>
    public static IResult Problem(this Refusal refusal)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = refusal.Kind.ToString() };
        // What concerns no single field 'detail' says.
        if (refusal.Fields is { } fields && !(fields.Count == 1 && fields.ContainsKey(""))) extensions["errors"] = InBody(fields);
        return Results.Problem(refusal.Message, statusCode: refusal.Status(), extensions: extensions);
    }

    // Programs may name two fields that differ only in capitals: both messages are told.
    private static Dictionary<string, string> InBody(IReadOnlyDictionary<string, string> fields) =>
        fields.GroupBy(field => AsInBody(field.Key), field => field.Value).ToDictionary(same => same.Key, same => string.Join(". ", same.Distinct()));

    private static string AsInBody(string field) => string.Join('.', field.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    /// <summary>A refusal of which nothing is known but its status, as problem details.</summary>
    public static IResult Bare(int status)
    {
        var (kind, words) = status switch
        {
            StatusCodes.Status400BadRequest => (RefusalKind.Invalid, T("The request could not be read.")),
            StatusCodes.Status401Unauthorized => (null, T("Sign in, or send an access token.")),
            StatusCodes.Status403Forbidden => (RefusalKind.Forbidden, T("Whoever is signed in, or whose token this is, has no role that may do this.")),
            StatusCodes.Status404NotFound => (RefusalKind.NotFound, T("There is nothing at this address. If it has an id, check that it is whole.")),
            StatusCodes.Status405MethodNotAllowed => (null, T("This address does not answer this method.")),
            StatusCodes.Status413PayloadTooLarge => (RefusalKind.TooLarge, T("The request is larger than may be.")),
            StatusCodes.Status415UnsupportedMediaType => (null, T("Send the body in JSON, with the header Content-Type: application/json.")),
            StatusCodes.Status429TooManyRequests => (RefusalKind.TooMany, T("Too many requests. Wait as long as Retry-After says.")),
            >= StatusCodes.Status500InternalServerError => (null, T("This is our mistake, not yours. What was sent may not have been saved.")),
            _ => ((RefusalKind?)null, (string?)null),
        };
        return Results.Problem(words, statusCode: status, extensions: kind is null ? null : new Dictionary<string, object?> { ["code"] = $"{kind}" });
    }

    /// <summary>What a status says in a few words, as every problem is entitled: ASP.NET's own words are English.</summary>
    public static string Title(int? status) => status switch
    {
        StatusCodes.Status401Unauthorized => T("Sign in first"),
        StatusCodes.Status403Forbidden => T("You may not do this"),
        StatusCodes.Status404NotFound => T("Not found"),
        StatusCodes.Status409Conflict => T("This is not possible now"),
        StatusCodes.Status410Gone => T("This is gone"),
        StatusCodes.Status413PayloadTooLarge => T("This is too large"),
        StatusCodes.Status429TooManyRequests => T("Too many attempts"),
        >= StatusCodes.Status500InternalServerError => T("Something went wrong on our side"),
        _ => T("This cannot be accepted as it is"),
    };

    /// <summary>The API's answer: the value as JSON, or problem details.</summary>
    public static ApiAnswer<T> Json<T>(this Outcome<T> outcome) => new(outcome);

    /// <summary>The API's answer: what is told of the value as JSON, or problem details.</summary>
    public static ApiAnswer<TAnswer> Json<T, TAnswer>(this Outcome<T> outcome, Func<T, TAnswer> tell) =>
        new(outcome.IsRefused ? (Outcome<TAnswer>)outcome.Refusal : (Outcome<TAnswer>)tell(outcome.Value));

    /// <inheritdoc cref="Json{T}(Outcome{T})"/>
    public static ApiAnswer Json(this Outcome outcome) => new(outcome);

    /// <summary>The refusal as a page of its own, where there is no form to show it on. What was typed into the form that was posted stands on it.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="latest">The path that shows the present state.</param>
    public static IResult Page(this Refusal refusal, string? latest = null) => new RefusalPage(refusal, null, latest);

    /// <summary>The refusal as a page of its own, with what was typed.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="latest">The path that shows the present state.</param>
    public static IResult Page(this Refusal refusal, IFormCollection typed, string? latest = null) => new RefusalPage(refusal, typed, latest);

    /// <summary>The refusal's messages beside their fields, or above the page when they concern no single one.</summary>
    public static FieldErrors Errors(this Refusal refusal)
    {
        var errors = new FieldErrors();
        foreach (var (field, message) in refusal.Fields ?? new Dictionary<string, string> { [""] = refusal.Message }) errors.Add(field, message);
        return errors;
    }
}

/// <summary>
/// A refusal as a page of its own, with what was typed: nothing that a person typed is lost because a deadline passed, somebody else was faster, or they may not be
/// here any more.
/// </summary>
internal sealed class RefusalPage(Refusal refusal, IFormCollection? typed, string? latest) : IResult
{
    // A refusal of one field says the same twice.
    private string Reason => refusal.Fields switch
    {
        null => refusal.Message,
        { Count: 1 } only when only.Values.Contains(refusal.Message) => refusal.Message.TrimEnd('.') + ".",
        { Values: var messages } => $"{refusal.Message} {string.Join(". ", messages)}.",
    };

    public async Task ExecuteAsync(HttpContext httpContext) =>
        await PortalErrors.Page(
            refusal.Status(),
            Reason,
            typed ?? (httpContext.Request.HasFormContentType ? await httpContext.Request.ReadFormAsync(httpContext.RequestAborted) : null),
            refusal.Kind is RefusalKind.NotFound or RefusalKind.Forbidden ? null : latest,
            changed: refusal.Kind == RefusalKind.Changed).ExecuteAsync(httpContext);
}

/// <summary>The body of an act that needs nothing but the version that it was decided on.</summary>
/// <param name="Version">The version that the person saw.</param>
internal sealed record VersionedRequest(int Version);
