using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Data;

/// <summary>
/// The durable client of this request or function. In Azure it exists only as a binding, so the function that has it sets it here; an embedded
/// host registers one. Where there is none, doorbells wait for the minute's sweep.
/// </summary>
public sealed class DurableClientAccessor(IServiceProvider services)
{
    private DurableTaskClient? _bound;

    /// <summary>The client, or null where the platform gives none.</summary>
    public DurableTaskClient? Client
    {
        get => _bound ??= services.GetService<DurableTaskClient>();
        set => _bound = value;
    }
}
