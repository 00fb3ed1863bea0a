using Grants.Milestones;

namespace Grants.Tests.Milestones;

public class ForeignSpendTests
{
    private static readonly DateOnly Day = new(2027, 3, 15);

    [Theory]
    [InlineData("USD", 100_00, "1.52", "AUD", 152_00)]
    [InlineData("VND", 25_000_000, "0.00006061", "AUD", 1515_25)]
    [InlineData("USD", 10_00, "25000", "VND", 250_000)]
    [InlineData("JPY", 1, "25000", "VND", 25_000)]
    [InlineData("USD", 1, "0.5", "AUD", 1)]
    public void In_ConvertsBetweenMinorUnitsOfBothCurrencies(string spent, long minor, string rate, string agreement, long expected) =>
        Assert.Equal(expected, new ForeignSpend(spent, minor, decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture), Day).In(agreement));

    [Theory]
    [InlineData(152_00, true)]
    [InlineData(152_01, true)]
    [InlineData(151_99, true)]
    [InlineData(152_02, false)]
    [InlineData(151_98, false)]
    public void AgreesWith_AllowsOneMinorUnitOfRounding(long amount, bool agrees) =>
        Assert.Equal(agrees, new ForeignSpend("USD", 100_00, 1.52m, Day).AgreesWith(amount, "AUD"));

    [Fact]
    public void AgreesWith_BeyondAnyAmountOfMoney_IsFalse() =>
        Assert.False(new ForeignSpend("VND", long.MaxValue, 1_000_000_000m, Day).AgreesWith(1, "AUD"));
}
