namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>The invocation's id.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The function's id, the same in every invocation.</summary>
    public abstract string FunctionId { get; }

    /// <summary>Distributed tracing.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>Data of the trigger.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Retries by the host.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The invocation's own service scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function's description.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Values shared within the invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Features of the invocation.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the host stops.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}

/// <summary>Distributed tracing of one invocation. Declared only because <see cref="FunctionContext"/> names it.</summary>
public abstract class TraceContext;

/// <summary>Data of one invocation's trigger. Declared only because <see cref="FunctionContext"/> names it.</summary>
public abstract class BindingContext;

/// <summary>Retries of one invocation. Declared only because <see cref="FunctionContext"/> names it.</summary>
public abstract class RetryContext;

/// <summary>A function's description. Declared only because <see cref="FunctionContext"/> names it.</summary>
public abstract class FunctionDefinition;

/// <summary>Features of one invocation.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Sets a feature.</summary>
    /// <typeparam name="T">The feature's type.</typeparam>
    /// <param name="instance">The feature.</param>
    void Set<T>(T instance);

    /// <summary>Gets a feature, or null.</summary>
    /// <typeparam name="T">The feature's type.</typeparam>
    T? Get<T>();
}
