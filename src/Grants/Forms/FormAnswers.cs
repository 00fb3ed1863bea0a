using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Http;

namespace Grants.Forms;

/// <summary>What is wrong with an answer.</summary>
/// <param name="Field">The field of the form in which it is put right.</param>
/// <param name="Message">What to do.</param>
/// <param name="IsUnfit">It cannot be read or is beyond a limit. Otherwise it is only unfinished: a draft may keep it, an application cannot be submitted with it.</param>
public sealed record AnswerProblem(string Field, string Message, bool IsUnfit);

/// <summary>An answered table in words, for pages, documents and exports.</summary>
/// <param name="Columns">The headings; numeric ones are aligned to the right.</param>
/// <param name="Rows">The cells of each row.</param>
/// <param name="Totals">The sums of amounts' columns, empty for others; null when the table has none.</param>
public sealed record TableWords(IReadOnlyList<(string Heading, bool Numeric)> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string>? Totals);

/// <summary>
/// What there is to know about answers. An answer is always one text: plain for most kinds; 'yes' or 'no'; ISO dates; numbers and minor units in invariant
/// digits; codes of choices, several joined by commas; JSON for tables. What cannot be read is kept as it was typed, and said.
/// </summary>
public static class FormAnswers
{
    /// <summary>The answer yes, and agreement to a declaration.</summary>
    public const string Yes = "yes";

    /// <summary>The answer no.</summary>
    public const string No = "no";

    /// <summary>The most characters of any text, as a reader counts them.</summary>
    public const int MostCharacters = 10_000;

    /// <summary>The most of any amount, in minor units.</summary>
    public const long MostMinor = 100_000_000_000_00;

    // The record's limit, in UTF-16 units: one character of a reader can be many.
    private const int MostUnits = 40_000;
    private const int MostTitleUnits = 400;
    private const int ShortTextCharacters = 200;

    /// <summary>Whether questions of a kind are answered by choosing.</summary>
    public static bool HasChoices(QuestionKind kind) =>
        kind is QuestionKind.YesNo or QuestionKind.Eligibility or QuestionKind.OneOf or QuestionKind.ManyOf or QuestionKind.Country or QuestionKind.Pathway or QuestionKind.Declaration;

    /// <summary>Whether several choices can be made.</summary>
    public static bool IsMany(QuestionKind kind) => kind is QuestionKind.ManyOf or QuestionKind.Pathway;

    /// <summary>What can be chosen; empty for kinds without choices.</summary>
    public static IReadOnlyList<AnswerChoice> ChoicesOf(Question question) => question.Kind switch
    {
        QuestionKind.YesNo or QuestionKind.Eligibility => [new(Yes, T("Yes")), new(No, T("No"))],
        QuestionKind.Declaration => [new(Yes, T("We agree"))],
        QuestionKind.Country => [new(Countries.Regional, Countries.Place(null)), .. Countries.Choices.Select(country => new AnswerChoice(country.Value, country.Label))],
        QuestionKind.Pathway =>
        [
            new("RegionalCapacity", T("Enhancing regional-level capacity")),
            new("NationalCapacity", T("Enhancing national-level capacity")),
            new("InclusivePolicy", T("Developing inclusive public policy and dialogue")),
        ],
        QuestionKind.OneOf or QuestionKind.ManyOf => question.Choices,
        _ => [],
    };

    /// <summary>The most characters of a text, as a reader counts them.</summary>
    public static int LimitOf(Question question) => question switch
    {
        { MaxCharacters: > 0 } => question.MaxCharacters,
        { Kind: QuestionKind.ShortText } => ShortTextCharacters,
        _ => MostCharacters,
    };

