using Grants.Portal;
using Microsoft.AspNetCore.Http;

namespace Grants.Applications.SaveApplication;

/// <summary>One line of the budget as it was typed.</summary>
public sealed record TypedLine(string Description, string Amount);

/// <summary>One part of the form as it was typed: fields by name, the budget by line.</summary>
public sealed class TypedSection
{
    private const string LinePrefix = "budget[";

    private TypedSection(FormSection section, IReadOnlyDictionary<string, string> fields, IReadOnlyList<TypedLine> lines) =>
        (Section, Fields, Lines, Form, Changes) = (section, fields, lines, FormCollection.Empty, new Changes(0));

    /// <summary>Reads a posted form. Amounts that cannot be read are in <see cref="Errors"/>.</summary>
    public TypedSection(FormSection section, IFormCollection form)
    {
        (Section, Form) = (section, form);
        Fields = form.Where(field => !field.Key.StartsWith(LinePrefix, StringComparison.Ordinal)).ToDictionary(field => field.Key, field => field.Value.ToString());
        Lines = [.. LinesOf(form)];
        var version = int.TryParse(form["Version"], out var number) ? number : 0;
        Changes = section switch
        {
            FormSection.About => new Changes(version, About: new About(this["title"], this["country"] == Countries.Regional ? null : this["country"])),
            FormSection.Budget => new Changes(version, Budget: [.. Budget(form["currency"].ToString())]),
            // Where a colleague's text was taken instead, nothing is to be saved: it is the answer already.
            _ => new Changes(version, Answers: [.. Fields.Where(field => Calls.Question.IsCode(field.Key) && this[DraftFields.Chosen(field.Key)] != DraftFields.TakeTheirs)
                .Select(field => new TypedAnswer(field.Key, DraftFields.VersionOf(form, field.Key), null, form))]),
        };
    }

    /// <summary>Which part.</summary>
    public FormSection Section { get; }

    /// <summary>Every field but the budget's.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; }

    /// <summary>The budget's lines that are not blank.</summary>
    public IReadOnlyList<TypedLine> Lines { get; }

    /// <summary>The form as it was posted.</summary>
    public IFormCollection Form { get; }

    internal Changes Changes { get; }

    /// <summary>What cannot be read.</summary>
    public FieldErrors Errors { get; } = [];

    /// <summary>A field's text; empty where nothing was typed.</summary>
    public string this[string field] => Fields.GetValueOrDefault(field, "");

    /// <summary>The form as it would be typed to give what is kept.</summary>
    public static TypedSection Of(FormSection section, ApplicationFile file)
    {
        var fields = file.Questions.ToDictionary(question => question.Code, question => question.Answer);
        fields["title"] = file.Application.Title;
        fields["country"] = file.Application.Country ?? (file.Application.Title.Length > 0 ? Countries.Regional : file.Call.Country ?? "");
        return new TypedSection(section, fields, [.. file.Budget.Select(line => new TypedLine(line.Description, PortalText.TypedMoney(line.AmountMinor, file.Call.Currency)))]);
    }

    private static IEnumerable<TypedLine> LinesOf(IFormCollection form)
    {
        for (var index = 0; form.ContainsKey($"{LinePrefix}{index}].description"); index++)
        {
            var line = new TypedLine(form[$"{LinePrefix}{index}].description"].ToString(), form[$"{LinePrefix}{index}].amount"].ToString());
            // Lines left blank are room for more, not part of the budget.
            if (!string.IsNullOrWhiteSpace(line.Description) || !string.IsNullOrWhiteSpace(line.Amount)) yield return line;
        }
    }

    private IEnumerable<BudgetLine> Budget(string currency)
    {
        foreach (var (index, line) in Lines.Index())
        {
            if (!PortalText.TryParseMoney(line.Amount, currency, out var minor)) Errors.Add($"{LinePrefix}{index}].amount", "Enter an amount of more than nothing, in figures");
            yield return new BudgetLine(line.Description, minor);
        }
    }
}
