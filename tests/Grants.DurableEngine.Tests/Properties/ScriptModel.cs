namespace Grants.DurableEngine.Tests.Properties;

public enum InputKind
{
    Raise,
    Advance,
    Suspend,
    Resume,
    Restart,
    Evict,
}

/// <summary>What happens to an instance from outside.</summary>
public sealed record Input(InputKind Kind, string Event = "", int Value = 0, int Minutes = 0);

/// <summary>
/// What a script must come to, computed without histories, replay, storage or threads: a cursor, a clock, the events that nobody has
/// taken, and those who wait.
/// </summary>
public sealed class ScriptModel
{
    private readonly List<(string Event, int Value)> _buffer = [];
    private readonly List<Waiter> _waiters = [];
    private readonly Queue<Action> _held = new();
    private readonly Queue<Action> _atWork = new();
    private Queue<(string Event, int Value)> _carried = new();
    private List<ScriptStep> _steps;
    private Action<int>? _onAlarm;
    private int _alarm;
    private bool _suspended;
    private int _minute;

    public ScriptModel(IEnumerable<ScriptStep> steps)
    {
        _steps = [.. steps];
        Act(Continue);
    }

    public List<string> Trace { get; } = [];

    public bool IsCompleted { get; private set; }

    public void Take(Input input)
    {
        switch (input.Kind)
        {
            case InputKind.Raise:
                Happen(() => Deliver(input.Event, input.Value));
                break;
            case InputKind.Advance:
                _minute += input.Minutes;
                RingIfDue();
                break;
            case InputKind.Suspend:
                _suspended = true;
                break;
            case InputKind.Resume:
                _suspended = false;
                Settle();
                RingIfDue();
                break;
            case InputKind.Restart or InputKind.Evict:
                break; // must not show
        }
    }

    private void Happen(Action action)
    {
        if (IsCompleted)
            return;
        _held.Enqueue(action);
        if (!_suspended)
            Settle();
    }

    private void Act(Action action)
    {
        action();
        Settle();
    }

    /// <summary>
    /// Does what can be done now. What a generation hands to the next reaches it as if it came right after its start; then comes what
    /// was held back; activities answer after that.
    /// </summary>
    private void Settle()
    {
        while (!IsCompleted)
        {
            if (_carried.TryDequeue(out var carried))
                Deliver(carried.Event, carried.Value);
            else if (_held.TryDequeue(out var held))
                held();
            else if (_atWork.TryDequeue(out var answer))
                answer();
            else
                return;
        }
    }

    private void RingIfDue()
    {
        while (_onAlarm is { } ring && _alarm <= _minute && !IsCompleted)
        {
            _onAlarm = null;
            var rang = _minute;
            Happen(() => ring(rang));
        }
    }

    private void SetAlarm(int minutes, Action<int> ring)
    {
        _alarm = _minute + minutes;
        _onAlarm = ring;
    }

    private void Deliver(string name, int value)
    {
        for (var i = _waiters.Count - 1; i >= 0; i--)
        {
            if (_waiters[i].Event != name)
                continue;
            var waiter = _waiters[i];
            _waiters.RemoveAt(i);
            waiter.Got(value);
            return;
        }

        _buffer.Add((name, value));
    }

    /// <summary>Takes a kept event, or waits for the next.</summary>
    private bool Await(string name, Action<int> got)
    {
        var kept = _buffer.FindIndex(e => e.Event == name);
        if (kept < 0)
        {
            _waiters.Add(new Waiter(name, got));
            return false;
        }

        var value = _buffer[kept].Value;
        _buffer.RemoveAt(kept);
        got(value);
        return true;
    }

    private void Done(string result)
    {
        Trace.Add($"{result} at {_minute}");
        Continue();
    }

    private void Continue()
    {
        if (_steps.Count == 0)
        {
            IsCompleted = true;
            return;
        }

        var step = _steps[0];
        _steps = _steps[1..];
        switch (step.Kind)
        {
            case StepKind.Activity:
                Try(step, 1, $"{Trace.Count}");
                break;
            case StepKind.FanOut:
                _atWork.Enqueue(() => Done(string.Join(' ', Enumerable.Repeat("worked", step.Attempts))));
                break;
            case StepKind.Timer:
                SetAlarm(step.Minutes, _ => Done("woke"));
                break;
            case StepKind.Child:
                // A child is not suspended with its parent: it woke when its timer rang.
                SetAlarm(step.Minutes, rang => Done($"woke at {rang}"));
                break;
            case StepKind.Wait:
                Await(step.Event, v => Done($"{step.Event}={v}"));
                break;
            case StepKind.WaitWithTimeout:
                WaitWithTimeout(step);
                break;
            case StepKind.WaitForAny:
                WaitForAny(step);
                break;
            case StepKind.ContinueAsNew:
                Trace.Add("anew");
                _waiters.Clear();
                _carried = new(_buffer.Concat(_carried));
                _buffer.Clear();
                Continue();
                break;
        }
    }

    private void Try(ScriptStep step, int attempt, string name) => _atWork.Enqueue(() =>
    {
        if (attempt > step.Failures)
            Done("worked");
        else if (attempt == step.Attempts)
            Done($"{name} fails");
        else
            SetAlarm(step.Minutes, _ => Try(step, attempt + 1, name));
    });

    private void WaitWithTimeout(ScriptStep step)
    {
        Waiter? waiter = null;
        var taken = Await(step.Event, v =>
        {
            if (waiter is not null)
                _onAlarm = null;
            Done($"{step.Event}={v}");
        });
        if (taken)
            return;
        waiter = _waiters[^1];
        SetAlarm(step.Minutes, _ =>
        {
            // False when the alarm rang while suspended, behind the event.
            if (_waiters.Remove(waiter))
                Done("timed out");
        });
    }

    private void WaitForAny(ScriptStep step)
    {
        // Both wait from the beginning; the one that loses goes on waiting, and takes an event that nobody sees.
        var decided = false;
        string? early = null;
        Action<int> Got(string name) => value =>
        {
            if (decided)
                return;
            decided = true;
            early = $"{name}={value}";
        };
        var started = false;
        Action<int> Later(string name)
        {
            var got = Got(name);
            return value =>
            {
                var before = decided;
                got(value);
                if (started && !before)
                    Done(early!);
            };
        }

        Await(step.Event, Later(step.Event));
        Await(step.Other, Later(step.Other));
        started = true;
        if (decided)
            Done(early!);
    }

    private sealed record Waiter(string Event, Action<int> Got);
}
