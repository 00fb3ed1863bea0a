using Grants.Portal;

namespace Grants.Forms;

/// <summary>What is wrong with an answered table: cell by cell, then what must agree.</summary>
internal static class TableChecks
{
    public static IEnumerable<AnswerProblem> Of(Question question, string value, FormTerms terms)
    {
        if (TableAnswer.TryRead(value) is not { } answer)
        {
            yield return new(question.Code, T("This answer cannot be read as a table. Fill it in again"), IsUnfit: true);
            yield break;
        }

        var (shape, isReadable) = (TableShape.Of(question, terms), true);
        foreach (var (index, row) in answer.Rows.Index())
        {
            foreach (var column in shape.Columns)
            {
                if (OfCell(column, row[column.Name]) is not var (message, unfit)) continue;
                isReadable &= !unfit;
                yield return new(TableAnswer.Field(question, index, column), T($"{shape.Row} {index + 1}: {message}"), unfit);
            }

            if (row.Cells.Keys.FirstOrDefault(name => shape.Columns.All(column => column.Name != name)) is { } unknown)
                yield return new(question.Code, T($"{shape.Row} {index + 1}: there is no column '{unknown}'"), IsUnfit: true);
        }

        if (answer.Rows.Count > shape.MostRows) yield return new(question.Code, T($"Write up to {shape.MostRows} lines: put smaller ones together"), IsUnfit: true);
        var rest = question.Kind switch
        {
            // Sums of what cannot be read are told once it can.
            QuestionKind.Budget when isReadable => OfBudget(question, answer, shape, terms),
            QuestionKind.LogFrame => OfLogFrame(question, answer, shape),
            _ => [],
        };
        foreach (var problem in rest) yield return problem;
    }

    /// <summary>Why an amount is no grant of the call; null when it is.</summary>
    public static string? OutsideGrant(long requested, FormTerms terms)
    {
        if (requested < terms.FloorMinor)
            return T($"The budget is {PortalText.Money(requested, terms.Currency)}, less than the smallest grant of {PortalText.Money(terms.FloorMinor, terms.Currency)}");
        return requested > terms.CeilingMinor
            ? T($"The budget is {PortalText.Money(requested, terms.Currency)}, more than the largest grant of {PortalText.Money(terms.CeilingMinor, terms.Currency)}")
            : null;
    }

    private static (string Message, bool IsUnfit)? OfCell(Column column, string cell)
    {
        if (cell.Length == 0) return column.Required ? (T($"fill in '{column.Label}'"), false) : null;
        return column.Kind switch
        {
            CellKind.Amount => TableAnswer.TryAmount(cell, out _) ? null : (T("enter an amount in figures, such as 5,000"), true),
            CellKind.Percent => FormAnswers.TryNumber(cell, out var percent) && percent <= 100 ? null : (T("enter a whole number of percent, from 0 to 100"), true),
            CellKind.Figure when !cell.Any(char.IsDigit) => (T($"enter a figure for '{column.Label}', such as 0, 240 or 45%"), false),
            CellKind.OneOf or CellKind.ManyOf => cell.Split(',').All(code => column.Choices!.Any(choice => choice.Code == code)) ? null : (T($"choose from what is offered for '{column.Label}'"), true),
            _ => FormAnswers.TooLong(cell, column.MaxCharacters) is { } why ? (why, true) : null,
        };
    }

    private static IEnumerable<AnswerProblem> OfBudget(Question question, TableAnswer answer, TableShape shape, FormTerms terms)
    {
        var (requested, others) = (answer.Sum(TableShape.Requested), answer.Sum(TableShape.CoFunding));
        var amounts = shape.Columns.Where(column => column.Kind == CellKind.Amount).ToList();
        foreach (var (index, row) in answer.Rows.Index())
        {
            if (amounts.All(column => row[column.Name] is "" or "0"))
                yield return new(TableAnswer.Field(question, index, amounts[0]), T($"{shape.Row} {index + 1}: enter an amount of more than nothing"), IsUnfit: false);
        }

        if (TableShape.HasTotals(question))
        {
            foreach (var column in amounts)
            {
                var (field, stated, sum) = (TableAnswer.TotalField(question, column), answer.Totals[column.Name], answer.Sum(column.Name));
                if (stated.Length == 0 && sum > 0) yield return new(field, T($"Enter the total of '{column.Label}'"), IsUnfit: false);
                else if (stated.Length > 0 && !TableAnswer.TryAmount(stated, out _)) yield return new(field, T("Enter the total in figures, such as 50,000"), IsUnfit: true);
                else if (TableAnswer.TryAmount(stated, out var total) && total != sum)
                {
                    yield return new(field,
                        T($"The total of '{column.Label}' is given as {PortalText.Money(total, terms.Currency)}, but the lines sum to {PortalText.Money(sum, terms.Currency)}. Correct a line or the total"), IsUnfit: false);
                }
            }
        }

        foreach (var category in question.Choices.Where(category => category.MostPercent > 0))
        {
            var part = answer.Rows.Where(row => row[TableShape.Category] == category.Code).Sum(row => TableAnswer.TryAmount(row[TableShape.Requested], out var minor) ? minor : 0);
            if (part * 100 > requested * category.MostPercent)
                yield return new(question.Code, T($"'{category.Text}' is {PortalText.Money(part, terms.Currency)}, more than {category.MostPercent}% of what is asked for"), IsUnfit: false);
        }

        if (question.Budget is { CoFunding: true, LeastCoFundingPercent: > 0 and var least } && others * 100 < (requested + others) * least)
            yield return new(question.Code, T($"Others pay {PortalText.Money(others, terms.Currency)}, less than {least}% of the whole cost"), IsUnfit: false);
        if (question.Code == FormDefinition.BudgetCode && OutsideGrant(requested, terms) is { } outside) yield return new(question.Code, outside, IsUnfit: false);
    }

    private static IEnumerable<AnswerProblem> OfLogFrame(Question question, TableAnswer answer, TableShape shape)
    {
        // A row without a statement adds an indicator to the result above it.
        if (answer.Rows.Count > 0 && answer.Rows[0][TableShape.Statement].Length == 0)
        {
            var statement = shape.Columns.Single(column => column.Name == TableShape.Statement);
            yield return new(TableAnswer.Field(question, 0, statement), T($"{shape.Row} 1: fill in '{statement.Label}'"), IsUnfit: false);
        }
    }
}