    /// <summary>
    /// Why an answer cannot even be kept in a draft, with what to do; null when it can. What is over its limit or cannot be read can: it is put right later, and
    /// not lost.
    /// </summary>
    public static string? WhyNotKept(Question question, string value) => question.Kind switch
    {
        _ when value.Length == 0 => null,
        QuestionKind.File => T("Add the document as a file, not as text"),
        QuestionKind.YesNo or QuestionKind.Eligibility or QuestionKind.Declaration or QuestionKind.Country => OfChoice(question, value)?.Message,
        _ when TableShape.Has(question.Kind) && TableAnswer.TryRead(value) is null => T("This answer cannot be read as a table. Fill it in again"),
        _ => value.Length > (question.Code == FormDefinition.TitleCode ? MostTitleUnits : MostUnits) ? TooLongToKeep : null,
    };

    /// <summary>Why an answer cannot stand, with what to do; null when it can be read and is within its limits. An empty one is: it is a draft.</summary>
    public static string? WhyNot(Question question, string value, FormTerms terms) => Problems(question, value, terms).FirstOrDefault(problem => problem.IsUnfit)?.Message;

    /// <summary>Everything that stands between a given answer and a submission, in the order of the fields; nothing for an empty one.</summary>
    public static IReadOnlyList<AnswerProblem> Problems(Question question, string value, FormTerms terms)
    {
        if (value.Length == 0) return [];
        if (value.Length > MostUnits) return [Unfit(TooLongToKeep)];
        if (TableShape.Has(question.Kind)) return [.. TableChecks.Of(question, value, terms)];
        return (question.Kind switch
        {
            QuestionKind.Number => OfNumber(question, value),
            QuestionKind.Money => OfMoney(question, value, terms),
            QuestionKind.Date => TypedDate(value).WhyNot(out _) is { } wrong ? Unfit(wrong) : TryDate(value, out _) ? null : Unfit(T("Enter a real date: day, month and year")),
            QuestionKind.File => Unfit(T("Add the document as a file, not as text")),
            _ when HasChoices(question.Kind) => OfChoice(question, value),
            _ => OfText(question, value),
        }) is { } problem ? [problem] : [];

        AnswerProblem Unfit(string message) => new(question.Code, message, IsUnfit: true);
    }

    /// <summary>An answer as people read it; tables in lines.</summary>
    public static string Words(Question question, string value, FormTerms terms)
    {
        if (value.Length == 0) return "";
        if (HasChoices(question.Kind)) return string.Join("; ", value.Split(',').Select(code => ChoiceWords(ChoicesOf(question), code, question.Former)));
        if (Table(question, value, terms) is { } table)
        {
            var lines = table.Rows.Select(row => string.Join("; ", row.Select((cell, index) => index == 0 || cell.Length == 0 ? cell : $"{table.Columns[index].Heading}: {cell}").Where(cell => cell.Length > 0)));
            return string.Join('\n', lines);
        }

        return question.Kind switch
        {
            QuestionKind.Number when TryNumber(value, out var number) => number.ToString("N0", CultureInfo.GetCultureInfo("en-GB")),
            QuestionKind.Money when TableAnswer.TryAmount(value, out var minor) => PortalText.Money(minor, terms.Currency),
            QuestionKind.Date when TryDate(value, out var date) => PortalText.Date(date),
            _ => value,
        };
    }

    /// <summary>An answered table in words; null when the question has none or the answer is not one.</summary>
    public static TableWords? Table(Question question, string value, FormTerms terms)
    {
        if (!TableShape.Has(question.Kind) || TableAnswer.TryRead(value) is not { } answer) return null;
        var shape = TableShape.Of(question, terms);
        return new TableWords(
            [.. shape.Columns.Select(column => (column.Label, column.Kind is CellKind.Amount or CellKind.Percent))],
            [.. answer.Rows.Select(row => (IReadOnlyList<string>)[.. shape.Columns.Select(column => CellWords(column, row[column.Name], terms))])],
            shape.Columns.Any(column => column.Kind == CellKind.Amount)
                ? [.. shape.Columns.Select((column, index) => column.Kind == CellKind.Amount ? PortalText.Money(answer.Sum(column.Name), terms.Currency) : index == 0 ? T("Total") : "")]
                : null);
    }

