using Grants.Accounts;
using Grants.Forms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.ShowFormSchema;

internal static class Endpoints
{
    private const string SchemaType = "application/schema+json";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(FormJson.SchemaPath, () => Results.Content(FormJson.Schema, SchemaType))
            .WhoMay(Who.Anyone).WithTags("Calls").WithName("ShowFormSchema").WithSummary("The JSON schema of a call's form.");
        routes.MapGet(AnswerJson.SchemaPath, () => Results.Content(AnswerJson.Schema, SchemaType))
            .WhoMay(Who.Anyone).WithTags("Calls").WithName("ShowAnswersSchema").WithSummary("The JSON schema of the answers to a call's form.");
    }
}
