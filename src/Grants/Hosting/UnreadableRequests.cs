using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grants.Data;
using Microsoft.AspNetCore.Http;

namespace Grants;

/// <summary>
/// What a request of the API could not be read for, in words for the program's writer, at the fields that they concern. The platform knows it and says it in
/// messages for the writer of this program; what none of them says is told in general.
/// </summary>
internal static partial class UnreadableRequests
{
    /// <summary>The refusal; null where a request is not read for another reason than what is in it.</summary>
    public static Refusal? Of(BadHttpRequestException exception) => exception switch
    {
        { StatusCode: not StatusCodes.Status400BadRequest } => null,
        { InnerException: JsonException json } => OfBody(json),
        _ when NoBody().IsMatch(exception.Message) => new Refusal(RefusalKind.Invalid, T("The request needs a body in JSON, as the description of the API shows it.")),
        _ when Unbound().Match(exception.Message) is { Success: true } unbound => At(unbound.Groups["name"].Value, Expected(unbound.Groups["type"].Value)),
        _ when Unsent().Match(exception.Message) is { Success: true } unsent => At(unsent.Groups["name"].Value, Missing),
        _ => new Refusal(RefusalKind.Invalid, T("The request could not be read.")),
    };

    private static string Missing => T("This is missing");

    private static Refusal OfBody(JsonException exception)
    {
        var place = exception.Path is { } path ? path.TrimStart('$').TrimStart('.') : "";
        if (exception.InnerException is JsonException && exception.LineNumber is { } line)
            return new Refusal(RefusalKind.Invalid, T($"The request's body is not JSON: line {line + 1}, character {(exception.BytePositionInLine ?? 0) + 1}, is where it stops being so."));
        if (Left().Match(exception.Message) is { Success: true } left)
            return At([.. Quoted().Matches(left.Groups["names"].Value).Select(name => Under(place, name.Groups[1].Value))], Missing);
        if (RequestBodies.EmptyPlaceIn(exception) is { } list) return At(Under(place, list), T("A place in this list is empty"));
        if (Null().Match(exception.Message) is { Success: true } nothing) return At(place.Length > 0 ? place : nothing.Groups["name"].Value, T("This cannot be null"));
        var expected = Unconverted().Match(exception.Message) is { Success: true } unconverted ? Expected(unconverted.Groups["type"].Value, place) : T("This cannot be read");
        return place.Length > 0 ? At(place, expected) : new Refusal(RefusalKind.Invalid, T($"The request's body cannot be read: {expected}"));
    }

    private static string Under(string place, string name) => place.Length > 0 ? $"{place}.{name}" : name;

    private static Refusal At(string field, string message) => At([field], message);

    // 'detail' stands alone where a program shows nothing else. Names of fields are the API's, in every language.
    private static Refusal At(IReadOnlyList<string> fields, string message) =>
        new(RefusalKind.Invalid, T($"The request cannot be read. {string.Join(", ", fields.Select(field => $"'{field}'"))}: {message}"), fields.Distinct().ToDictionary(field => field, _ => message));

    // What stands in a record is told of by the record's type: its member says what is meant. A parameter's type is named as it is written in code.
    private static string Expected(string type, string place = "")
    {
        var name = Nullable().Match(type) is { Success: true } nullable ? nullable.Groups["of"].Value : type.TrimEnd('?');
        var found = _simple.GetValueOrDefault(name) ?? Type.GetType(name) ?? _own.GetValueOrDefault(name) ?? _own.Values.FirstOrDefault(own => own.IsEnum && own.Name == name);
        var (member, isElement) = (Member().Match(place).Groups["name"].Value, place.EndsWith(']'));
        var meant = found?.GetProperty(member, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType;
        return Words(meant is null ? found : isElement ? meant.GetGenericArguments().LastOrDefault() ?? meant.GetElementType() : meant, name);
    }

    private static string Words(Type? type, string name) => (type is null ? null : System.Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { } id when id == typeof(Guid) => T("Give an id, such as 0197c2a4-6f3e-7c11-9d52-3f6a8c1b2e47"),
        { } instant when instant == typeof(DateTime) => T("Give an instant in UTC, such as 2021-09-30T10:00:00Z"),
        { } day when day == typeof(DateOnly) => T("Give a day, such as 2021-10-01"),
        { } number when number == typeof(int) || number == typeof(long) => T("Give a whole number"),
        { } yes when yes == typeof(bool) => T("Give true or false"),
        { } text when text == typeof(string) => T("Give a text"),
        { IsEnum: true } choice => T($"Give one of these: {string.Join(", ", Enum.GetNames(choice))}"),
        { } list when typeof(IEnumerable).IsAssignableFrom(list) && !list.Name.Contains("Dictionary", StringComparison.Ordinal) => T("Give a list"),
        null when name.Contains("List`1", StringComparison.Ordinal) => T("Give a list"),
        _ => T("Give an object, as the description of the API shows it"),
    };

    private static readonly Dictionary<string, Type> _simple = new(StringComparer.Ordinal)
    {
        ["Guid"] = typeof(Guid), ["DateTime"] = typeof(DateTime), ["DateOnly"] = typeof(DateOnly), ["int"] = typeof(int), ["long"] = typeof(long), ["bool"] = typeof(bool), ["string"] = typeof(string),
    };

    private static readonly Dictionary<string, Type> _own =
        typeof(UnreadableRequests).Assembly.GetTypes().Where(type => type.FullName is not null).ToDictionary(type => type.FullName!, StringComparer.Ordinal);

    [GeneratedRegex(@"(?<name>[^.\[\]]+)(\[\d+\])?$")]
    private static partial Regex Member();

    [GeneratedRegex("no body was provided|from (the )?(request )?body")]
    private static partial Regex NoBody();

    [GeneratedRegex("Failed to bind parameter \"(?<type>\\S+) (?<name>[^\"]+)\"")]
    private static partial Regex Unbound();

    [GeneratedRegex("Required parameter \"(?<type>\\S+) (?<name>[^\"]+)\" was not provided")]
    private static partial Regex Unsent();

    [GeneratedRegex("missing required properties including: (?<names>.*)")]
    private static partial Regex Left();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("'(?<name>[^']+)' on type .* (null|non-nullable)")]
    private static partial Regex Null();

    [GeneratedRegex("could not be converted to (?<type>.+?)\\. Path:")]
    private static partial Regex Unconverted();

    [GeneratedRegex("^System\\.Nullable`1\\[(?<of>.+)\\]$")]
    private static partial Regex Nullable();
}
