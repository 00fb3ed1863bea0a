namespace Grants.Local.Demo;

/// <summary>The instances that everybody goes to in turn. One that has died is left out.</summary>
internal sealed class Instances(IReadOnlyList<Uri> addresses)
{
    private readonly List<Uri> _alive = [.. addresses];
    private int _next;

    /// <summary>Whether there were several at the beginning.</summary>
    public bool WereSeveral { get; } = addresses.Count > 1;

    /// <summary>Those that have not died.</summary>
    public IReadOnlyList<Uri> Alive => [.. _alive];

    /// <summary>The next one in turn.</summary>
    public Uri Next() => _alive[_next++ % _alive.Count];

    /// <summary>Leaves out one that does not answer.</summary>
    /// <returns>False when it is the last one: then nobody is left to go to.</returns>
    public bool Leave(Uri address)
    {
        if (_alive.Count == 1) return false;
        _alive.Remove(address);
        return true;
    }
}
