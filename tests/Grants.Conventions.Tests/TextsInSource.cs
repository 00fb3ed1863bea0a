using System.Text;
using System.Text.RegularExpressions;

namespace Grants.Conventions.Tests;

/// <summary>Finds in C# and Razor sources what is given to T, Later, Count and Sentence as literals, as the keys that they look up.</summary>
internal static partial class TextsInSource
{
    public static IReadOnlyList<string> Of(string source)
    {
        var texts = new List<string>();
        foreach (Match call in Calls().Matches(source))
        {
            if (call.Groups["comment"].Success) continue;
            var at = call.Index + call.Length;
            if (call.Groups["name"].Value == "Count") at = AfterArgument(source, at);
            while (Literal(source, ref at) is { } text)
            {
                texts.Add(text);
                if (call.Groups["name"].Value != "Count" || !source.AsSpan(at).TrimStart().StartsWith(",")) break;
                at = source.IndexOf(',', at) + 1;
            }
        }

        return texts;
    }

    // A literal, or several that are joined by '+', as the key that it is: places instead of holes, escapes resolved.
    private static string? Literal(string source, ref int at)
    {
        var key = new StringBuilder();
        var places = 0;
        for (var found = false; ; found = true)
        {
            var start = at;
            SkipSpace(source, ref at);
            if (found && source[at] == '+') SkipSpace(source, ref at, 1);
            else if (found)
            {
                at = start;
                return key.ToString();
            }

            var interpolated = source[at] == '$';
            if (source[at + (interpolated ? 1 : 0)] != '"') return null;
            at += interpolated ? 2 : 1;
            while (source[at] != '"')
            {
                if (source[at] == '\\')
                {
                    key.Append(Regex.Unescape(source.Substring(at, source[at + 1] == 'u' ? 6 : 2) is "\\\"" ? "\"" : source.Substring(at, source[at + 1] == 'u' ? 6 : 2)));
                    at += source[at + 1] == 'u' ? 6 : 2;
                }
                else if (interpolated && source[at] == '{' && source[at + 1] != '{')
                {
                    key.Append('{').Append(places++).Append('}');
                    at = AfterBrackets(source, at);
                }
                else
                {
                    if (interpolated && source[at] is '{' or '}') key.Append(source[at++]);
                    key.Append(source[at++]);
                }
            }

            at++;
        }
    }

    private static void SkipSpace(string source, ref int at, int first = 0)
    {
        for (at += first; char.IsWhiteSpace(source[at]); at++)
        {
        }
    }

    // Behind the comma that ends the argument which begins here.
    private static int AfterArgument(string source, int at)
    {
        while (source[at] != ',') at = After(source, at);
        return at + 1;
    }

    private static int AfterBrackets(string source, int at)
    {
        for (at++; source[at] is not ('}' or ')' or ']');) at = After(source, at);
        return at + 1;
    }

    // Behind one character, or behind everything that a bracket or a quote opens.
    private static int After(string source, int at)
    {
        if (source[at] is '(' or '[' or '{') return AfterBrackets(source, at);
        if (source[at] == '\'') return source.IndexOf('\'', at + (source[at + 1] == '\\' ? 3 : 2)) + 1;
        if (source[at] != '"') return at + 1;
        var interpolated = at > 0 && source[at - 1] == '$';
        for (at++; source[at] != '"';)
        {
            if (source[at] == '\\' || (interpolated && source[at] == '{' && source[at + 1] == '{')) at += 2;
            else at = interpolated && source[at] == '{' ? AfterBrackets(source, at) : at + 1;
        }

        return at + 1;
    }

    [GeneratedRegex(@"(?<comment>(?<![:""])//[^\n]*)|(?<![\w.]|Enumerable\.)(?:Wording\.)?(?<name>T|Later|Count|Sentence)\((?=\s*)")]
    private static partial Regex Calls();
}