    /// <summary>The requested money that the answer to a form's budget question comes to, in minor units, whether it is a table or an amount.</summary>
    public static long RequestedMinor(string value) =>
        TableAnswer.TryAmount(value, out var minor) ? minor : TableAnswer.TryRead(value)?.Sum(TableShape.Requested) ?? 0;

    /// <summary>The lines of the requested money, in minor units; none where the form asks for one amount.</summary>
    public static IReadOnlyList<(string Description, long AmountMinor)> BudgetLines(string value) =>
        [.. from row in (TableAnswer.TryRead(value) ?? TableAnswer.Blank).Rows
            let amount = TableAnswer.TryAmount(row[TableShape.Requested], out var minor) ? minor : 0
            where amount > 0
            select (row[TableShape.Description], amount)];

    /// <summary>Reads a question's fields of a posted form. The page asked the question: what is missing was left blank.</summary>
    public static string FromForm(Question question, FormTerms terms, IFormCollection form)
    {
        if (TableShape.Has(question.Kind)) return TableAnswer.FromForm(question, terms, form).Text(TableShape.Of(question, terms));
        var typed = form[question.Code].ToString();
        return question.Kind switch
        {
            QuestionKind.ManyOf or QuestionKind.Pathway => Joined(ChoicesOf(question), form[question.Code].ToArray()),
            QuestionKind.Number => PortalText.TryParseCount(typed, out var count) ? Invariant(count) : Texts.Clean(typed),
            QuestionKind.Money => PortalText.TryParseMoney(typed, terms.Currency, out var minor) && minor <= MostMinor ? Invariant(minor) : Texts.Clean(typed),
            QuestionKind.Date => Date(new TypedDate { Day = form[question.Code + ".Day"], Month = form[question.Code + ".Month"], Year = form[question.Code + ".Year"] }),
            _ => Texts.Clean(typed),
        };
    }

    /// <summary>An answer as the fields of the form that give it, by name: the reverse of <see cref="FromForm"/>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Fields(Question question, string value, FormTerms terms)
    {
        if (TableShape.Has(question.Kind))
        {
            var (shape, answer) = (TableShape.Of(question, terms), TableAnswer.TryRead(value) ?? TableAnswer.Blank);
            return answer.Rows.Index()
                .SelectMany(row => shape.Columns.SelectMany(column => Cell(column, TableAnswer.Field(question, row.Index, column), row.Item[column.Name])))
                .Concat(shape.Columns.Where(column => column.Kind == CellKind.Amount).SelectMany(column => Cell(column, TableAnswer.TotalField(question, column), answer.Totals[column.Name])));
        }

        if (question.Kind == QuestionKind.Date)
        {
            var typed = TypedDate(value);
            return [new(question.Code + ".Day", typed.Day ?? ""), new(question.Code + ".Month", typed.Month ?? ""), new(question.Code + ".Year", typed.Year ?? "")];
        }

        return IsMany(question.Kind)
            ? value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(code => KeyValuePair.Create(question.Code, code))
            : [new(question.Code, Typed(question, value, terms))];

        IEnumerable<KeyValuePair<string, string>> Cell(Column column, string field, string cell) =>
            (column.Kind == CellKind.ManyOf ? cell.Split(',') : [TableAnswer.Typed(column, cell, terms)]).Where(text => text.Length > 0).Select(text => KeyValuePair.Create(field, text));
    }

    /// <summary>A simple answer as it is typed into its field.</summary>
    public static string Typed(Question question, string value, FormTerms terms) =>
        question.Kind == QuestionKind.Money && TableAnswer.TryAmount(value, out var minor) ? PortalText.TypedMoney(minor, terms.Currency) : value;

