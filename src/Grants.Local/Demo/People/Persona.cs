namespace Grants.Local.Demo.People;

/// <summary>Somebody who looks at what waits for them and does it. What is done already they see from the record, so that they can be interrupted anywhere.</summary>
internal abstract class Persona
{
    /// <summary>Does what can be done now.</summary>
    /// <returns>Whether anything was done.</returns>
    public abstract Task<bool> ActAsync(Board board);

    /// <summary>When they next mean to do something of their own accord (UTC); null when they only wait for others.</summary>
    public virtual DateTime? NextMoment(Board board) => null;
}
