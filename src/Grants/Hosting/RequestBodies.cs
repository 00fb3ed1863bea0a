using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Grants;

/// <summary>How the API reads JSON.</summary>
internal static class RequestBodies
{
    private const string EmptyPlace = nameof(EmptyPlace);

    /// <summary>
    /// Enums by name; what a request needs and does not have, or an empty place in a list, is refused as 400 instead of failing later. Of what has no null, an id, a day, an instant
    /// or a choice is needed: nobody means the first of all ids or days.
    /// </summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new UtcInstants());
        options.RespectNullableAnnotations = true;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RequireWhatCannotBeNull).WithAddedModifier(RefuseEmptyPlaces);
    }

    /// <summary>
    /// Refuses JSON in a charset that nobody knows, of which the platform would make a fault of ours. Quoted, as a header may say it, it is the same charset.
    /// </summary>
    public static Task KnowCharset(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!request.HasJsonContentType() || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue) return next(context);
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (!IsKnown(charset.Value!))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        if (charset != type.Charset)
        {
            type.Charset = charset;
            request.ContentType = type.ToString();
        }

        return next(context);
    }

    private static bool IsKnown(string charset)
    {
        try
        {
            Encoding.GetEncoding(charset);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    // An instant without an offset is UTC, as the API says; by itself it would be read on the clock of whatever machine answers.
    private sealed class UtcInstants : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var instant = reader.GetDateTime();
            return instant.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(instant, DateTimeKind.Utc) : instant.ToUniversalTime();
        }

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    /// <summary>The name of the list in which a place was empty; null when that is not what was wrong.</summary>
    public static string? EmptyPlaceIn(JsonException exception) => exception.Data[EmptyPlace] as string;

    // Of several that can be chosen together, none is a choice.
    private static bool IsChoice(Type kind) => kind.IsEnum && !kind.IsDefined(typeof(FlagsAttribute), inherit: false);

    private static readonly Type[] _neverMeant = [typeof(Guid), typeof(DateTime), typeof(DateOnly)];

    private static void RequireWhatCannotBeNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            // What is only answered with, such as an anonymous type, is never read.
            if (property.Set is not null && property.AssociatedParameter is { IsNullable: false, HasDefaultValue: false, ParameterType: var kind } && (!kind.IsValueType || IsChoice(kind) || _neverMeant.Contains(kind))) property.IsRequired = true;
        }
    }

    // The serialiser looks at what a member is, and not at what stands in its list.
    private static void RefuseEmptyPlaces(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Assembly != typeof(RequestBodies).Assembly) return;
        var lists = type.Properties.Where(property => property.Get is not null && typeof(IEnumerable<object>).IsAssignableFrom(property.PropertyType)).ToList();
        if (lists.Count == 0) return;
        type.OnDeserialized += read =>
        {
            if (lists.Find(list => list.Get!(read) is IEnumerable<object?> places && places.Contains(null)) is { } list) throw new JsonException($"An element of '{list.Name}' is null.") { Data = { [EmptyPlace] = list.Name } };
        };
    }
}
