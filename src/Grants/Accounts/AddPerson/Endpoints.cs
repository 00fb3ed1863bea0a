using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.AddPerson;

/// <summary>A person to add.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address; several people may share one.</param>
/// <param name="TimeZone">IANA name of the zone in which they work.</param>
/// <param name="Role">Their role.</param>
/// <param name="Country">For an endorser: ISO 3166 alpha-2; null for regional awards.</param>
/// <param name="LimitMinor">For a delegate: the largest award that they may approve, in minor units of AUD.</param>
internal sealed record Request(string Name, string Email, string TimeZone, Role? Role, string? Country = null, long? LimitMinor = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/people/add", () => Page(new Form())).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/people/add", PostAsync).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/api/v1/people", async (Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(body.Name, body.Email, body.TimeZone, wrong => RoleRules.Read(body.Role, body.Country, body.LimitMinor, wrong), cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Accounts").WithName("AddPerson").WithSummary("Adds a person with one role of the programme, with the country of an endorser or the limit of a delegate.");
    }

    private static async Task<IResult> PostAsync([FromForm] Form form, Handler handler, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(form.Name, form.Email, form.TimeZone, wrong => RoleRules.Read(form.Role, form.Country, form.Limit, wrong), cancellationToken);
        return outcome.IsRefused ? Page(form, outcome.Refusal) : new SeeOther("/people", new Notice(T("The person is added and can sign in now.")));
    }

    private static RazorComponentResult<Page> Page(Form form, Refusal? refusal = null) =>
        new(new { form.Name, form.Email, form.TimeZone, form.Role, form.Country, form.Limit, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
