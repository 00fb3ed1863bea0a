using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>Marks a method as a function.</summary>
    /// <param name="name">The function's name, unique in the application.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public class FunctionAttribute(string name) : Attribute
    {
        /// <summary>The function's name.</summary>
        public string Name { get; } = name;
    }

    /// <summary>Marks the <c>TaskOrchestrationContext</c> of an orchestrator function.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
    {
        /// <summary>The orchestration's name; the function's name when null.</summary>
        public string? Orchestration { get; set; }
    }

    /// <summary>Marks the input of an activity function.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
    {
        /// <summary>The activity's name; the function's name when null.</summary>
        public string? Activity { get; set; }
    }

    /// <summary>Marks a parameter that takes a <c>DurableTaskClient</c>.</summary>
    public sealed class DurableClientAttribute : InputBindingAttribute
    {
        /// <summary>The task hub; the one of host.json when null.</summary>
        public string? TaskHub { get; set; }

        /// <summary>The setting that names the store's connection; the one of host.json when null.</summary>
        public string? ConnectionName { get; set; }
    }

    /// <summary>Runs a function by a schedule, in UTC.</summary>
    public sealed class TimerTriggerAttribute : TriggerBindingAttribute
    {
        /// <summary>Makes a trigger.</summary>
        /// <param name="schedule">A crontab expression of six fields, seconds first.</param>
        public TimerTriggerAttribute(string schedule)
        {
            Schedule = schedule;
            UseMonitor = true;
        }

        /// <summary>The schedule.</summary>
        public string Schedule { get; private set; }

        /// <summary>Whether the last occurrence is remembered across restarts, so that a missed one runs late.</summary>
        public bool UseMonitor { get; set; }

        /// <summary>Whether the function also runs when the host starts.</summary>
        public bool RunOnStartup { get; set; }
    }

    /// <summary>Runs a function for a message of a Storage queue.</summary>
    /// <param name="queueName">The queue's name.</param>
    public sealed class QueueTriggerAttribute(string queueName) : TriggerBindingAttribute
    {
        /// <summary>The queue's name.</summary>
        public string QueueName { get; } = queueName;

        /// <summary>The setting that names the storage account; the host's own account when null.</summary>
        public string? Connection { get; set; }
    }

    /// <summary>Runs a function for an HTTP request.</summary>
    public sealed class HttpTriggerAttribute : TriggerBindingAttribute
    {
        /// <summary>Makes a trigger for the given methods.</summary>
        /// <param name="authLevel">Which key the platform asks for.</param>
        /// <param name="methods">HTTP methods.</param>
        public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
        {
            AuthLevel = authLevel;
            Methods = methods;
        }

        /// <summary>The route template; the function's name when null.</summary>
        public string? Route { get; set; }

        /// <summary>The HTTP methods.</summary>
        public string[]? Methods { get; private set; }

        /// <summary>Which key the platform asks for.</summary>
        public AuthorizationLevel AuthLevel { get; private set; }
    }

    /// <summary>Which key the platform asks for before it runs an HTTP function.</summary>
    public enum AuthorizationLevel
    {
        /// <summary>None.</summary>
        Anonymous = 0,

        /// <summary>A user's token.</summary>
        User = 1,

        /// <summary>A function key.</summary>
        Function = 2,

        /// <summary>A system key.</summary>
        System = 3,

        /// <summary>The master key.</summary>
        Admin = 4,
    }

    /// <summary>What a timer-triggered function is told.</summary>
    public class TimerInfo
    {
        /// <summary>The schedule's state; null where it is not monitored.</summary>
        public ScheduleStatus? ScheduleStatus { get; set; }

        /// <summary>Whether this run is for an occurrence that was missed.</summary>
        public bool IsPastDue { get; set; }
    }

    /// <summary>A schedule's state; all instants UTC.</summary>
    public class ScheduleStatus
    {
        /// <summary>The last occurrence that ran.</summary>
        public DateTime Last { get; set; }

        /// <summary>The next occurrence.</summary>
        public DateTime Next { get; set; }

        /// <summary>When this record was written.</summary>
        public DateTime LastUpdated { get; set; }
    }
}

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions
{
    /// <summary>Base of the binding attributes.</summary>
    public abstract class BindingAttribute : Attribute;

    /// <summary>Base of the triggers.</summary>
    public abstract class TriggerBindingAttribute : BindingAttribute;

    /// <summary>Base of the inputs.</summary>
    public abstract class InputBindingAttribute : BindingAttribute;
}
