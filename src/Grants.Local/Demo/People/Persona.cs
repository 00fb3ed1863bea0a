namespace Grants.Local.Demo.People;

/// <summary>Somebody who looks at what waits for them and does it. What is done already they see from the record, so that they can be interrupted anywhere.</summary>
internal abstract class Persona
{
    /// <summary>Does what can be done now.</summary>
    /// <returns>Whether anything was done.</returns>
    public abstract Task<bool> ActAsync(Board board);

    /// <summary>When they mean to do, or expect, something (UTC); none while they only wait for others. What has passed does not count.</summary>
    public virtual IEnumerable<DateTime> Moments(Board board) => [];
}
