namespace Grants.Tests.Local;

/// <summary>The command that proves the audit trail, from outside.</summary>
public sealed class VerifyAuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.In("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NothingThere_IsOneLine()
    {
        await using var command = HostProcess.Start(["verify-audit", "--data", Data]);

        var (exitCode, errors) = await command.EndsAsync();

        Assert.Equal(1, exitCode);
        Assert.StartsWith("There is nothing to verify", Assert.Single(errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Intact_SaysSoAndWhatThatDoesNotProve_AlsoWhileItServes()
    {
        await using (await HostProcess.ServeAsync(Data)) await ProvesAsync();
        await ProvesAsync();

        async Task ProvesAsync()
        {
            await using var command = HostProcess.Start(["verify-audit", "--data", Data]);
            var (exitCode, errors) = await command.EndsAsync();

            Assert.Empty(errors);
            Assert.Equal(0, exitCode);
            Assert.Contains("intact", command.Output, StringComparison.Ordinal);
            Assert.Contains("cannot prove", command.Output, StringComparison.Ordinal);
        }
    }
}
