using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Grants.Applications.SaveAnswer;

/// <summary>An answer as programs send it.</summary>
/// <param name="Version">The version of the answer that it was written over; 0 when there was none.</param>
/// <param name="Value">The answer, as the schema at /schemas/answers.json describes it for the question's kind; empty or null takes it away.</param>
/// <param name="Fields">In place of the value: the fields of the portal's form, names and values.</param>
/// <param name="Person">Who wrote it; it is refused when somebody else has signed in meanwhile. Null: whoever is signed in.</param>
/// <param name="IdentifiesNobody">The fingerprints of what is confirmed to identify no survivor, as 'mayIdentify' of an earlier answer named them.</param>
internal sealed record Request(int Version, JsonElement? Value = null, IReadOnlyList<string[]>? Fields = null, Guid? Person = null, IReadOnlyList<string>? IdentifiesNobody = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/v1/applications/{id:guid}/answers/{code}", async (Guid id, string code, Request body, DraftAnswers answers, CurrentActor actor, CancellationToken cancellationToken) =>
            {
                if (body.Person is { } person && person != actor.Value.PersonId)
                    return Refusal.Forbidden(T("Somebody else has signed in in this browser since this was written. It has not been saved. Sign in as the person who wrote it.")).Problem();
                if (FormAnswers.TryTextOf(body.Value ?? default, out var text) is { } wrong) return Refusal.Invalid(code, wrong).Problem();
                var outcome = await answers.SaveAsync(id, [new TypedAnswer(code, body.Version, text, body.Fields is null ? null : Form(body.Fields))], cancellationToken, body.IdentifiesNobody);
                if (outcome.IsRefused) return outcome.Refusal.Problem();
                if (outcome.Value.Errors.TryGetValue(code, out var error)) return Refusal.Invalid(code, error).Problem();
                return outcome.Value.Conflicts.TryGetValue(code, out var theirs)
                    ? Conflicts.Problem(new Dictionary<string, Theirs> { [code] = theirs })
                    : Results.Ok(body.Fields is null ? outcome.Value.Saved[code] : outcome.Value.Saved[code].WhileWriting);
            })
            .WhoMay(Who.Applicant).GivesWay(Turn.ToWrite).WithTags("Applications").WithName("SaveAnswer")
            .WithSummary("Saves one answer of a draft. Where somebody else has saved another text since the version that it was written over, theirs stays, this one is set aside in the history, and both are told (409).")
            .WithBodyExamples(() => [.. AnswerJson.Kinds.Select(kind => new BodyExample($"{kind}", KindWords.Name(kind), new JsonObject { ["version"] = 0, ["value"] = AnswerJson.Example(kind) }))])
            .Produces<SavedAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);

    private static FormCollection Form(IReadOnlyList<string[]> fields) => new(
        fields.Where(field => field is [not null, not null]).GroupBy(field => field[0]).ToDictionary(field => field.Key, field => new StringValues([.. field.Select(value => value[1])])));
}
