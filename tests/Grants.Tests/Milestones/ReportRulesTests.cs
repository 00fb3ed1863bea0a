using Grants.Milestones;

namespace Grants.Tests.Milestones;

public class ReportRulesTests
{
    private static readonly DateOnly Today = new(2027, 6, 1);
    private static readonly Guid Line = Guid.NewGuid();

    [Fact]
    public void Faults_OfASoundReport_AreNone() => Assert.Empty(Faults(new ReportSections(
        [new ReportNarrative(OutcomeArea.Justice, "សេវាច្បាប់")],
        [new TrainedCount("KH", ActorKind.State, 10, 5, 0), new TrainedCount("KH", ActorKind.NonState, 3, 0, 0)],
        [new Spending(Line, 152_00, new ForeignSpend("USD", 100_00, 1.52m, Today))])));

    [Fact]
    public void Faults_OfAnAmountThatDisagreesWithTheRate_NameTheAmount() =>
        Assert.Equal(["Spending[0].Amount"], Faults(new ReportSections(Spending: [new Spending(Line, 153_00, new ForeignSpend("USD", 100_00, 1.52m, Today))])).Keys);

    [Fact]
    public void Faults_OfSpendingInTheAgreementsOwnCurrencyAsForeign_NameTheCurrency() =>
        Assert.Contains("Spending[0].SpentCurrency", Faults(new ReportSections(Spending: [new Spending(Line, 100_00, new ForeignSpend("AUD", 100_00, 1m, Today))])));

    [Fact]
    public void Faults_OfARateOfTomorrow_NameTheDay() =>
        Assert.Contains("Spending[0].RateDate", Faults(new ReportSections(Spending: [new Spending(Line, 152_00, new ForeignSpend("USD", 100_00, 1.52m, Today.AddDays(1)))])));

    [Fact]
    public void Faults_OfALineOfAnotherAgreement_NameTheLine() =>
        Assert.Contains("Spending[0].BudgetLineId", Faults(new ReportSections(Spending: [new Spending(Guid.NewGuid(), 1)])));

    [Fact]
    public void Faults_OfTheSameCountryAndActorTwice_NameTheSecondRow() =>
        Assert.Equal(["Trained[1].Country"], Faults(new ReportSections(Trained: [new TrainedCount("KH", ActorKind.State, 1, 1, 1), new TrainedCount("KH", ActorKind.State, 2, 2, 2)])).Keys);

    [Fact]
    public void Faults_OfANegativeCount_NameTheField() =>
        Assert.Equal(["Trained[0].Men"], Faults(new ReportSections(Trained: [new TrainedCount("KH", ActorKind.State, 1, -1, 1)])).Keys);

    [Fact]
    public void Faults_OfMoreMoneyThanThereIs_NameTheAmount() =>
        Assert.Equal(["Spending[0].Amount"], Faults(new ReportSections(Spending: [new Spending(Line, long.MaxValue)])).Keys);

    [Fact]
    public void Faults_OfACountryOutsideTheProgramme_NameTheCountry() =>
        Assert.Equal(["Trained[0].Country"], Faults(new ReportSections(Trained: [new TrainedCount("XX", ActorKind.State, 1, 1, 1)])).Keys);

    [Fact]
    public void Faults_OfFewCharactersThatAreVeryLong_NameTheArea() =>
        Assert.Equal(["Narratives[Knowledge]"], Faults(new ReportSections(Narratives: [new ReportNarrative(OutcomeArea.Knowledge, "a" + new string('\u0301', ReportNarrative.MostStored))])).Keys);

    [Fact]
    public void Faults_OfATextThatIsTooLong_NameTheArea() =>
        Assert.Equal(["Narratives[Knowledge]"], Faults(new ReportSections(Narratives: [new ReportNarrative(OutcomeArea.Knowledge, new string('ก', ReportNarrative.MostCharacters + 1))])).Keys);

    [Fact]
    public void Missing_OfAnEmptyReport_NamesNarrativeAndSpending()
    {
        var missing = ReportRules.Missing(new Milestone(1, "First", DateTime.UnixEpoch, 1, DateTime.UnixEpoch), [Line], 0);

        Assert.Equal([nameof(ReportSection.Narrative), nameof(ReportSection.Spending)], missing.Keys);
    }

    private static Dictionary<string, string> Faults(ReportSections report) => ReportRules.Faults(report, "AUD", [Line], Today);
}
