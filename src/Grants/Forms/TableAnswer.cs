using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Http;

namespace Grants.Forms;

/// <summary>One row of a table by column's name; blank cells are left out. Amounts are minor units in invariant digits, or what was typed where that cannot be read.</summary>
public sealed class TableRow
{
    private readonly ImmutableSortedDictionary<string, string> _cells;

    internal TableRow(IEnumerable<KeyValuePair<string, string>> cells) =>
        _cells = cells.Where(cell => cell.Value.Length > 0).ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>A row with nothing in it.</summary>
    public static TableRow Blank { get; } = new([]);

    /// <summary>A cell's content; empty where nothing is.</summary>
    public string this[string column] => _cells.GetValueOrDefault(column, "");

    /// <summary>Whether nothing is in it.</summary>
    public bool IsBlank => _cells.IsEmpty;

    internal IReadOnlyDictionary<string, string> Cells => _cells;
}

/// <summary>The answer to a table question: its rows and, where the form asks for them, the totals that the writer states.</summary>
public sealed class TableAnswer
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions _once = new() { AllowDuplicateProperties = false };

    internal TableAnswer(IEnumerable<TableRow> rows, TableRow? totals = null) =>
        (Rows, Totals) = ([.. rows.Where(row => !row.IsBlank)], totals ?? TableRow.Blank);

    /// <summary>An answer with nothing in it.</summary>
    public static TableAnswer Blank { get; } = new([]);

    /// <summary>The rows that are not blank.</summary>
    public IReadOnlyList<TableRow> Rows { get; }

    /// <summary>The totals as the writer states them.</summary>
    public TableRow Totals { get; }

    /// <summary>Reads an answer as it is kept.</summary>
    /// <param name="text">The answer; empty for none.</param>
    /// <returns>The table; null when the text is not one.</returns>
    public static TableAnswer? TryRead(string text)
    {
        if (text.Length == 0) return Blank;
        try
        {
            return JsonNode.Parse(text, documentOptions: _once) is JsonObject table ? Of(table) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The answer was a text before the form changed, or a program sent one, or half a character in one: the caller says so.
            return null;
        }
    }

    /// <summary>The answer as it is kept: the same text for the same content.</summary>
    public string Text(TableShape shape)
    {
        if (Rows.Count == 0 && Totals.IsBlank) return "";
        var table = new JsonObject { ["rows"] = new JsonArray([.. Rows.Select(row => Row(row, shape))]) };
        if (!Totals.IsBlank) table["totals"] = Row(Totals, shape);
        return table.ToJsonString(Json);
    }

    /// <summary>The sum of an amounts' column in minor units; cells that cannot be read count nothing.</summary>
    public long Sum(string column) => Rows.Sum(row => TryAmount(row[column], out var minor) ? minor : 0);

    /// <summary>Reads an amount as it is kept.</summary>
    internal static bool TryAmount(string cell, out long minor) =>
        long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out minor) && minor <= FormAnswers.MostMinor;

    /// <summary>Reads the fields <c>code[0].column</c> and <c>code.totals.column</c> of a posted form; rows that were left blank are not there.</summary>
    internal static TableAnswer FromForm(Question question, FormTerms terms, IFormCollection form)
    {
        var shape = TableShape.Of(question, terms);
        var prefix = question.Code + "[";
        var numbers = new SortedSet<int>();
        foreach (var name in form.Keys.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            var end = name.IndexOf(']', prefix.Length);
            if (end > 0 && int.TryParse(name.AsSpan(prefix.Length, end - prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) numbers.Add(number);
        }

        return new TableAnswer(
            numbers.Select(number => Row(shape.Columns, column => Field(question, number, column))),
            TableShape.HasTotals(question) ? Row(shape.Columns.Where(column => column.Kind == CellKind.Amount), column => TotalField(question, column)) : null);

        TableRow Row(IEnumerable<Column> columns, Func<Column, string> field) =>
            new(columns.Select(column => KeyValuePair.Create(column.Name, Kept(column, form[field(column)].ToArray(), terms))));
    }

    /// <summary>The name of the field of a cell.</summary>
    internal static string Field(Question question, int row, Column column) => string.Create(CultureInfo.InvariantCulture, $"{question.Code}[{row}].{column.Name}");

    /// <summary>The name of the field of a stated total.</summary>
    internal static string TotalField(Question question, Column column) => $"{question.Code}.totals.{column.Name}";

    /// <summary>A cell as it is typed: amounts with a decimal point.</summary>
    internal static string Typed(Column column, string cell, FormTerms terms) =>
        column.Kind == CellKind.Amount && TryAmount(cell, out var minor) ? PortalText.TypedMoney(minor, terms.Currency) : cell;

    private static string Kept(Column column, string?[] typed, FormTerms terms) => column.Kind switch
    {
        CellKind.Amount => PortalText.TryParseMoney(typed.FirstOrDefault(), terms.Currency, out var minor) && minor <= FormAnswers.MostMinor
            ? minor.ToString(CultureInfo.InvariantCulture)
            : Texts.Clean(typed.FirstOrDefault()),
        CellKind.Percent => PortalText.TryParseCount(typed.FirstOrDefault()?.Replace("%", "", StringComparison.Ordinal), out var count)
            ? count.ToString(CultureInfo.InvariantCulture)
            : Texts.Clean(typed.FirstOrDefault()),
        CellKind.ManyOf => FormAnswers.Joined(column.Choices!, typed),
        _ => Texts.Clean(typed.FirstOrDefault()),
    };

    private static TableAnswer? Of(JsonObject table)
    {
        var rows = new List<TableRow>();
        if (table.Any(member => member.Key is not ("rows" or "totals"))) return null;
        if (table["rows"] is { } listed)
        {
            if (listed is not JsonArray array) return null;
            foreach (var each in array)
            {
                if (each is not JsonObject row || Of(row, out var read) is false) return null;
                rows.Add(read);
            }
        }

        if (table["totals"] is not { } stated) return new TableAnswer(rows);
        return stated is JsonObject totals && Of(totals, out var total) ? new TableAnswer(rows, total) : null;

        static bool Of(JsonObject row, out TableRow read)
        {
            var cells = row.ToDictionary(cell => cell.Key, cell => Cell(cell.Value));
            read = new TableRow(cells.Where(cell => cell.Value is not null).Select(cell => KeyValuePair.Create(cell.Key, Texts.Clean(cell.Value))));
            return cells.Values.All(cell => cell is not null);
        }

        static string? Cell(JsonNode? value) => value switch
        {
            null => "",
            JsonArray several => several.All(one => one?.GetValueKind() == JsonValueKind.String) ? string.Join(',', several.Select(one => one!.GetValue<string>())) : null,
            _ => value.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.Number => value.ToJsonString(),
                _ => null,
            },
        };
    }

    // Columns in their order, then what the form no longer asks: an answer keeps it.
    private static JsonObject Row(TableRow row, TableShape shape)
    {
        var cells = new JsonObject();
        foreach (var column in shape.Columns.Where(column => row[column.Name].Length > 0))
        {
            var cell = row[column.Name];
            cells[column.Name] = column.Kind switch
            {
                CellKind.Amount or CellKind.Percent when long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
                CellKind.ManyOf => new JsonArray([.. cell.Split(',').Select(code => JsonValue.Create(code))]),
                _ => JsonValue.Create(cell),
            };
        }

        foreach (var (name, cell) in row.Cells.Where(cell => shape.Columns.All(column => column.Name != cell.Key))) cells[name] = JsonValue.Create(cell);
        return cells;
    }
}