    /// <summary>A date's answer as it is typed into its three fields.</summary>
    public static TypedDate TypedDate(string value)
    {
        if (TryDate(value, out var date)) return Portal.TypedDate.Of(date);
        var parts = value.Split('/', 3);
        return new TypedDate { Day = parts[0], Month = parts.ElementAtOrDefault(1), Year = parts.ElementAtOrDefault(2) };
    }

    /// <summary>An answer as programs read it: tables as objects, everything else as a text.</summary>
    public static JsonNode ToJson(Question? question, string value) =>
        question is not null && TableShape.Has(question.Kind) && TableAnswer.TryRead(value) is not null ? JsonNode.Parse(value.Length == 0 ? "{}" : value)! : JsonValue.Create(value);

    /// <summary>An answer as programs send it: a text as it is kept, or the JSON value that says the same.</summary>
    /// <param name="json">What was sent.</param>
    /// <param name="text">The answer, when it is one.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? TryTextOf(JsonElement json, out string text)
    {
        try
        {
            text = json.ValueKind switch
            {
                JsonValueKind.Null or JsonValueKind.Undefined => "",
                JsonValueKind.String => json.GetString()!,
                JsonValueKind.True => Yes,
                JsonValueKind.False => No,
                JsonValueKind.Array when json.EnumerateArray().All(code => code.ValueKind == JsonValueKind.String) => string.Join(',', json.EnumerateArray().Select(code => code.GetString())),
                _ => json.GetRawText(),
            };
            return null;
        }
        catch (InvalidOperationException)
        {
            // JSON can escape the half of a character, and no text can hold it.
            text = "";
            return T("This holds half a character, which is no text");
        }
    }

    /// <summary>A text that comes as an answer, in the form in which answers are kept. What is of no use stays as it is, and <see cref="WhyNotKept"/> says so.</summary>
    public static string Canonical(Question question, string? text, FormTerms terms)
    {
        var clean = Texts.Clean(text);
        if (TableShape.Has(question.Kind)) return TableAnswer.TryRead(clean)?.Text(TableShape.Of(question, terms)) ?? clean;
        if (IsMany(question.Kind)) return Joined(ChoicesOf(question), [clean]);
        return question.Kind == QuestionKind.Number && PortalText.TryParseCount(clean, out var count) ? Invariant(count) : clean;
    }

