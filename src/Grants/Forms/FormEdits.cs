using System.Globalization;
using System.Text;

namespace Grants.Forms;

/// <summary>Changes to a form, each giving a new one. What is not there is left alone: two people can press the same button.</summary>
public static class FormEdits
{
    /// <summary>Adds a section at the end.</summary>
    public static FormDefinition AddSection(this FormDefinition form, Section section) => form with { Sections = [.. form.Sections, section] };

    /// <summary>Replaces a section's title and introduction.</summary>
    public static FormDefinition ChangeSection(this FormDefinition form, string code, string title, string? intro) =>
        form.EachSection(section => section.Code == code ? section with { Title = title, Intro = intro } : section);

    /// <summary>Moves a section one place up or down.</summary>
    /// <param name="form">The form.</param>
    /// <param name="code">The section.</param>
    /// <param name="by">-1 for up, 1 for down.</param>
    public static FormDefinition MoveSection(this FormDefinition form, string code, int by) => form with { Sections = Moved(form.Sections, section => section.Code == code, by) };

    /// <summary>Removes a section with its questions; those that every form has go to the section beside it.</summary>
    public static FormDefinition RemoveSection(this FormDefinition form, string code)
    {
        var place = form.Sections.Index().FirstOrDefault(section => section.Item.Code == code, (-1, null!)).Index;
        if (place < 0 || form.Sections.Count == 1) return form;
        var kept = form.Sections[place].Questions.Where(question => FormRules.IsFixed(question.Code)).ToList();
        var rest = form.Sections.Where(section => section.Code != code).ToList();
        var beside = Math.Max(0, place - 1);
        rest[beside] = rest[beside] with { Questions = place == 0 ? [.. kept, .. rest[beside].Questions] : [.. rest[beside].Questions, .. kept] };
        return form with { Sections = rest };
    }

    /// <summary>Adds a question at the end of a section.</summary>
    public static FormDefinition AddQuestion(this FormDefinition form, string section, Question question) =>
        form.EachSection(each => each.Code == section ? each with { Questions = [.. each.Questions, question] } : each);

    /// <summary>Replaces the question with a code.</summary>
    public static FormDefinition ChangeQuestion(this FormDefinition form, string code, Question question) =>
        form.EachSection(section => section with { Questions = [.. section.Questions.Select(each => each.Code == code ? question : each)] });

    /// <summary>Moves a question one place up or down; beyond the edge of its section into the section beside it.</summary>
    /// <param name="form">The form.</param>
    /// <param name="code">The question.</param>
    /// <param name="by">-1 for up, 1 for down.</param>
    public static FormDefinition MoveQuestion(this FormDefinition form, string code, int by)
    {
        if (form.SectionOf(code) is not { } from) return form;
        var (section, place) = (form.Sections.Index().First(each => each.Item == from).Index, from.Questions.Index().First(question => question.Item.Code == code).Index);
        if (place + by >= 0 && place + by < from.Questions.Count)
            return form.EachSection(each => each == from ? each with { Questions = Moved(each.Questions, question => question.Code == code, by) } : each);
        if (section + by < 0 || section + by >= form.Sections.Count) return form;
        var (question, to) = (from.Questions[place], form.Sections[section + by]);
        return form.EachSection(each => each == from ? each with { Questions = [.. each.Questions.Where(other => other != question)] }
            : each == to ? each with { Questions = by < 0 ? [.. each.Questions, question] : [question, .. each.Questions] }
            : each);
    }

    /// <summary>Adds a copy of a question after it, with a code of its own.</summary>
    /// <param name="form">The form.</param>
    /// <param name="code">The question.</param>
    /// <param name="taken">Further codes that the copy cannot have.</param>
    public static FormDefinition DuplicateQuestion(this FormDefinition form, string code, IEnumerable<string>? taken = null) => form.EachSection(section => section with
    {
        Questions = [.. section.Questions.SelectMany(question => question.Code == code ? new[] { question, question with { Code = form.FreeCode(code, taken) } } : [question])],
    });

    /// <summary>Removes a question; one that every form has stays.</summary>
    public static FormDefinition RemoveQuestion(this FormDefinition form, string code) => FormRules.IsFixed(code)
        ? form
        : form.EachSection(section => section with { Questions = [.. section.Questions.Where(question => question.Code != code)] });

    /// <summary>A code that no section and no question has or depends on, made from a text: 'What will you do?' gives 'what-will-you-do'.</summary>
    /// <param name="form">The form.</param>
    /// <param name="text">A title or a question; where nothing of it can stand in a code, the code is 'item' with a number.</param>
    /// <param name="taken">Further codes that cannot be used: those of questions that were removed still name answers.</param>
    public static string FreeCode(this FormDefinition form, string text, IEnumerable<string>? taken = null)
    {
        var used = form.Sections.Select(section => section.Code).Concat(form.Questions.SelectMany(question => new[] { question.Code, question.AskIf?.Question ?? "" })).Concat(taken ?? []).ToHashSet();
        var stem = Slug(text) is { Length: > 0 } slug ? slug : "item";
        for (var number = 1; ; number++)
        {
            var code = number == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
            if (!used.Contains(code) && FormRules.IsCode(code)) return code;
        }
    }

    /// <summary>The words of a text that can stand in a code.</summary>
    public static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var letter in text.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)) slug.Append(letter);
            else if (slug.Length > 0 && slug[^1] != '-' && CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark) slug.Append('-');
            if (slug.Length >= 40 && slug[^1] == '-') break;
        }

        return slug.ToString(0, Math.Min(slug.Length, 50)).Trim('-');
    }

    private static FormDefinition EachSection(this FormDefinition form, Func<Section, Section> change) => form with { Sections = [.. form.Sections.Select(change)] };

    internal static List<T> Moved<T>(IReadOnlyList<T> list, Predicate<T> which, int by)
    {
        var moved = list.ToList();
        var place = moved.FindIndex(which);
        if (place < 0 || place + by < 0 || place + by >= moved.Count) return moved;
        (moved[place], moved[place + by]) = (moved[place + by], moved[place]);
        return moved;
    }
}
