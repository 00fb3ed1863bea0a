using Grants.Data;

namespace Grants.Tests.Data;

public sealed class TextsTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("  two\r\nlines\t \u0007\u0000 ", "two\nlines")]
    [InlineData("Tie\u0302\u0301ng", "Ti\u1EBFng")]
    [InlineData("ក\u200Bខ", "ក\u200Bខ")]
    [InlineData("a\u0085b\u2028c", "a\nb\nc")]
    public void Clean_NormalisesAndKeepsWhatIsWritten(string? text, string expected) => Assert.Equal(expected, Texts.Clean(text));

    [Fact]
    public void Line_HasOneLine() => Assert.Equal("a b c", Texts.Line("a\nb\tc"));

    [Fact]
    public void Line_TurnsNothingRound() => Assert.Equal("Sokha ខ្មែរ", Texts.Line("\u202eSokha\u202c \u2067ខ្មែរ\u2069"));

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("c2hvcnQ=")]
    public void HashKey_ThatIsMissingOrShort_StartsNothing(string setting) => Assert.Throws<InvalidOperationException>(() => AuditKey.Read(setting));

    [Fact]
    public void Clean_HalfACharacter_IsReplaced() => Assert.Equal("a\uFFFDb", Texts.Clean("a\uD800b"));
}
