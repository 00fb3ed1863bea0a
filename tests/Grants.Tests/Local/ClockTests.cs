using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Grants.Tests.Local;

/// <summary>Time as people move it, over HTTP and over restarts.</summary>
public sealed class ClockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.In("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Move_GoesForward_StopsWhereSomethingIsDue_AndOutlivesKills()
    {
        DateTime moved;
        await using (var first = await HostProcess.ServeAsync(Data, "--clock", "2024-01-31T12:00Z"))
        {
            var before = await NowAsync(first);
            Assert.InRange(before, Utc("2024-01-31T12:00Z"), Utc("2024-01-31T12:10Z"));

            var move = await MoveAsync(first, new { by = "10d" });

            moved = move.GetProperty("utcNow").GetDateTime();
            Assert.InRange(moved, before.AddDays(10), before.AddDays(10).AddMinutes(10));
            Assert.InRange(move.GetProperty("stops").GetInt32(), 11, 30); // the daily timer ten times, and the target
            await first.KillAsync();
        }

        await using var second = await HostProcess.ServeAsync(Data);
        Assert.InRange(await NowAsync(second), moved, moved.AddMinutes(10));
        await Mailbox.SendAsync(second, Data, "lead@cso.example", "Dated by the local clock");
        var mail = (await second.GetJsonAsync("/dev/mail.json")).GetProperty("mails")[0];
        Assert.InRange(mail.GetProperty("received").GetDateTime(), moved, moved.AddMinutes(10));
    }

    [Fact]
    public async Task KillInTheMiddleOfAMove_LeavesTheClockAtAStop_AndTheMoveCanGoOn()
    {
        var target = Utc("2025-01-01T00:00Z");
        DateTime reached;
        await using (var first = await HostProcess.ServeAsync(Data, "--clock", "2024-01-01T12:00Z"))
        {
            var move = MoveAsync(first, new { to = "2025-01-01T00:00Z" });
            await Eventually.TrueAsync(async () => await NowAsync(first) > Utc("2024-01-10T00:00Z"), "the move is under way");
            reached = await NowAsync(first);
            await first.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => move);
        }

        await using var second = await HostProcess.ServeAsync(Data);
        var now = await NowAsync(second);
        Assert.InRange(now, reached, target);
        var rest = await MoveAsync(second, new { to = now.AddDays(2).ToString("O", CultureInfo.InvariantCulture) });
        Assert.True(rest.GetProperty("utcNow").GetDateTime() >= now.AddDays(2));
    }

    [Fact]
    public async Task Start_WithClock_MovesForwardFromWhereItStands_AndNeverBack()
    {
        await (await HostProcess.ServeAsync(Data, "--clock", "2024-03-01")).DisposeAsync();

        await using (var host = await HostProcess.ServeAsync(Data, "--clock", "+5d"))
            Assert.InRange(await NowAsync(host), Utc("2024-03-06"), Utc("2024-03-06T00:10Z"));

        await using var back = HostProcess.Start(["--data", Data, "--urls", "http://localhost:0", "--clock", "2024-03-02"]);
        var (exitCode, errors) = await back.EndsAsync();
        Assert.Equal(1, exitCode);
        Assert.StartsWith("The clock of this data folder stands at 2024-03-06", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ShowsAndMovesTheClock_AndRefusesWhatItDoesNotUnderstand()
    {
        await using var host = await HostProcess.ServeAsync(Data, "--clock", "2024-05-01");
        host.Http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        Assert.Contains("1 May 2024", await host.Http.GetStringAsync("/dev/clock"), StringComparison.Ordinal);

        using var moved = await host.Http.PostAsync("/dev/clock", new FormUrlEncodedContent([new("by", "2d")]));
        Assert.Contains("3 May 2024", await moved.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var nonsense = await host.Http.PostAsync("/dev/clock", new FormUrlEncodedContent([new("by", "a while")]));
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
        using var back = await host.Http.PostAsync("/dev/clock", new FormUrlEncodedContent([new("to", "2024-05-02")]));
        Assert.Equal(HttpStatusCode.Conflict, back.StatusCode);
        Assert.Contains("only goes forward", await back.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> MoveAsync(HostProcess host, object request)
    {
        using var answer = await host.Http.PostAsJsonAsync("/dev/clock", request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<DateTime> NowAsync(HostProcess host) => (await host.GetJsonAsync("/dev/clock")).GetProperty("utcNow").GetDateTime();

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
