using Grants.Data;
using Grants.Partners;

namespace Grants.Tests.Partners;

public class GatesTests
{
    private static readonly DateOnly Today = new(2027, 6, 1);

    [Fact]
    public void Attested_WithoutAnAttestation_IsClosed() => Assert.Equal((false, "No attestation"), State(null));

    [Fact]
    public void Attested_OnTheLastDay_IsOpen() => Assert.Equal((true, "Attested until 1 June 2027"), State(Today));

    [Fact]
    public void Attested_TheDayAfter_IsClosed() => Assert.Equal((false, "The attestation expired on 31 May 2027"), State(Today.AddDays(-1)));

    [Theory]
    [InlineData("0001234567", "••••4567")]
    [InlineData("1234", "••••")]
    public void Mask_LeavesTheLastFourOfALongNumber(string number, string masked) => Assert.Equal(masked, BankAccount.Mask(number));

    [Fact]
    public void Verify_ByWhoEnteredTheAccount_IsRefused()
    {
        var lead = Guid.NewGuid();
        var account = new BankAccount(Guid.NewGuid(), new BankDetails("Bank", "Name", "12345678", "ABCDKHPP", "USD"), lead, DateTime.UnixEpoch);

        Assert.Equal(RefusalKind.Forbidden, account.Verify(lead, "Somebody", "", DateTime.UnixEpoch).Refusal!.Kind);
        Assert.False(account.IsInForce);
        Assert.False(account.Verify(Guid.NewGuid(), "Somebody", "", DateTime.UnixEpoch).IsRefused);
        Assert.True(account.IsInForce);
    }

    [Fact]
    public void Verify_OfAnAccountThatWasReplaced_IsRefused()
    {
        var account = new BankAccount(Guid.NewGuid(), new BankDetails("Bank", "Name", "12345678", "ABCDKHPP", "USD"), Guid.NewGuid(), DateTime.UnixEpoch);
        account.Replace(DateTime.UnixEpoch);

        Assert.Equal(RefusalKind.WrongStage, account.Verify(Guid.NewGuid(), "Somebody", "", DateTime.UnixEpoch).Refusal!.Kind);
    }

    private static (bool, string) State(DateOnly? expiresOn)
    {
        var state = Gates.Attested(Gate.Sanctions, expiresOn, Today);
        return (state.IsOpen, state.Reason);
    }
}
