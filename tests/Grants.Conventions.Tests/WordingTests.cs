using Grants.Language;
using Grants.Lifecycle;

namespace Grants.Conventions.Tests;

/// <summary>
/// Every text that goes through <see cref="Wording"/> is in the catalogue, which is what translators are given and what the pseudo-language knows: a text
/// that is missing there stays plain English in the pseudo-language, and the walk over all pages finds it.
/// </summary>
public sealed class WordingTests
{
    private const string Catalogue = "src/Grants/Language/catalogue.txt";

    [Fact]
    public void Catalogue_HoldsEveryText()
    {
        var texts = Texts();
        Assert.True(texts.Count > 500, $"Only {texts.Count} texts.");
        var actual = string.Concat(texts.Select(text => text.Replace("\n", "\\n", StringComparison.Ordinal) + "\n"));
        if (Approved.IsApproving) File.WriteAllText(Path.Combine(Repository.Root, Catalogue), actual);
        var approved = Repository.Read(Catalogue).Split('\n').ToHashSet(StringComparer.Ordinal);
        var now = actual.Split('\n').ToHashSet(StringComparer.Ordinal);
        var difference = approved.Except(now).Select(text => "- " + text).Concat(now.Except(approved).Select(text => "+ " + text)).ToList();
        Assert.True(difference.Count == 0, $"{Catalogue} says something else. Set GRANTS_APPROVE=1 to rewrite it.\n{string.Join('\n', difference)}");
    }

    [Fact]
    public void Translations_AreOfTextsThatThereAre()
    {
        var texts = Texts();
        foreach (var language in Languages.Offered(withPseudo: false).Where(language => language != Languages.English))
            Assert.Empty(Languages.TextsOf(language).Except(texts));
    }

    [Fact]
    public void Text_IsNeverKeptInTheFirstReadersLanguage()
    {
        // A static initialiser runs once, in whatever language is read then.
        var faults = from type in typeof(Wording).Assembly.GetTypes()
                     where type.TypeInitializer is not null
                     from mentioned in Code.Mentions(type.TypeInitializer!)
                     where mentioned.DeclaringType == typeof(Wording) && mentioned.Name != nameof(Wording.Later)
                     select type.FullName;
        Assert.Empty(faults.Distinct());
    }

    [Theory]
    [InlineData("""T("Save")""", "Save")]
    [InlineData("""T("One \"word\",\nthen " + "another")""", "One \"word\",\nthen another")]
    [InlineData("""T($"{a} of {(b ? T("x") : "y")}, {{no}} {d:N0}")""", "{0} of {1}, {{no}} {2}", "x")]
    [InlineData("""Count(items.Count(i => i > 1), "{0} day", "{0} days", x)""", "{0} day", "{0} days")]
    [InlineData("""@Sentence("By {0}.", @<b>@T("now")</b>)""", "By {0}.", "now")]
    [InlineData("""new T(); WhatT("no"); // T("no")""")]
    public void Source_IsReadForItsTexts(string source, params string[] expected) => Assert.Equal(expected, TextsInSource.Of(source));

    private static SortedSet<string> Texts() => new(
        Repository.Files("src/Grants", ".cs", ".razor").SelectMany(path => TextsInSource.Of(Repository.Read(path)))
            // The lifecycle map knows nothing of languages: its labels are looked up where they are shown.
            .Concat(GrantLifecycle.Stages.SelectMany(rule => new[] { rule.StaffLabel, rule.ApplicantLabel, rule.Deadline?.Consequence }).OfType<string>())
            .Concat(GrantLifecycle.Transitions.Select(transition => transition.Label)),
        StringComparer.Ordinal);
}
