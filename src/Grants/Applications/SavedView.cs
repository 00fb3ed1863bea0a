namespace Grants.Applications;

/// <summary>A set of filters that a person gave a name.</summary>
internal sealed class SavedView
{
    private SavedView()
    {
    }

    public SavedView(Guid personId, string name, string query, DateTime now) => (PersonId, Name, Query, CreatedAt) = (personId, name, query, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid PersonId { get; private init; }

    public string Name { get; private init; } = "";

    /// <summary>The filters as they stand in the list's address.</summary>
    public string Query { get; private init; } = "";

    public DateTime CreatedAt { get; private init; }
}
