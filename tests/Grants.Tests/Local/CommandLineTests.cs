using Grants.Local;

namespace Grants.Tests.Local;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--port")]
    [InlineData("serve")]
    [InlineData("--data")]
    [InlineData("--blobs", "")]
    [InlineData("--clock", "soon")]
    [InlineData("--clock", "+-3d")]
    [InlineData("--clock", "+P")]
    [InlineData("--database", "oracle")]
    [InlineData("--database", "postgres")]
    [InlineData("--connection", "Host=localhost")]
    [InlineData("--resume")]
    public void Parse_NotUnderstood_SaysSo(params string[] arguments) =>
        Assert.Throws<CommandLineException>(() => CommandLine.Parse(arguments));

    [Fact]
    public void Parse_Everything_IsTaken()
    {
        var line = CommandLine.Parse(
            ["demo", "--resume", "--data=/tmp/x", "--urls", "http://localhost:1", "--empty", "--clock", "2026-07-01T09:00Z", "--database", "postgres", "--connection", "Host=h;Port=1"]);

        Assert.Equal(LocalCommand.Demo, line.Command);
        Assert.True(line is { Resume: true, Empty: true, Postgres: true, DataDirectory: "/tmp/x", Urls: "http://localhost:1", Connection: "Host=h;Port=1" });
        Assert.Equal(new DateTime(2026, 7, 1, 9, 0, 0, DateTimeKind.Utc), line.Clock!.From(DateTime.UnixEpoch));
    }

    [Theory]
    [InlineData("30d", "2024-03-01T00:00:00Z")]
    [InlineData("12h", "2024-01-31T12:00:00Z")]
    [InlineData("90m", "2024-01-31T01:30:00Z")]
    [InlineData("P1M", "2024-02-29T00:00:00Z")]
    [InlineData("P2Y", "2026-01-31T00:00:00Z")]
    [InlineData("P1Y2M3DT4H5M", "2025-04-03T04:05:00Z")]
    [InlineData("PT36H", "2024-02-01T12:00:00Z")]
    public void Add_Duration_FollowsTheCalendar(string duration, string expected) =>
        Assert.Equal(ClockStart.ParseInstant(expected), ClockStart.Add(new DateTime(2024, 1, 31, 0, 0, 0, DateTimeKind.Utc), duration));

    [Fact]
    public async Task Start_WithUnknownOption_EndsWithCode2AndOneLine()
    {
        await using var host = HostProcess.Start(["--colour"]);

        var (exitCode, errors) = await host.EndsAsync();

        Assert.Equal(2, exitCode);
        Assert.Equal(["--colour is not an option; --help shows what there is."], errors);
    }

    [Fact]
    public async Task Help_NamesEveryOption()
    {
        await using var host = HostProcess.Start(["--help"]);

        var (exitCode, errors) = await host.EndsAsync();

        Assert.Equal((0, 0), (exitCode, errors.Length));
        Assert.All(
            ["demo", "verify-audit", "--urls", "--data", "--tools", "--empty", "--clock", "--database", "--connection", "--resume"],
            option => Assert.Contains(option, host.Output, StringComparison.Ordinal));
    }
}
