using Grants.Milestones;

namespace Grants.Tests.Milestones;

public class ProgrammeResultsTests
{
    [Fact]
    public void Result_TellsPeopleAndTheShareOfWomen() =>
        Assert.Equal(new CountryResult("KH", 117, 37, 100, 17), ProgrammeResults.Result("KH", 43, 74, 0, 100));

    [Fact]
    public void Result_OfFewerThanFivePeople_TellsNothing() =>
        Assert.Equal(new CountryResult("KH", null, null, null, null), ProgrammeResults.Result("KH", 2, 2, 0, 4));

    [Fact]
    public void Result_WithFewMenAmongMany_HidesTheShare() =>
        Assert.Equal(new CountryResult("KH", 40, null, 40, 0), ProgrammeResults.Result("KH", 38, 2, 0, 40));

    [Fact]
    public void Result_WithFewStateActorsAmongMany_HidesBothKinds() =>
        Assert.Equal(new CountryResult("KH", 40, 50, null, null), ProgrammeResults.Result("KH", 20, 20, 0, 3));

    [Fact]
    public void Result_OfNobody_IsNought() =>
        Assert.Equal(new CountryResult("KH", 0, null, 0, 0), ProgrammeResults.Result("KH", 0, 0, 0, 0));
}
