using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Grants;

/// <summary>A body that an operation takes.</summary>
/// <param name="Name">The example's name; several of one operation differ in it.</param>
/// <param name="Summary">What it shows.</param>
/// <param name="Value">The body.</param>
internal sealed record BodyExample(string Name, string Summary, JsonNode Value);

/// <summary>An endpoint's own examples of its body, where its schema says too little to make one.</summary>
/// <param name="Examples">Made for each reader, in their language.</param>
internal sealed record BodyExamplesMetadata(Func<IReadOnlyList<BodyExample>> Examples);

internal static class BodyExamplesExtensions
{
    /// <summary>Shows these examples of the body in the description of the API.</summary>
    public static TBuilder WithBodyExamples<TBuilder>(this TBuilder builder, Func<IReadOnlyList<BodyExample>> examples)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyExamplesMetadata(examples));
}
