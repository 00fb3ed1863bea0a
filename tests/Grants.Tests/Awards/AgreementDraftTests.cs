using Grants.Awards;

namespace Grants.Tests.Awards;

/// <summary>What a new award's agreement says by itself.</summary>
public sealed class AgreementDraftTests
{
    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(10_000_001, new long[] { 30, 30, 30, 10 }, new long[] { 3_000_001, 3_000_000, 3_000_000, 1_000_000 })]
    [InlineData(5, new long[] { 1, 0, 9 }, new long[] { 1, 0, 4 })]
    [InlineData(4_000_000_000_000_000_000, new long[] { 4_000_000_000_000_000_000, 4_000_000_000_000_000_000 }, new long[] { 2_000_000_000_000_000_000, 2_000_000_000_000_000_000 })]
    public void Apportion_LosesNothing(long amount, long[] weights, long[] parts)
    {
        Assert.Equal(parts, AgreementDraft.Apportion(amount, weights));
        Assert.Equal(amount, parts.Sum());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(24)]
    [InlineData(60)]
    public void Default_IsAnAgreementThatCanBeOffered(int months)
    {
        var draft = AgreementDraft.Default("Legal aid", [new DraftBudgetLine("Staff", 7), new DraftBudgetLine("Fees", 5)], 1_000_001, months, new DateOnly(2030, 1, 31));
        var agreement = new Agreement(Guid.NewGuid());
        Assert.False(agreement.Write(draft, 1_000_001, "AUD").IsRefused, string.Join(", ", agreement.Write(draft, 1_000_001, "AUD").Refusal?.Fields?.Values ?? []));
        Assert.Equal(new DateOnly(2030, 4, 1), draft.StartsOn);
        Assert.Equal(draft.StartsOn.AddMonths(months).AddDays(-1), draft.EndsOn);
    }
}
