using System.Globalization;
using Grants.Portal;

namespace Grants.Forms;

/// <summary>What a manager did to a form in one step, in words.</summary>
/// <param name="Done">What it was, such as: “Budget” was deleted.</param>
/// <param name="Undone">What is so again once it is taken back.</param>
public sealed record FormEdit(string Done, string Undone)
{
    // A question may have 400 characters, and a button names it.
    private const int MostOfName = 60;

    /// <summary>The one thing that tells two forms apart; of several at once only that there are several.</summary>
    public static FormEdit Between(FormDefinition before, FormDefinition after)
    {
        var sections = (Gone: Without(before.Sections, after.Sections), Come: Without(after.Sections, before.Sections));
        var questions = (Gone: before.Questions.Where(question => after.Find(question.Code) is null).ToList(), Come: after.Questions.Where(question => before.Find(question.Code) is null).ToList());
        return (sections.Gone, sections.Come, questions.Gone, questions.Come) switch
        {
            // What every form has went to the section beside it, and the rest with its section.
            ([var section], [], _, []) when Same(before.RemoveSection(section.Code), after) => Deleted(section.Title),
            ([], [var section], [], []) when Same(after.RemoveSection(section.Code), before) => Added(section.Title),
            ([], [], [var question], []) when Same(Lacking(before, question), Lacking(after, question)) => Deleted(question.Text),
            ([], [], [], [var question]) when Same(Lacking(before, question), Lacking(after, question)) => Added(question.Text),
            ([], [], [], []) => Changed(before, after) ?? Moved(before, after) ?? Several,
            _ => Several,
        };
    }

    private static FormEdit Several => new(T("several things were changed"), T("The form is as it was before."));

    private static FormEdit Deleted(string name) => new(T($"“{Short(name)}” was deleted"), T($"“{Short(name)}” is there again."));

    private static FormEdit Added(string name) => new(T($"“{Short(name)}” was added"), T($"“{Short(name)}” is taken out again."));

    private static bool Same(FormDefinition one, FormDefinition other) => FormJson.Write(one) == FormJson.Write(other);

    private static FormDefinition Lacking(FormDefinition form, Question question) =>
        new([.. form.Sections.Select(section => section with { Questions = [.. section.Questions.Where(each => each.Code != question.Code)] })]);

    private static FormEdit? Changed(FormDefinition before, FormDefinition after)
    {
        List<string> names =
        [
            .. from section in after.Sections let old = before.FindSection(section.Code) where (old.Title, old.Intro) != (section.Title, section.Intro) select old.Title,
            .. from question in after.Questions let old = before.Find(question.Code) where Json(old) != Json(question) select old.Text,
        ];
        return names switch
        {
            [] => null,
            [var name] => new(T($"“{Short(name)}” was changed"), T($"“{Short(name)}” is as it was before.")),
            _ => Several,
        };

        // Two records with the same choices are not equal: their lists are two.
        static string Json(Question question) => FormJson.Write(new FormDefinition([new("", "", null, [question])]));
    }

    private static FormEdit? Moved(FormDefinition before, FormDefinition after)
    {
        var moved = after.Questions.Where(question => before.SectionOf(question.Code)!.Code != after.SectionOf(question.Code)!.Code).ToList();
        if (moved is [var question]) return new(T($"“{Short(question.Text)}” was moved to “{Short(after.SectionOf(question.Code)!.Title)}”"), T($"“{Short(question.Text)}” is in “{Short(before.SectionOf(question.Code)!.Title)}” again."));
        if (moved.Count > 0) return null;
        List<string> places = [.. Places(before.Sections, after.Sections, section => section.Code).Select(section => section.Title)];
        if (places.Count == 0) places = [.. Places(before.Questions, after.Questions, each => each.Code).Select(each => each.Text)];
        return places is [var one, var other] ? new(T($"“{Short(one)}” and “{Short(other)}” changed places"), T($"“{Short(one)}” and “{Short(other)}” stand where they stood.")) : null;
    }

    private static IEnumerable<T> Places<T>(IEnumerable<T> before, IEnumerable<T> after, Func<T, string> code) => before.Zip(after).Where(pair => code(pair.First) != code(pair.Second)).Select(pair => pair.Second);

    private static List<Section> Without(IReadOnlyList<Section> these, IReadOnlyList<Section> those) => [.. these.Where(section => those.All(other => other.Code != section.Code))];

    private static string Short(string name) => PortalText.Length(name) <= MostOfName ? name : new StringInfo(name).SubstringByTextElements(0, MostOfName - 1).TrimEnd() + "…";
}
