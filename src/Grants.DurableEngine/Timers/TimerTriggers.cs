using Grants.DurableEngine.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NCrontab;

namespace Grants.DurableEngine.Timers;

/// <summary>
/// Runs timer-triggered functions by their schedules (UTC). A schedule that was missed, because the process was down or the clock
/// jumped, runs once and is told so. No function overlaps itself.
/// </summary>
internal sealed class TimerTriggers
{
    private static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly EngineCore _core;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<Trigger> _triggers = [];
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _alarm;

    public TimerTriggers(EngineCore core, TimeProvider time)
    {
        _core = core;
        _time = time;
        var now = time.GetUtcNow().UtcDateTime;
        var last = core.Store.Read(Queries.Triggers);
        foreach (var function in core.Catalog.Functions.Where(f => f.Trigger == FunctionTrigger.Timer))
        {
            var expression = core.Options.Resolve(function.Schedule!, function.Name);
            var schedule = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
                ?? throw new InvalidOperationException($"The schedule '{expression}' of function '{function.Name}' is not a crontab expression of six fields.");
            var since = last.TryGetValue(function.Name, out var ticks) ? new DateTime(ticks, DateTimeKind.Utc) : now;
            _triggers.Add(new Trigger(function, core.Catalog.Find(FunctionTrigger.Timer, function.Name)!, schedule, since));
        }
    }

    /// <summary>Begins to run functions by themselves.</summary>
    public void Start()
    {
        foreach (var trigger in _triggers.Where(t => RunsOnStartup(t.Function)))
            _ = RunAsync(trigger, Now, pastDue: false);
        lock (_gate)
            _alarm = _time.CreateTimer(_ => StartDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        StartDue();
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        List<Task> running;
        lock (_gate)
        {
            _alarm?.Dispose();
            _alarm = null;
            running = [.. _triggers.Where(t => t.Running is not null).Select(t => t.Running!)];
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(running).WaitAsync(cancellation);
    }

    /// <summary>The next occurrence (UTC) among schedules whose occurrences are at least so far apart.</summary>
    public DateTime? Next(TimeSpan minimumPeriod)
    {
        lock (_gate)
            return _triggers.Where(t => t.Period(Now) >= minimumPeriod).Select(t => (DateTime?)t.Next).Min();
    }

    /// <summary>Runs what is due now and waits for it, and for what runs already.</summary>
    public Task RunDueAsync() => Task.WhenAll(StartDue());

    /// <summary>Starts what is due.</summary>
    /// <returns>What runs now.</returns>
    public List<Task> StartDue()
    {
        var due = new List<(Trigger, DateTime, bool)>();
        lock (_gate)
        {
            var now = Now;
            foreach (var trigger in _triggers.Where(t => t.Running is null && t.Next <= now))
            {
                var occurrence = trigger.Next;
                var latest = trigger.LatestUpTo(now);
                due.Add((trigger, latest, latest > occurrence || now - occurrence > LateAfter));
            }

            foreach (var (trigger, occurrence, pastDue) in due)
                trigger.Running = RunAsync(trigger, occurrence, pastDue);
            SetAlarm();
            return [.. _triggers.Where(t => t.Running is not null).Select(t => t.Running!)];
        }
    }

    private static bool RunsOnStartup(FunctionDescription function) => function.Method.GetParameters()
        .SelectMany(p => p.GetCustomAttributes(typeof(TimerTriggerAttribute), false)).OfType<TimerTriggerAttribute>().Any(a => a.RunOnStartup);

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private async Task RunAsync(Trigger trigger, DateTime occurrence, bool pastDue)
    {
        _core.Work.Add();
        try
        {
            await Task.Yield();
            await using var scope = _core.Services.CreateAsyncScope();
            var info = new TimerInfo
            {
                IsPastDue = pastDue,
                ScheduleStatus = new ScheduleStatus { Last = trigger.Last, Next = trigger.After(occurrence), LastUpdated = trigger.Last },
            };
            await trigger.Invoker.InvokeAsync(new Invocation(scope.ServiceProvider, Guid.NewGuid().ToString(), "", _stopping.Token) { Timer = info });
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Not recorded as run: it is due again at the next start.
            Ended(trigger, null);
            return;
        }
        catch (Exception e)
        {
            // As on the platform: logged, and the next occurrence comes.
            _core.Logger.LogError(e, "Timer-triggered function {Function} failed.", trigger.Function.Name);
        }
        finally
        {
            _core.Work.Done();
        }

        _core.Work.Add();
        try
        {
            await _core.Store.WriteAsync(session => session.SetTrigger(trigger.Function.Name, occurrence.Ticks));
        }
        catch (Exception e) when (e is EngineStorageException or ObjectDisposedException)
        {
            _core.Logger.LogError(e, "That function {Function} ran could not be recorded; it runs again at the next start.", trigger.Function.Name);
        }
        finally
        {
            Ended(trigger, occurrence);
            _core.Work.Done();
        }
    }

    private void Ended(Trigger trigger, DateTime? occurrence)
    {
        lock (_gate)
        {
            trigger.Running = null;
            if (occurrence is { } done)
                trigger.Last = done;
            SetAlarm();
        }
    }

    private void SetAlarm()
    {
        var next = _triggers.Where(t => t.Running is null).Select(t => (DateTime?)t.Next).Min();
        var wait = next is { } instant
            ? TimeSpan.FromTicks(Math.Clamp((instant - Now).Ticks, 0, LongestWait.Ticks))
            : Timeout.InfiniteTimeSpan;
        if (wait > TimeSpan.Zero)
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        _alarm?.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private sealed class Trigger(FunctionDescription function, FunctionInvoker invoker, CrontabSchedule schedule, DateTime last)
    {
        public FunctionDescription Function { get; } = function;

        public FunctionInvoker Invoker { get; } = invoker;

        public DateTime Last
        {
            get => last;
            set
            {
                last = value;
                Next = After(value);
            }
        }

        public DateTime Next { get; private set; } = DateTime.SpecifyKind(schedule.GetNextOccurrence(last), DateTimeKind.Utc);

        public Task? Running { get; set; }

        public DateTime After(DateTime instant) => DateTime.SpecifyKind(schedule.GetNextOccurrence(instant), DateTimeKind.Utc);

        public TimeSpan Period(DateTime now)
        {
            var first = After(now);
            return After(first) - first;
        }

        /// <summary>The last occurrence that has come; a jump over months of minutes is not counted through one by one.</summary>
        public DateTime LatestUpTo(DateTime now)
        {
            var occurrence = Next;
            var near = now - (2 * Period(now));
            if (near > occurrence && After(near) <= now)
                occurrence = After(near);
            for (var later = After(occurrence); later <= now; later = After(later))
                occurrence = later;
            return occurrence;
        }
    }
}
