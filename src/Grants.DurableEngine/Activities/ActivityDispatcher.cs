using System.Diagnostics;
using System.Threading.Channels;
using Grants.DurableEngine.Orchestrations;
using Grants.DurableEngine.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine.Activities;

/// <summary>Runs activities, so many at a time. An activity's row stays until its result is in the history: so it runs at least once.</summary>
internal sealed class ActivityDispatcher(EngineCore core) : IDisposable
{
    private static readonly ActivitySource _spans = new("Grants.DurableEngine");

    private readonly Channel<ActivityWork> _queue = Channel.CreateUnbounded<ActivityWork>();
    private readonly CancellationTokenSource _stopping = new();
    private Task[] _workers = [];

    public void Start(IEnumerable<ActivityWork> recovered)
    {
        foreach (var work in recovered)
            Dispatch(work);
        _workers = [.. Enumerable.Range(0, core.Options.MaxConcurrentActivities).Select(_ => Task.Run(WorkAsync))];
    }

    /// <summary>Takes up no more activities, asks those that run to end, and waits for them.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        _queue.Writer.TryComplete();
        await Task.WhenAll(_workers);
    }

    public void Dispatch(ActivityWork work)
    {
        core.Work.Add();
        if (!_queue.Writer.TryWrite(work))
            core.Work.Done();
    }

    public void Dispose() => _stopping.Dispose();

    private async Task WorkAsync()
    {
        await foreach (var work in _queue.Reader.ReadAllAsync())
        {
            try
            {
                if (!_stopping.IsCancellationRequested)
                    await RunAsync(work);
            }
            catch (Exception e) when (e is EngineStorageException or ObjectDisposedException)
            {
                // The engine stops; the activity's row is still there.
            }
            finally
            {
                core.Work.Done();
            }
        }
    }

    private async Task RunAsync(ActivityWork work)
    {
        if (work.Recovered && await IsPoisonAsync(work))
            return;

        Message answer;
        try
        {
            answer = new Message(EventKind.TaskCompleted, work.Generation, work.TaskId, null, await InvokeAsync(work));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            if (work.Recovered)
                await core.Store.WriteAsync(session => session.UnmarkActivity(work));
            return;
        }
        catch (Exception e)
        {
            core.Logger.LogWarning(e, "Activity {Activity} #{Task} of instance {InstanceId} failed.", work.Name, work.TaskId, work.InstanceId);
            answer = new Message(EventKind.TaskFailed, work.Generation, work.TaskId, null, Payloads.WriteFailure(Payloads.Describe(e)));
        }

        core.Post(work.Instance, answer);
    }

    private async Task<string?> InvokeAsync(ActivityWork work)
    {
        var function = core.Catalog.Find(FunctionTrigger.Activity, work.Name)
            ?? throw new FunctionNotFoundException($"This application has no activity '{work.Name}'.");
        using var span = _spans.StartActivity(work.Name);
        span?.SetTag("durabletask.task.instance_id", work.InstanceId).SetTag("durabletask.task.task_id", work.TaskId);
        await using var scope = core.Services.CreateAsyncScope();
        var result = await function.InvokeAsync(
            new Invocation(scope.ServiceProvider, Guid.NewGuid().ToString(), work.InstanceId, _stopping.Token) { Input = work.Input });
        return core.Payloads.Write(result, $"The result of activity '{work.Name}'", work.InstanceId);
    }

    /// <summary>
    /// An activity found at the start may be what took the process down. Its starts are counted, durably and before it runs; one that
    /// was started too often without an answer is parked.
    /// </summary>
    private async Task<bool> IsPoisonAsync(ActivityWork work)
    {
        var attempts = 0;
        var now = core.Now;
        await core.Store.WriteAsync(session =>
        {
            attempts = session.MarkActivity(work);
            if (attempts <= core.Options.MaxDeliveryAttempts)
                return;
            session.RemoveActivity(work.Instance, work.Generation, work.TaskId);
            session.Park(
                work.Instance, work.InstanceId, new Message(EventKind.TaskScheduled, work.Generation, work.TaskId, work.Name, work.Input),
                attempts - 1, now, "The process ended each time while this activity ran.");
        });
        if (attempts <= core.Options.MaxDeliveryAttempts)
            return false;
        core.Logger.LogError("Activity {Activity} #{Task} of instance {InstanceId} is parked: the process ended each time while it ran.", work.Name, work.TaskId, work.InstanceId);
        return true;
    }
}
