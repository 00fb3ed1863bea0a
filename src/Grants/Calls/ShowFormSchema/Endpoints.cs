using Grants.Accounts;
using Grants.Forms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.ShowFormSchema;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(FormJson.SchemaPath, () => Results.Content(FormJson.Schema, "application/schema+json"))
            .WhoMay(Who.Anyone).WithTags("Calls").WithName("ShowFormSchema").WithSummary("The JSON schema of a call's form.");
}
