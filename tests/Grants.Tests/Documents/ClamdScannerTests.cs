using System.Security.Cryptography;
using Grants.Documents;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Documents;

/// <summary>The scanner against a real daemon.</summary>
public sealed class ClamdScannerTests
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scan_TestFileOfScanners_IsFound(bool bySocket)
    {
        var clamd = await Clamd.SharedAsync();
        var scanner = Scanner(bySocket ? clamd.Path : $"127.0.0.1:{clamd.Port}");

        var found = await scanner.ScanAsync(new MemoryStream(SampleFiles.Eicar), CancellationToken.None);
        Assert.Equal(ScanResult.Infected, found.Result);
        Assert.Contains("Eicar", found.Threat, StringComparison.Ordinal);
        Assert.Equal(new ScanVerdict(ScanResult.Clean), await scanner.ScanAsync(new MemoryStream(RandomNumberGenerator.GetBytes(500_000)), CancellationToken.None));
        Assert.Equal(new ScanVerdict(ScanResult.Clean), await scanner.ScanAsync(new MemoryStream(), CancellationToken.None));
    }

    [SkippableFact]
    public async Task Scan_OfMoreThanTheDaemonTakes_GivesNoResult()
    {
        var clamd = await Clamd.SharedAsync();
        var exception = await Assert.ThrowsAsync<ScannerException>(() => Scanner(clamd.Path).ScanAsync(new MemoryStream(new byte[3_000_000]), CancellationToken.None));
        Assert.True(exception.IsReachable);
    }

    [Theory]
    [InlineData("/nowhere/clamd.socket")]
    [InlineData("127.0.0.1:1")]
    public async Task Scan_WithoutAnAnswer_GivesNoResult(string address)
    {
        var exception = await Assert.ThrowsAsync<ScannerException>(() => Scanner(address).ScanAsync(new MemoryStream([1]), CancellationToken.None));
        Assert.False(exception.IsReachable);
    }

    [Fact]
    public async Task Scan_WhereThereIsNoScanner_SaysSo() =>
        Assert.Equal(new ScanVerdict(ScanResult.NotScanned), await Scanner(null).ScanAsync(new MemoryStream(SampleFiles.Eicar), CancellationToken.None));

    private static ClamdScanner Scanner(string? address) => new(new GrantsOptions { Scanner = { Clamd = address } });
}
