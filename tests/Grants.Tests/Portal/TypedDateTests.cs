using Grants.Portal;

namespace Grants.Tests.Portal;

public sealed class TypedDateTests
{
    [Theory]
    [InlineData("15", "3", "2027", null)]
    [InlineData("២៨", "២", "២០២៧", null)]
    [InlineData("30", "2", "2027", "That month has no such day: enter a real date")]
    [InlineData("1", "13", "2027", "Enter the month as a figure from 1 to 12")]
    [InlineData("1", "3", "2570", "Enter the year of the common era in four figures, such as 2027")]
    [InlineData("1", "3", "27", "Enter the year of the common era in four figures, such as 2027")]
    [InlineData("1", "March", "2027", "Enter the day, the month and the year in figures")]
    [InlineData("", null, "", "Enter the day, the month and the year in figures")]
    public void WhyNot_SaysWhatToCorrect(string day, string? month, string year, string? why) =>
        Assert.Equal(why, new TypedDate { Day = day, Month = month, Year = year }.WhyNot(out _));
}
