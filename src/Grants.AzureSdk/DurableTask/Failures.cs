namespace Microsoft.DurableTask
{
    /// <summary>Why a task failed, as recorded in a history.</summary>
    /// <param name="ErrorType">The exception's full type name.</param>
    /// <param name="ErrorMessage">Its message.</param>
    /// <param name="StackTrace">Its stack trace, if kept.</param>
    /// <param name="InnerFailure">What caused it.</param>
    /// <param name="Properties">Further properties.</param>
    public record TaskFailureDetails(
        string ErrorType,
        string ErrorMessage,
        string? StackTrace,
        TaskFailureDetails? InnerFailure,
        IDictionary<string, object?>? Properties)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{ErrorType}: {ErrorMessage}";

        /// <summary>Whether the failure was an exception of this type or one derived from it.</summary>
        /// <typeparam name="T">The exception type.</typeparam>
        public bool IsCausedBy<T>()
            where T : Exception
            => IsCausedBy(typeof(T));

        /// <summary>Whether the failure was an exception of this type or one derived from it.</summary>
        /// <param name="targetBaseExceptionType">The exception type.</param>
        /// <exception cref="ArgumentException">It is not an exception type.</exception>
        public bool IsCausedBy(Type targetBaseExceptionType)
        {
            ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
            if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
                throw new ArgumentException($"{targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
            var actual = Type.GetType(ErrorType)
                ?? targetBaseExceptionType.Assembly.GetType(ErrorType)
                ?? AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(ErrorType)).FirstOrDefault(t => t is not null);
            return targetBaseExceptionType.IsAssignableFrom(actual);
        }

        /// <summary>Details of an exception.</summary>
        /// <param name="exception">The exception.</param>
        public static TaskFailureDetails FromException(Exception exception)
        {
            ArgumentNullException.ThrowIfNull(exception);
            return new TaskFailureDetails(
                exception.GetType().ToString(),
                exception.Message,
                exception.StackTrace,
                exception.InnerException is { } inner ? FromException(inner) : null,
                null);
        }
    }

    /// <summary>An activity or sub-orchestration failed; thrown at the orchestrator's <c>await</c>.</summary>
    public sealed class TaskFailedException : Exception
    {
        /// <summary>Makes the exception.</summary>
        /// <param name="taskName">The activity's or orchestrator's name.</param>
        /// <param name="taskId">The task's number within its orchestration.</param>
        /// <param name="failureDetails">Why it failed.</param>
        public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
            : base($"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {failureDetails.ErrorMessage}")
        {
            TaskName = taskName;
            TaskId = taskId;
            FailureDetails = failureDetails;
        }

        /// <summary>The activity's or orchestrator's name.</summary>
        public string TaskName { get; }

        /// <summary>The task's number within its orchestration.</summary>
        public int TaskId { get; }

        /// <summary>Why it failed.</summary>
        public TaskFailureDetails FailureDetails { get; }
    }
}

namespace DurableTask.Core.Exceptions
{
    /// <summary>A start was refused because an instance of the same id exists in a status that forbids it.</summary>
    public class OrchestrationAlreadyExistsException : InvalidOperationException
    {
        /// <summary>Makes the exception.</summary>
        public OrchestrationAlreadyExistsException()
        {
        }

        /// <summary>Makes the exception.</summary>
        /// <param name="message">What happened.</param>
        public OrchestrationAlreadyExistsException(string message)
            : base(message)
        {
        }

        /// <summary>Makes the exception.</summary>
        /// <param name="message">What happened.</param>
        /// <param name="innerException">Why.</param>
        public OrchestrationAlreadyExistsException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }
}
