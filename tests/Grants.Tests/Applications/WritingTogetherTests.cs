using FsCheck;
using FsCheck.Fluent;
using Grants.Applications;

namespace Grants.Tests.Applications;

/// <summary>Whatever several people type into one answer, in whatever order it arrives: none of it is lost.</summary>
public sealed class WritingTogetherTests
{
    private const string Code = "approach";
    private static readonly DateTime _start = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Guid[] _people = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];

    // Few letters, so that texts meet: the same one twice, one within the other, nothing at all.
    private static readonly Gen<string> _text = Gen.Choose(0, 5).SelectMany(length => Gen.ArrayOf(Gen.Elements('a', 'b', ' '), length)).Select(letters => new string(letters).Trim());

    // One of three people loads the answer, or saves a text over what they loaded last; a save can arrive twice.
    private static readonly Arbitrary<Step[]> _steps = Arb.From(
        Gen.ArrayOf(from person in Gen.Choose(0, 2)
                    from loads in Gen.Elements(true, false, false)
                    from twice in Gen.Elements(true, false, false)
                    from text in _text
                    select new Step(person, loads, twice, text)));

    [Fact]
    public void EveryTextThatWasTyped_IsTheAnswer_OrInItsHistory_OrWithinALongerOneOfTheSamePerson() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(_steps, steps =>
        {
            var application = new Application(Guid.NewGuid(), Guid.NewGuid(), "AUD", _start);
            var loaded = new int[_people.Length];
            var typed = new List<(Guid Person, string Text)>();
            foreach (var (index, step) in steps.Index())
            {
                if (step.Loads) loaded[step.Person] = VersionOf(application);
                else
                {
                    for (var times = step.Twice ? 2 : 1; times > 0; times--) Save(application, _people[step.Person], loaded[step.Person], step.Text, index);
                    // Whoever types what a colleague has typed already has added nothing: it is the colleague's.
                    var accepted = Present(application) == step.Text;
                    typed.Add((accepted && step.Text.Length > 0 ? application.Answers[0].ChangedBy : _people[step.Person], step.Text));
                    // Whoever was told of a conflict goes on from what they were shown only when they load; whoever was not goes on from their own.
                    if (accepted) loaded[step.Person] = VersionOf(application);
                }
            }

            return typed.All(one => one.Text.Length == 0 || Kept(application, one.Person, one.Text));
        }));

    [Fact]
    public void ATextThatWasWrittenOverAnOlderVersion_NeverTakesThePlaceOfAColleagues() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(Arb.From(_text), Arb.From(_text), (theirs, mine) =>
        {
            var application = new Application(Guid.NewGuid(), Guid.NewGuid(), "AUD", _start);
            Save(application, _people[0], 0, "c", 0);
            Save(application, _people[1], 1, theirs + "d", 1);
            Save(application, _people[0], 1, mine, 2);
            return Present(application) == theirs + "d" && (mine.Length == 0 || Kept(application, _people[0], mine));
        }));

    private static void Save(Application application, Guid person, int version, string text, int minute) =>
        application.Write(Code, version, text, [.. application.EarlierAnswers.Where(earlier => earlier.Text == text)], person, _start.AddMinutes(minute));

    private static bool Kept(Application application, Guid person, string text) =>
        Present(application) == text
        || application.EarlierAnswers.Any(earlier => earlier.Text == text)
        || application.Answers.Select(answer => (By: answer.ChangedBy, answer.Text)).Concat(application.EarlierAnswers.Select(earlier => (earlier.By, earlier.Text)))
            .Any(kept => kept.By == person && Holds(text, kept.Text));

    // Every letter, in its order: what grew at several places holds what was there before.
    private static bool Holds(string earlier, string later)
    {
        var at = 0;
        foreach (var letter in later)
        {
            if (at < earlier.Length && earlier[at] == letter) at++;
        }

        return at == earlier.Length;
    }

    private static string? Present(Application application) => application.Answers.SingleOrDefault()?.Text;

    private static int VersionOf(Application application) => application.Answers.SingleOrDefault()?.Version ?? 0;

    private sealed record Step(int Person, bool Loads, bool Twice, string Text);
}