    /// <summary>Codes of choices as one answer: each once, in the order of the choices; unknown ones after them.</summary>
    internal static string Joined(IReadOnlyList<AnswerChoice> choices, string?[] codes)
    {
        var order = choices.Select(choice => choice.Code).ToList();
        return string.Join(',', codes.SelectMany(code => Texts.Clean(code).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()
            .OrderBy(code => order.IndexOf(code) is >= 0 and var place ? place : int.MaxValue));
    }

    /// <summary>A choice's text; of one that is no longer offered the text that it had, and its code where nobody knows that.</summary>
    internal static string ChoiceWords(IReadOnlyList<AnswerChoice> choices, string code, IReadOnlyList<AnswerChoice>? former = null) =>
        choices.FirstOrDefault(choice => choice.Code == code)?.Text ?? (former?.Any(choice => choice.Code == code) == true ? GoneWords(former, code) : code);

    /// <summary>What is chosen and no longer offered, in the words that it had.</summary>
    internal static string GoneWords(IReadOnlyList<AnswerChoice> former, string code)
    {
        var words = former.FirstOrDefault(choice => choice.Code == code)?.Text ?? code;
        return T($"{words} (no longer offered)");
    }

    /// <summary>Whether an answer holds a choice that the question does not offer.</summary>
    internal static bool HasGone(Question question, string value, FormTerms terms)
    {
        if (HasChoices(question.Kind)) return Holds(value, ChoicesOf(question));
        return TableShape.Has(question.Kind) && TableAnswer.TryRead(value) is { } table
            && TableShape.Of(question, terms).Columns.Any(column => column.Choices is { } choices && table.Rows.Any(row => Holds(row[column.Name], choices)));

        static bool Holds(string codes, IReadOnlyList<AnswerChoice> choices) => codes.Split(',', StringSplitOptions.RemoveEmptyEntries).Any(code => choices.All(choice => choice.Code != code));
    }

    internal static bool TryDate(string value, out DateOnly date) => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    internal static bool TryNumber(string value, out long number) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= int.MaxValue;

    /// <summary>What is wrong with the length of a text; null when nothing is.</summary>
    internal static string? TooLong(string value, int limit)
    {
        var length = PortalText.Length(value);
        return length <= limit ? null : T($"This text has {Grouped(length)} characters, {Grouped(length - limit)} too many: the limit is {Grouped(limit)}");
    }

    internal static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string TooLongToKeep => T("This answer is too long to be kept: shorten it");

    private static string CellWords(Column column, string cell, FormTerms terms) => column.Kind switch
    {
        _ when cell.Length == 0 => "",
        CellKind.Amount when TableAnswer.TryAmount(cell, out var minor) => PortalText.Money(minor, terms.Currency),
        CellKind.Percent when TryNumber(cell, out _) => cell + "%",
        CellKind.OneOf => ChoiceWords(column.Choices!, cell, column.Former),
        CellKind.ManyOf => string.Join(", ", cell.Split(',').Select(code => ChoiceWords(column.Choices!, code, column.Former))),
        _ => cell,
    };

    private static AnswerProblem? OfText(Question question, string value)
    {
        if (question.Kind == QuestionKind.ShortText && value.Contains('\n')) return new(question.Code, T("Write this on one line"), IsUnfit: true);
        return TooLong(value, LimitOf(question)) is { } why ? new(question.Code, why, IsUnfit: true) : null;
    }

    private static AnswerProblem? OfNumber(Question question, string value)
    {
        if (!TryNumber(value, out var number)) return new(question.Code, T("Enter a whole number in figures"), IsUnfit: true);
        return Bounds(question, number, Grouped);
    }

    private static AnswerProblem? OfMoney(Question question, string value, FormTerms terms)
    {
        if (!TableAnswer.TryAmount(value, out var minor)) return new(question.Code, T("Enter an amount in figures, such as 50,000"), IsUnfit: true);
        if (question.Code == FormDefinition.BudgetCode && TableChecks.OutsideGrant(minor, terms) is { } outside) return new(question.Code, outside, IsUnfit: false);
        return Bounds(question, minor, amount => PortalText.Money(amount, terms.Currency));
    }

    private static AnswerProblem? Bounds(Question question, long number, Func<long, string> words)
    {
        if (question.Least is { } least && number < least) return new(question.Code, T($"Enter {words(least)} or more"), IsUnfit: true);
        return question.Most is { } most && number > most ? new(question.Code, T($"Enter {words(most)} or less"), IsUnfit: true) : null;
    }

    private static AnswerProblem? OfChoice(Question question, string value)
    {
        var choices = ChoicesOf(question);
        var codes = IsMany(question.Kind) ? value.Split(',') : [value];
        if (codes.All(code => choices.Any(choice => choice.Code == code))) return null;
        return new(question.Code, question.Kind switch
        {
            QuestionKind.YesNo or QuestionKind.Eligibility => T("Answer yes or no"),
            QuestionKind.Declaration => T("Agree, or leave it blank"),
            QuestionKind.Country => T("Choose a country, or regional"),
            _ => T("Choose from what is offered"),
        }, IsUnfit: true);
    }

    // What is no date stays as it was typed, so that it can be shown again.
    private static string Date(TypedDate typed)
    {
        if (typed.Empty) return "";
        return typed.TryParse(out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : string.Join('/', new[] { typed.Day, typed.Month, typed.Year }.Select(part => Texts.Clean(part).Replace("/", "", StringComparison.Ordinal)));
    }

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);
}
