using System.Text.Json;

namespace Grants.Partners;

/// <summary>What a person has answered so far about an organisation that they register: kept until it is registered.</summary>
internal sealed class OrganisationDraft
{
    private OrganisationDraft()
    {
    }

    public OrganisationDraft(Guid personId) => PersonId = personId;

    public Guid PersonId { get; private init; }

    public string Json { get; private set; } = "";

    public DateTime SavedAt { get; private set; }

    public Content Read() => JsonSerializer.Deserialize<Content>(Json, OrganisationJson.Options)!;

    public void Write(Content content, DateTime now) => (Json, SavedAt) = (JsonSerializer.Serialize(content, OrganisationJson.Options), now);

    /// <param name="Form">What was typed.</param>
    /// <param name="Others">The organisations of which the person has said that theirs is another.</param>
    internal sealed record Content(ProfileForm Form, IReadOnlyList<Guid> Others)
    {
        public static Content Empty { get; } = new(new ProfileForm(), []);
    }
}
