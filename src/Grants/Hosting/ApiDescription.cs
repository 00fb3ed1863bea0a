using System.Text.Json.Nodes;
using Grants.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Grants;

/// <summary>
/// Completes the description of the API (OpenAPI) from what the endpoints themselves say: who may, which scope a token needs, how refusals look, and an example for
/// every body. So an operation that is added is described without further work.
/// </summary>
internal static class ApiDescription
{
    public const string Document = "v1";

    private const string ProblemSchema = "Problem";
    private const string ProblemType = "application/problem+json";
    private const string TokenScheme = "token";
    private const string SessionScheme = "session";

    private static readonly (int Status, string Words)[] Refusals =
    [
        (400, "Something in the request must be put right: 'errors' names the fields."),
        (401, "Nobody has signed in, or the token does not work."),
        (403, "This person, or this token, may not do it."),
        (404, "It does not exist, or this person may not know of it."),
        (409, "Somebody else changed it meanwhile (code 'Changed'), it is not at a stage that allows this ('WrongStage'), or the deadline has passed ('TooLate')."),
        (413, "Larger than may be."),
        (429, "Too many requests: wait as long as Retry-After says."),
    ];

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        // Several use cases call what they answer alike ('Saved', 'Request'): a schema's name says whose it is.
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name && type.Type.Namespace is { } place && place.StartsWith("Grants.", StringComparison.Ordinal)
            ? $"{place[(place.LastIndexOf('.') + 1)..]}.{name}"
            : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddOperationTransformer((operation, context, _) =>
        {
            Complete(operation, context);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            Complete(document);
            return Task.CompletedTask;
        });
    });

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var who = metadata.OfType<WhoMayMetadata>().Last().Who;
        var method = context.Description.HttpMethod ?? HttpMethods.Get;
        var writes = !HttpMethods.IsGet(method);
        operation.Description = string.Join(' ', WhoWords(who), who.HasFlag(Who.Anyone) ? "No token is needed." : ScopeWords(metadata, writes));
        if (!who.HasFlag(Who.Anyone)) operation.Security = [Requires(TokenScheme, context.Document!), Requires(SessionScheme, context.Document!)];

        if (metadata.OfType<BodyExamplesMetadata>().LastOrDefault() is { } given) Exemplify(operation, given.Examples());

        operation.Responses ??= [];
        foreach (var (status, words) in Refusals)
        {
            var occurs = status switch
            {
                400 => writes || operation.Parameters?.Count > 0,
                401 or 403 => !who.HasFlag(Who.Anyone),
                404 => context.Description.RelativePath!.Contains('{', StringComparison.Ordinal),
                409 => writes,
                413 => context.Description.RelativePath!.Contains("documents", StringComparison.Ordinal) && writes,
                _ => true,
            };
            if (!occurs) continue;
            operation.Responses[$"{status}"] = new OpenApiResponse
            {
                Description = words,
                Content = new Dictionary<string, OpenApiMediaType> { [ProblemType] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, context.Document) } },
            };
        }
    }

    private static void Complete(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = Portal.PortalContext.ProductName,
            Version = Document,
            Description =
                "Everything that people do in the portal, for programs: the same checks and the same refusals. Sign in with an access token that a person makes in the portal "
                + "('Access tokens'), as `Authorization: Bearer grants_pat_...`. Amounts are whole minor units of their currency, instants are UTC (ISO 8601). What can be edited carries a "
                + "'version': send the one that you read; if somebody else changed it meanwhile, the request is refused with 409 and nothing is lost.",
        };
        document.Servers = [];
        document.AddComponent(TokenScheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = AccessToken.Prefix, Description = $"A personal access token. Scopes: {string.Join(", ", TokenScopes.All)}." });
        document.AddComponent(SessionScheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "grants-session", Description = "The session of a person who has signed in, in the portal or with the sign-in operations." });
        document.AddComponent(ProblemSchema, Problem());

        var examples = new ApiExamples(document);
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            foreach (var body in operation.RequestBody?.Content?.Values ?? []) Exemplify(body);
            foreach (var (status, response) in operation.Responses!)
            {
                foreach (var (type, body) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
                {
                    if (type == ProblemType) body.Example = ProblemExample(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture));
                    else Exemplify(body);
                }
            }
        }

        void Exemplify(OpenApiMediaType body)
        {
            if (body.Schema is { } schema && body.Examples is not { Count: > 0 }) body.Example ??= examples.Of(schema);
        }
    }

    private static void Exemplify(OpenApiOperation operation, IReadOnlyList<BodyExample> examples)
    {
        foreach (var body in operation.RequestBody?.Content?.Values ?? [])
        {
            if (examples is [var only]) body.Example = only.Value.DeepClone();
            else body.Examples = examples.ToDictionary(example => example.Name, example => (IOpenApiExample)new OpenApiExample { Summary = example.Summary, Value = example.Value.DeepClone() });
        }
    }

    private static OpenApiSecurityRequirement Requires(string scheme, OpenApiDocument document) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static string WhoWords(Who who) => who switch
    {
        _ when who.HasFlag(Who.Anyone) => "For everybody.",
        _ when who.HasFlag(Who.SignedIn) => "For everybody who has signed in.",
        _ => $"For: {who}.",
    };

    private static string ScopeWords(IList<object> metadata, bool writes) =>
        metadata.OfType<ITagsMetadata>().LastOrDefault()?.Tags is [var area] && !metadata.OfType<SignInOnlyMetadata>().Any() && TokenScopes.Of(area, writes) is var scope && TokenScopes.All.Contains(scope)
            ? $"A token needs the scope `{scope}`."
            : "Not with a token: a person does it, signed in.";

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A refusal (RFC 9457): what is wrong and what can be done about it, in words for people.",
        Required = new HashSet<string> { "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong and what to do." },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Enum.GetNames<Data.RefusalKind>().Select(name => (JsonNode)name)], Description = "The kind of refusal, for programs." },
            ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String }, Description = "By field: what to put right." },
            ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Give it when you write to us." },
        },
    };

    private static JsonObject ProblemExample(int status)
    {
        var example = new JsonObject { ["status"] = status, ["detail"] = Refusals.Single(refusal => refusal.Status == status).Words };
        if (status == StatusCodes.Status400BadRequest) (example["code"], example["errors"]) = ("Invalid", new JsonObject { ["title"] = "Enter the project's title" });
        if (status == StatusCodes.Status409Conflict) example["code"] = "Changed";
        return example;
    }
}
