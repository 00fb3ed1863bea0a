using System.Text;
using Grants.Accounts;

namespace Grants.Tests.Accounts;

/// <summary>One-time passwords, against the test values that the standards give.</summary>
public sealed class TotpTests
{
    private static readonly byte[] _key = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 4226, appendix D.</summary>
    [Fact]
    public void Code_OfACounter_IsTheStandards() => Assert.Equal(
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"],
        Enumerable.Range(0, 10).Select(counter => Totp.Code(_key, counter)));

    /// <summary>RFC 6238, appendix B, with SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Code_OfAnInstant_IsTheStandards(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(_key, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime), digits: 8));

    /// <summary>RFC 4648, section 10, without padding, as apps take it.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void KeyText_IsBase32(string key, string text) => Assert.Equal(text, Totp.KeyText(Encoding.ASCII.GetBytes(key)));

    [Fact]
    public void Link_CarriesKeyAndIssuer() =>
        Assert.Equal("otpauth://totp/Name%20here:a%40b.example?secret=MZXW6YTBOI&issuer=Name%20here", Totp.Link("Name here", "a@b.example", "foobar"u8));

    [Fact]
    public void Find_TakesOneStepEitherWay_AndNoStepTwice()
    {
        var now = new DateTime(2030, 1, 7, 2, 0, 15, DateTimeKind.Utc);
        var step = Totp.StepOf(now);
        Assert.Equal([null, step - 1, step, step + 1, null], Enumerable.Range(-2, 5).Select(away => Totp.Find(_key, Totp.Code(_key, step + away), 0, now)));
        Assert.Null(Totp.Find(_key, Totp.Code(_key, step), lastUsed: step, now));
        Assert.Null(Totp.Find(_key, Totp.Code(_key, step - 1), lastUsed: step, now));
    }
}
