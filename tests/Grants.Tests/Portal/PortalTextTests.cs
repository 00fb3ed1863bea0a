using Grants.Portal;

namespace Grants.Tests.Portal;

public sealed class PortalTextTests
{
    [Theory]
    [InlineData("12500", "USD", 1_250_000)]
    [InlineData("12,500.5", "USD", 1_250_050)]
    [InlineData(" USD 12,500.50 ", "USD", 1_250_050)]
    [InlineData("12 500 usd", "USD", 1_250_000)]
    [InlineData("១២៥០០", "USD", 1_250_000)]
    [InlineData("๑๒,๕๐๐.๒๕", "THB", 1_250_025)]
    [InlineData("25,000,000", "VND", 25_000_000)]
    [InlineData("0", "USD", 0)]
    public void TryParseMoney_AsPeopleTypeIt_ReadsMinorUnits(string typed, string currency, long minor)
    {
        Assert.True(PortalText.TryParseMoney(typed, currency, out long read));
        Assert.Equal(minor, read);
    }

    [Theory]
    [InlineData("", "USD")]
    [InlineData(null, "USD")]
    [InlineData("12,5", "USD")]
    [InlineData("12.500.000", "USD")]
    [InlineData("12.505", "USD")]
    [InlineData("12.", "USD")]
    [InlineData("-5", "USD")]
    [InlineData("5.50", "VND")]
    [InlineData("AUD 5", "USD")]
    [InlineData("1e9", "USD")]
    [InlineData("99999999999999999999", "USD")]
    public void TryParseMoney_InDoubt_Refuses(string? typed, string currency) => Assert.False(PortalText.TryParseMoney(typed, currency, out _));

    [Theory]
    [InlineData(1_250_050, "USD", "USD\u00A012,500.50", "12500.50")]
    [InlineData(25_000_000, "VND", "VND\u00A025,000,000", "25000000")]
    [InlineData(5, "AUD", "AUD\u00A00.05", "0.05")]
    [InlineData(long.MaxValue, "USD", "USD\u00A092,233,720,368,547,758.07", "92233720368547758.07")]
    public void Money_WhateverItIs_CanBeTypedBack(long minor, string currency, string shown, string typed)
    {
        Assert.Equal(shown, PortalText.Money(minor, currency));
        Assert.Equal(typed, PortalText.TypedMoney(minor, currency));
        Assert.True(PortalText.TryParseMoney(typed, currency, out long read));
        Assert.Equal(minor, read);
    }

    [Theory]
    [InlineData("29", "2", "2028", true)]
    [InlineData("29", "2", "2027", false)]
    [InlineData("១៥", "៣", "២០២៧", true)]
    [InlineData("15", "3", "2570", false)]
    [InlineData("15", "March", "2027", false)]
    [InlineData("15", "", "2027", false)]
    public void TypedDate_ReadsOnlyRealDates(string day, string month, string year, bool real) =>
        Assert.Equal(real, new TypedDate { Day = day, Month = month, Year = year }.TryParse(out _));

    // What Chromium's Intl.Segmenter counts for the same texts, so that the page and the server agree.
    [Theory]
    [InlineData("Nạn buôn người", 14)]
    [InlineData("การค้ามนุษย์ น้ำ ที่", 13)]
    [InlineData("ການຄ້າມະນຸດ ນໍ້າ", 12)]
    [InlineData("👩‍👩‍👧 é", 3)]
    [InlineData("ស្ត្រីនិងកុមារ ក្នុងព្រះរាជាណាចក្រកម្ពុជា", 18)]
    [InlineData("one\r\ntwo", 7)]
    public void Length_CountsWhatAReaderSees(string text, int length) => Assert.Equal(length, PortalText.Length(text));
}
