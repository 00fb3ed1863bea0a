using System.Globalization;
using Grants.Language;
using static Grants.Language.Wording;

namespace Grants.Tests.Language;

public sealed class WordingTests
{
    [Fact]
    public void Text_InEnglish_IsTheKeyItself()
    {
        const string Text = "Save and go on";
        Assert.Same(Text, Languages.In("en", () => T(Text)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) _ = T(Text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    [Fact]
    public void Sentence_InEnglish_TakesItsValuesInBritishFormats() =>
        Assert.Equal("1,234 of {4} on 3.5", Languages.In("en", () => T($"{1234:N0} of {{{4}}} on {3.5}")));

    [Fact]
    public void Sentence_InAnotherLanguage_IsLookedUpWholeAndFilled() =>
        Assert.Equal("⟦Þååĝéé 1,234 ööƒ Ana⟧", Languages.In(PseudoLanguage.Name, () => T($"Page {1234:N0} of {"Ana"}")));

    [Theory]
    [InlineData(0, "0 days")]
    [InlineData(1, "1 day")]
    [InlineData(2000, "2,000 days")]
    public void Count_TakesTheFormOfTheNumber(long number, string expected) => Assert.Equal(expected, Languages.In("en", () => Count(number, "{0} day", "{0} days")));

    [Fact]
    public void Translation_IsFoundByTheFormatOfTheSentence()
    {
        var catalogue = new Catalogue(CultureInfo.GetCultureInfo("km"), new Dictionary<string, string> { ["{0} of {1}"] = "{1}: {0}" });
        Assert.Equal("{1}: {0}", catalogue.Of("{0} of {1}"));
        Assert.Equal("Not translated", catalogue.Of("Not translated"));
    }

    [Fact]
    public void Translation_WithOtherPlaces_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => new Catalogue(CultureInfo.GetCultureInfo("km"), new Dictionary<string, string> { ["{0} of {1}"] = "{0}" }));

    [Fact]
    public void Language_IsGivenBackAfterwards()
    {
        var before = CultureInfo.CurrentUICulture;
        Assert.Equal(PseudoLanguage.Name, Languages.In(PseudoLanguage.Name, () => Languages.Tag));
        Assert.Same(before, CultureInfo.CurrentUICulture);
    }
}
