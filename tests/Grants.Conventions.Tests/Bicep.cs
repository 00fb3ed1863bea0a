using System.Text;
using System.Text.RegularExpressions;

namespace Grants.Conventions.Tests;

/// <summary>What a Bicep file says: declarations with their values as trees. Expressions that are neither object nor array are kept as their tokens.</summary>
internal sealed partial class Bicep
{
    private readonly List<Token> _tokens;
    private int _at;

    private Bicep(string path, string text)
    {
        Path = path;
        _tokens = Tokens(path, text);
        while (Peek() is not "") Declaration(Declarations);
    }

    /// <summary>Where it is, from the repository's root.</summary>
    public string Path { get; }

    public List<Declared> Declarations { get; } = [];

    /// <summary>Every declaration, with resources inside resources.</summary>
    public IEnumerable<Declared> All => Declarations.SelectMany(Flat);

    public IEnumerable<Declared> Of(string keyword) => All.Where(declared => declared.Keyword == keyword);

    public static Bicep Read(string path) => new(path, Repository.Read(path));

    public static Bicep Parse(string text) => new("text", text);

    private static IEnumerable<Declared> Flat(Declared declared) => declared.Inner.SelectMany(Flat).Prepend(declared);

    /// <summary>A declaration.</summary>
    /// <param name="Keyword">param, var, type, resource, module, output, targetScope or using.</param>
    /// <param name="Name">Its symbolic name.</param>
    /// <param name="Type">A resource's type with version, a module's path, a parameter's type.</param>
    /// <param name="Decorators">What stands before it with '@', and comments.</param>
    /// <param name="IsExisting">Whether the resource is only referred to.</param>
    /// <param name="Value">Its value; null where there is none.</param>
    /// <param name="Inner">Resources in it.</param>
    /// <param name="Words">Every identifier that its code mentions, those in interpolations too.</param>
    internal sealed record Declared(string Keyword, string Name, string Type, string Decorators, bool IsExisting, Value? Value, List<Declared> Inner, HashSet<string> Words)
    {
        /// <summary>The value of a property at a path such as 'properties.network.publicNetworkAccess', as its source; null when there is none.</summary>
        public string? Text(string path)
        {
            var value = Value;
            foreach (var name in path.Split('.')) value = (value as Tree)?.Properties.GetValueOrDefault(name);
            return (value as Leaf)?.Source;
        }
    }

    internal abstract record Value;

    /// <summary>An object.</summary>
    internal sealed record Tree(Dictionary<string, Value> Properties) : Value;

    /// <summary>An array.</summary>
    internal sealed record Items(List<Value> Values) : Value;

    /// <summary>Anything else.</summary>
    internal sealed record Leaf(string Source) : Value;

    /// <summary>Every leaf of a value, with the path to it.</summary>
    public static IEnumerable<(string Path, string Source)> Leaves(Value? value, string path = "") => value switch
    {
        Tree tree => tree.Properties.SelectMany(property => Leaves(property.Value, $"{path}.{property.Key}")),
        Items items => items.Values.SelectMany((item, index) => Leaves(item, $"{path}[{index}]")),
        Leaf leaf => [(path.TrimStart('.'), leaf.Source)],
        _ => [],
    };

    private readonly record struct Token(string Text, int Line, bool IsFirst);

    private void Declaration(List<Declared> into)
    {
        var before = new StringBuilder();
        while (Peek() == "@" || Peek().StartsWith("//", StringComparison.Ordinal))
        {
            if (Peek() == "@") before.AppendLine(Expression(endsAtLine: true).Source);
            else before.AppendLine(Next());
        }

        if (Peek() is "" or "}") return;
        var from = _at;
        var keyword = Next();
        if (keyword is not ("param" or "var" or "type" or "resource" or "module" or "output" or "targetScope" or "using")) throw Unexpected(keyword);
        if (keyword is "targetScope") Take("=");
        var name = keyword is "targetScope" or "using" ? Next().Trim('\'') : Next();
        var type = new StringBuilder();
        while (Peek() is not ("=" or "" or "existing") && !_tokens[_at].IsFirst) type.Append(Next());
        if (Peek() == "{" && !_tokens[_at].IsFirst) throw Unexpected("{");
        var isExisting = Peek() == "existing" && Next() == "existing";
        var inner = new List<Declared>();
        Value? value = null;
        if (Peek() == "=")
        {
            Next();
            value = Read(inner);
        }

        into.Add(new Declared(keyword, name, type.ToString().Trim('\''), before.ToString(), isExisting, value, inner, [.. _tokens[(from + 1).._at].SelectMany(token => Words(token.Text))]));
    }

    // An object, an array, or an expression up to the end of the line or of what it stands in.
    private Value Read(List<Declared> inner)
    {
        // 'if (condition) {' and '[for x in y: {': the body is what counts.
        if (Peek() == "if")
        {
            Next();
            Bracketed();
            return Read(inner);
        }

        if (Peek() == "{" && ClosesTheLine(_at)) return Object(inner);
        if (Peek() == "[" && ClosesTheLine(_at)) return Array(inner);
        return Expression(endsAtLine: true);
    }

    private Tree Object(List<Declared> inner)
    {
        var properties = new Dictionary<string, Value>(StringComparer.Ordinal);
        Take("{");
        while (true)
        {
            if (Peek() == ",") Next();
            else if (Peek() == "}") break;
            else if (Peek() == "@") Expression(endsAtLine: true);
            else if (Peek() == "resource") Declaration(inner);
            else if (Peek().StartsWith("//", StringComparison.Ordinal))
            {
                var at = _at;
                while (_tokens[at].Text.StartsWith("//", StringComparison.Ordinal)) at++;
                if (_tokens[at].Text == "resource") Declaration(inner);
                else _at = at;
            }
            else
            {
                var key = Next().Trim('\'');
                Take(":");
                properties.Add(key, Read(inner));
            }
        }

        Take("}");
        return new Tree(properties);
    }

