using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.DurableEngine;

/// <summary>What one invocation of a function gets.</summary>
internal sealed record Invocation(IServiceProvider Services, string InvocationId, string InstanceId, CancellationToken Cancellation)
{
    public string? Input { get; init; }

    public TaskOrchestrationContext? Orchestration { get; init; }

    public TimerInfo? Timer { get; init; }
}

/// <summary>Calls a function as the isolated worker does: a new object with dependencies from the invocation's scope, parameters by kind.</summary>
internal sealed class FunctionInvoker
{
    private static readonly DataConverter Converter = Microsoft.DurableTask.Converters.JsonDataConverter.Default;

    private readonly MethodInfo _method;
    private readonly ObjectFactory? _create;
    private readonly Func<Invocation, object?>[] _arguments;
    private readonly Func<Task, object?>? _result;
    private readonly Func<object, Task>? _valueTask;

    public FunctionInvoker(FunctionDescription description)
    {
        Description = description;
        _method = description.Method;
        if (!_method.IsStatic)
            _create = ActivatorUtilities.CreateFactory(_method.DeclaringType!, Type.EmptyTypes);
        _arguments = [.. _method.GetParameters().Select(Bind)];

        var returned = _method.ReturnType;
        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            _valueTask = (Func<object, Task>)Close(nameof(FromValueTask), returned.GetGenericArguments()[0]).CreateDelegate(typeof(Func<object, Task>));
            returned = typeof(Task<>).MakeGenericType(returned.GetGenericArguments()[0]);
        }

        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>))
            _result = (Func<Task, object?>)Close(nameof(ResultOf), returned.GetGenericArguments()[0]).CreateDelegate(typeof(Func<Task, object?>));
    }

    public FunctionDescription Description { get; }

    /// <summary>Calls the function and waits for it.</summary>
    /// <returns>Its result, or null for none.</returns>
    /// <exception cref="FunctionActivationException">The object that has the function could not be made.</exception>
    public async Task<object?> InvokeAsync(Invocation invocation)
    {
        var target = Create(invocation.Services);
        try
        {
            var arguments = new object?[_arguments.Length];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = _arguments[i](invocation);
            var returned = _method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            switch (_valueTask is null ? returned : _valueTask(returned!))
            {
                case Task task:
                    await task;
                    return _result?.Invoke(task);
                case ValueTask task:
                    await task;
                    return null;
                default:
                    return returned;
            }
        }
        finally
        {
            if (target is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (target is IDisposable disposable)
                disposable.Dispose();
        }
    }

    private object? Create(IServiceProvider services)
    {
        try
        {
            return _create?.Invoke(services, null);
        }
        catch (Exception e)
        {
            throw new FunctionActivationException($"The class of function '{Description.Name}' could not be made: {e.Message}", e);
        }
    }

    private static MethodInfo Close(string helper, Type argument)
        => typeof(FunctionInvoker).GetMethod(helper, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(argument);

    private static object? ResultOf<T>(Task task) => ((Task<T>)task).Result;

    private static Task FromValueTask<T>(object task) => ((ValueTask<T>)task).AsTask();

    private Func<Invocation, object?> Bind(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(CancellationToken))
            return i => i.Cancellation;
        if (type == typeof(FunctionContext))
            return i => new EngineFunctionContext(i, Description);
        if (type == typeof(TaskOrchestrationContext))
            return i => i.Orchestration;
        if (type == typeof(TimerInfo))
            return i => i.Timer;
        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null && type == typeof(DurableTaskClient))
            return i => i.Services.GetService<DurableTaskClient>(); // a host may keep it from an instance that is not to start anything
        if (parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null)
            return i => i.Input is null && !type.IsValueType ? null : Converter.Deserialize(i.Input ?? "null", type);
        if (Description.Trigger == FunctionTrigger.Activity && type == typeof(string) && parameter.Name == "instanceId")
            return i => i.InstanceId;
        if (Description.Trigger == FunctionTrigger.Orchestration)
            return i => i.Input is null && !type.IsValueType ? null : Converter.Deserialize(i.Input ?? "null", type);
        throw new InvalidOperationException(
            $"Function '{Description.Name}' ({FunctionCatalog.Where(_method)}): nothing is known that could be given to parameter '{parameter.Name}' of type {type}.");
    }
}

/// <summary>The isolated worker's context of one invocation, as far as an embedded host has one.</summary>
internal sealed class EngineFunctionContext(Invocation invocation, FunctionDescription function) : FunctionContext
{
    private IServiceProvider _services = invocation.Services;
    private IDictionary<object, object> _items = new Dictionary<object, object>();

    public override string InvocationId => invocation.InvocationId;

    public override string FunctionId => function.Name;

    public override TraceContext TraceContext => throw Absent();

    public override BindingContext BindingContext => throw Absent();

    public override Microsoft.Azure.Functions.Worker.RetryContext RetryContext => throw Absent();

    public override IServiceProvider InstanceServices
    {
        get => _services;
        set => _services = value;
    }

    public override FunctionDefinition FunctionDefinition => throw Absent();

    public override IDictionary<object, object> Items
    {
        get => _items;
        set => _items = value;
    }

    public override IInvocationFeatures Features => throw Absent();

    public override CancellationToken CancellationToken => invocation.Cancellation;

    private static NotSupportedException Absent() => new("The embedded engine has no Functions host that could provide this.");
}
