using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.AddPerson;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/people/add", () => Page(new Form())).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/people/add", PostAsync).WhoMay(Who.Administrator).ExcludeFromDescription();
    }

    private static async Task<IResult> PostAsync([FromForm] Form form, Handler handler, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(form, cancellationToken);
        return outcome.IsRefused ? Page(form, outcome.Refusal) : new SeeOther("/people", new Notice(T("The person is added and can sign in now.")));
    }

    private static RazorComponentResult<Page> Page(Form form, Refusal? refusal = null) =>
        new(new { form.Name, form.Email, form.TimeZone, form.Role, form.Country, form.Limit, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