    private Value Array(List<Declared> inner)
    {
        Take("[");
        if (Peek() == "for")
        {
            while (Peek() != ":")
            {
                if (Peek() is "(" or "[" or "{") Bracketed();
                else Next();
            }

            Next();
            var body = Read(inner);
            Take("]");
            return body;
        }

        var values = new List<Value>();
        while (Peek() != "]")
        {
            if (Peek() == "," || Peek().StartsWith("//", StringComparison.Ordinal)) Next();
            else values.Add(Read(inner));
        }

        Take("]");
        return new Items(values);
    }

    private Leaf Expression(bool endsAtLine)
    {
        var source = new StringBuilder();
        var line = _tokens[_at].Line;
        while (Peek() is not ("" or "," or "}" or "]" or ")") && !(endsAtLine && _tokens[_at].Line != line && source.Length > 0))
        {
            if (Peek() is "(" or "[" or "{")
            {
                source.Append(Bracketed());
                line = _tokens[_at - 1].Line;
            }
            else source.Append(Next());
        }

        return source.Length > 0 ? new Leaf(source.ToString()) : throw Unexpected(Peek());
    }

    private string Bracketed()
    {
        var open = Next();
        var close = open switch { "(" => ")", "[" => "]", _ => "}" };
        var source = new StringBuilder(open);
        while (Peek() != close)
        {
            if (Peek() is "") throw Unexpected("the end");
            source.Append(Peek() is "(" or "[" or "{" ? Bracketed() : Next() + " ");
        }

        return source.Append(Next()).ToString();
    }

    // Whether what a bracket opens is a whole value: nothing but a comment or another end follows it.
    private bool ClosesTheLine(int open)
    {
        var depth = 0;
        for (var at = open; at < _tokens.Count; at++)
        {
            depth += _tokens[at].Text switch { "(" or "[" or "{" => 1, ")" or "]" or "}" => -1, _ => 0 };
            if (depth == 0) return at + 1 == _tokens.Count || _tokens[at + 1].IsFirst || _tokens[at + 1].Text is "," or "}" or "]" || _tokens[at + 1].Text.StartsWith("//", StringComparison.Ordinal);
        }

        throw Unexpected("the end");
    }

    private static IEnumerable<string> Words(string token) => token switch
    {
        _ when token.StartsWith("//", StringComparison.Ordinal) => [],
        _ when token[0] == '\'' => Interpolations(token).SelectMany(inner => Tokens("interpolation", inner)).SelectMany(inner => Words(inner.Text)),
        _ when char.IsLetter(token[0]) || token[0] == '_' => [token],
        _ => [],
    };

    private static IEnumerable<string> Interpolations(string token)
    {
        for (var at = token.IndexOf("${", StringComparison.Ordinal); at >= 0; at = token.IndexOf("${", at, StringComparison.Ordinal))
        {
            var end = EndOfInterpolation(token, at + 2);
            yield return token[(at + 2)..end];
            at = end;
        }
    }

    private static int EndOfInterpolation(string text, int at)
    {
        for (; text[at] != '}'; at++)
        {
            if (text[at] == '\'') at = EndOfString(text, at + 1);
            else if (text[at] == '{') at = EndOfInterpolation(text, at + 1);
        }

        return at;
    }

    private static int EndOfString(string text, int at)
    {
        for (; text[at] != '\''; at++)
        {
            if (text[at] == '\n') throw new FormatException("A string does not end on its line.");
            if (text[at] == '\\') at++;
            else if (text[at] == '$' && text[at + 1] == '{') at = EndOfInterpolation(text, at + 2);
        }

        return at;
    }

    private static List<Token> Tokens(string path, string text)
    {
        var tokens = new List<Token>();
        var (line, isFirst) = (1, true);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '\n') (line, isFirst) = (line + 1, true);
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var length = text[at] switch
            {
                '\'' => EndOfString(text, at + 1) + 1 - at,
                '/' when text[at + 1] == '/' => (text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length) - at,
                _ => Known().Match(text, at) is { Success: true } match && match.Index == at ? match.Length : throw new FormatException($"{path}({line}): '{text[at]}' is not Bicep."),
            };
            tokens.Add(new Token(text.Substring(at, length), line, isFirst));
            isFirst = false;
            at += length;
        }

        return tokens;
    }

    private string Peek() => _at < _tokens.Count ? _tokens[_at].Text : "";

    private string Next() => _at < _tokens.Count ? _tokens[_at++].Text : throw Unexpected("the end");

    private void Take(string text)
    {
        while (Peek() != text && Peek().StartsWith("//", StringComparison.Ordinal)) Next();
        if (Next() is var found && found != text) throw Unexpected(found);
    }

    private FormatException Unexpected(string found) => new($"{Path}({_tokens[Math.Min(Math.Max(_at - 1, 0), _tokens.Count - 1)].Line}): '{found}' was not expected.");

    [GeneratedRegex(@"\G([A-Za-z_]\w*|\d+|=>|==|!=|<=|>=|&&|\|\||\?\?|\.\?|::|[@(){}\[\],:.?=!<>+\-*/%|])")]
    private static partial Regex Known();
}
