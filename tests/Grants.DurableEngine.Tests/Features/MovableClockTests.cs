namespace Grants.DurableEngine.Tests.Features;

public sealed class MovableClockTests
{
    private static readonly DateTimeOffset Start = EngineHost.Start;

    [Fact]
    public void Frozen_StandsStill_AndFiresWhatItPasses_InOrder()
    {
        var clock = new MovableClock(Start, frozen: true);
        var fired = new List<string>();
        using var late = clock.CreateTimer(_ => fired.Add("late"), null, TimeSpan.FromDays(2), Timeout.InfiniteTimeSpan);
        using var early = clock.CreateTimer(_ => fired.Add("early"), null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        using var gone = clock.CreateTimer(_ => fired.Add("gone"), null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        gone.Dispose();
        var stamp = clock.GetTimestamp();
        Assert.Equal(Start, clock.GetUtcNow());

        clock.Advance(TimeSpan.FromHours(23));
        Assert.Empty(fired);
        clock.SetUtcNow(Start.AddDays(3));
        Assert.Equal(["early", "late"], fired);
        Assert.Equal(TimeSpan.FromDays(3), clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void Periodic_FiresOnceForAJump_AndGoesOn()
    {
        var clock = new MovableClock(Start, frozen: true);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, fired);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, fired);
    }

    [Fact]
    public void NeverGoesBack()
    {
        var clock = new MovableClock(Start, frozen: true);
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.SetUtcNow(Start.AddTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task Flowing_GoesWithRealTime_FromWhereItIs()
    {
        var clock = new MovableClock(Start);
        clock.Advance(TimeSpan.FromDays(400));
        var before = clock.GetUtcNow();
        var fired = new TaskCompletionSource();
        using var timer = clock.CreateTimer(_ => fired.SetResult(), null, TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);
        await fired.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(clock.GetUtcNow() - before, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(2));
        Assert.True(clock.GetUtcNow() >= Start.AddDays(400));
    }
}
