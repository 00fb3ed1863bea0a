namespace Grants.Calls;

/// <summary>An organisation's invitation to a call for full proposals, given for its concept note.</summary>
internal sealed class CallInvitation
{
    private CallInvitation()
    {
    }

    public CallInvitation(Guid callId, Guid organisationId, Guid conceptId, Guid by, DateTime now) => (CallId, OrganisationId, ConceptId, By, At) = (callId, organisationId, conceptId, by, now);

    /// <summary>The call for full proposals.</summary>
    public Guid CallId { get; private init; }

    public Guid OrganisationId { get; private init; }

    /// <summary>The concept note: the application from whose answers the proposal starts.</summary>
    public Guid ConceptId { get; private init; }

    public Guid By { get; private init; }

    /// <summary>When (UTC).</summary>
    public DateTime At { get; private init; }
}
