using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Grants.Applications;

namespace Grants.Tests.Fixtures;

/// <summary>Makes a value of any type of the product, with longer texts than people have, for what is to be tried with everything.</summary>
internal static class Samples
{
    /// <summary>In three scripts, and with what must not stand in a header.</summary>
    public static readonly string LongText = string.Concat(Enumerable.Repeat("Organisation អង្គការ <b>&\" องค์กร\r\nBcc: x@y.example ", 8));

    private const int Deepest = 4;

    /// <summary>A value of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="pick">Which value of enums, such as a stage; counted on from the first after the last.</param>
    public static object? Of(Type type, int pick) => Of(type, pick, 0);

    private static object? Of(Type type, int pick, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return LongText;
        if (type == typeof(Guid)) return Guid.NewGuid();
        if (type == typeof(DateTime)) return new DateTime(2030, 1, 7, 2, 0, 0, DateTimeKind.Utc);
        if (type == typeof(DateOnly)) return new DateOnly(2030, 1, 7);
        if (type == typeof(TimeSpan)) return TimeSpan.FromDays(3);
        if (type == typeof(bool)) return true;
        if (type.IsEnum) return Enum.GetValues(type).Cast<object>().ElementAt(pick % Enum.GetValues(type).Length);
        if (type.IsPrimitive) return Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture);
        if (ItemOf(type) is { } item) return ListOf(item, pick, depth);
        if (type.IsAbstract || type.IsArray || depth > Deepest) return null;
        return Fill(RuntimeHelpers.GetUninitializedObject(type), pick, depth);
    }

    private static Type? ItemOf(Type type) => type.IsArray
        ? type.GetElementType()
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var item] && type.IsAssignableFrom(typeof(List<>).MakeGenericType(item)) ? item : null;

    private static object ListOf(Type item, int pick, int depth)
    {
        var array = Array.CreateInstance(item, 3);
        for (var index = 0; index < array.Length && depth < Deepest; index++) array.SetValue(Of(item, pick, depth + 1), index);
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item), array)!;
        if (depth >= Deepest) list.Clear();
        return list;
    }

    // Texts that tell a place, a currency or a zone are codes that are looked up.
    private static object Fill(object made, int pick, int depth)
    {
        for (var type = made.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                field.SetValue(made, field.Name switch
                {
                    _ when field.DeclaringType == typeof(Submission) && field.Name.Contains("<Content>", StringComparison.Ordinal) => ((SubmittedContent)Of(typeof(SubmittedContent), pick, 0)!).ToJson(),
                    _ when field.FieldType != typeof(string) => Of(field.FieldType, pick, depth + 1),
                    var name when name.Contains("TimeZone", StringComparison.Ordinal) => "Asia/Bangkok",
                    var name when name.Contains("Currency", StringComparison.Ordinal) => "AUD",
                    var name when name.Contains("Country", StringComparison.Ordinal) => "KH",
                    var name when name.Contains("Language", StringComparison.Ordinal) => null,
                    _ => LongText,
                });
            }
        }

        return made;
    }
}
