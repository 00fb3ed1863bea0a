namespace Grants.DurableEngine;

/// <summary>
/// The engine's database cannot be used: corrupt, not a database, disk full, no permission. The message is one line that a host can
/// print as it is. The engine stops; what was committed before is safe.
/// </summary>
/// <param name="message">One line: what happened to which file.</param>
/// <param name="innerException">What SQLite said.</param>
public sealed class EngineStorageException(string message, Exception innerException) : Exception(message, innerException);

/// <summary>An orchestration's history does not fit its code. The message names the instance, the event and the function.</summary>
/// <param name="message">What differs where.</param>
public sealed class NonDeterministicOrchestrationException(string message) : Exception(message);

/// <summary>A payload is over the limit; pass an id and let an activity read the rest.</summary>
/// <param name="message">Which payload, its size and the limit in bytes.</param>
public sealed class PayloadTooLargeException(string message) : Exception(message);

/// <summary>No function of that name is known to this application.</summary>
/// <param name="message">Which function.</param>
public sealed class FunctionNotFoundException(string message) : Exception(message);

/// <summary>The object that has a function could not be made from the services.</summary>
/// <param name="message">Which function.</param>
/// <param name="innerException">Why.</param>
public sealed class FunctionActivationException(string message, Exception innerException) : Exception(message, innerException);

/// <summary>An instance is of a version that this engine does not run. Its messages are tried again and then parked, so that code which knows the version can go on.</summary>
/// <param name="message">Which instance, its version and the engine's.</param>
public sealed class VersionMismatchException(string message) : Exception(message);
