namespace Grants.Accounts;

/// <summary>
/// When this request arrived. The first step of the pipeline asks for it, before the session is read and before anything waits for the database: it is the
/// instant that decides whether a request is in time, however long the rest takes.
/// </summary>
public sealed class Arrival(TimeProvider clock)
{
    /// <summary>The instant (UTC).</summary>
    public DateTime At { get; } = clock.GetUtcNow().UtcDateTime;
}
