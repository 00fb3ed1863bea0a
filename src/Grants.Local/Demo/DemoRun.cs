using System.Globalization;
using System.Text.Json;

namespace Grants.Local.Demo;

/// <summary>
/// Plays the story: everybody looks at where things stand and does what they can; when nobody can do anything, the clock moves to when somebody next means
/// to. There is no script to lose the place in, so it can be interrupted anywhere.
/// </summary>
internal sealed class DemoRun(Cast cast)
{
    // What two years of stages may take, generously: beyond that, somebody waits for something that never comes.
    private const int MostIdleMoves = 40;
    private const int MostTries = 600;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Nudge = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Otherwise = TimeSpan.FromDays(1);

    /// <summary>Plays until nothing is left to do.</summary>
    /// <param name="resumed">Whether it goes on with one that was interrupted.</param>
    /// <param name="cancellationToken">Ends it between two looks.</param>
    /// <exception cref="DemoSurpriseException">Something was refused, or nothing moves any more.</exception>
    public async Task RunAsync(bool resumed, CancellationToken cancellationToken)
    {
        var idle = 0;
        var alive = resumed ? 0 : cast.Instances.Alive.Count;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = await MoveClockAsync(TimeSpan.Zero);
            // What an instance decided and died before carrying out is taken up before anybody acts on it.
            for (; alive != cast.Instances.Alive.Count; now = await MoveClockAsync(Nudge)) alive = cast.Instances.Alive.Count;
            if (await LookAsync(now) is not { } board) continue;
            cast.Timeline.Compare(board);
            if (board.IsDone)
            {
                // What other instances have left to the one that rings is rung by then.
                if (cast.Instances.WereSeveral) await MoveClockAsync(Nudge);
                return;
            }

            if (await ActAsync(board))
            {
                idle = 0;
                continue;
            }

            if (++idle > MostIdleMoves) throw new DemoSurpriseException($"Nothing moves any more:\n{string.Join('\n', board.Stages())}");

            // First a moment only: what was interrupted between a decision and its consequence is taken up by then.
            var next = cast.People.SelectMany(person => person.Moments(board)).Where(moment => moment > now).Append(DateTime.MaxValue).Min();
            if (next == DateTime.MaxValue) next = now + Otherwise;
            await MoveClockAsync(idle == 1 ? Nudge : next - now + TimeSpan.FromSeconds(1));
        }
    }

    private async Task<Board?> LookAsync(DateTime now)
    {
        try
        {
            return await Board.LookAsync(cast.Manager, now);
        }
        catch (ChangedMeanwhileException)
        {
            return null; // an instance died: look at another one
        }
    }

    private async Task<bool> ActAsync(Board board)
    {
        var acted = false;
        foreach (var person in cast.People)
        {
            try
            {
                acted |= await person.ActAsync(board);
            }
            catch (ChangedMeanwhileException)
            {
                return true; // what the others would act on may have changed as well
            }
        }

        return acted;
    }

    /// <summary>Moves the clock on and waits until everything that is due by then has happened.</summary>
    /// <returns>Where it stands (UTC).</returns>
    private async Task<DateTime> MoveClockAsync(TimeSpan by)
    {
        DateTime? target = null;
        while (true)
        {
            var (first, now, latest) = await WhereOrchestrationsRunAsync();
            // What an instance has committed by a clock that is a little ahead is due by then, too.
            target ??= latest + by;
            // There first, so that all that is due happens at its time; the others follow.
            if (await MoveAsync(first, target.Value - now) is not { } reached) continue;
            foreach (var other in cast.Instances.Alive.Where(address => address != first))
            {
                if (await ClockAsync(other) is { } clock && clock.Instant("utcNow") is var theirs && theirs < reached && await MoveAsync(other, reached - theirs) is { } followed) reached = followed;
            }

            return reached;
        }
    }

    /// <returns>Where the clock stands; null when the instance has died.</returns>
    private async Task<DateTime?> MoveAsync(Uri instance, TimeSpan by)
    {
        // At least a second: by then the request has arrived, and the clock only goes forward.
        var seconds = (long)Math.Max(1, Math.Ceiling(by.TotalSeconds));
        try
        {
            using var response = await cast.Http.PostAsJsonAsync(new Uri(instance, "dev/clock"), new { by = string.Create(CultureInfo.InvariantCulture, $"{seconds}s") });
            if (!response.IsSuccessStatusCode) throw new DemoSurpriseException($"The clock could not be moved: {await response.Content.ReadAsStringAsync()}");
            return (await response.Content.ReadFromJsonAsync<JsonElement>()).Instant("utcNow");
        }
        catch (HttpRequestException) when (cast.Instances.Leave(instance))
        {
            return null;
        }
    }

    private async Task<JsonElement?> ClockAsync(Uri instance)
    {
        try
        {
            return await cast.Http.GetFromJsonAsync<JsonElement>(new Uri(instance, "dev/clock"));
        }
        catch (HttpRequestException) when (cast.Instances.Leave(instance))
        {
            return null;
        }
    }

    // After a death nobody runs them until the lease is over.
    private async Task<(Uri Instance, DateTime Now, DateTime Latest)> WhereOrchestrationsRunAsync()
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            (Uri Instance, DateTime Now)? found = null;
            var latest = DateTime.MinValue;
            foreach (var instance in cast.Instances.Alive)
            {
                if (await ClockAsync(instance) is not { } clock) continue;
                var now = clock.Instant("utcNow");
                if (now > latest) latest = now;
                if (clock.Flag("runsOrchestrations")) found = (instance, now);
            }

            if (found is { } first) return (first.Instance, first.Now, latest);
            await Task.Delay(Pause);
        }

        throw new DemoSurpriseException("No instance runs the orchestrations.");
    }
}
