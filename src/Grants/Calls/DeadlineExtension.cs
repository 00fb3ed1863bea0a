namespace Grants.Calls;

/// <summary>More time for everybody, or for one organisation. Never changed and never taken back: it was promised.</summary>
internal sealed class DeadlineExtension
{
    /// <summary>The most UTF-16 units of <see cref="Reason"/>.</summary>
    public const int MostReason = 1_000;

    /// <summary>What is wrong with a reason; null when nothing is.</summary>
    public static string? WhyNot(string reason) =>
        reason.Length == 0 ? T("Give the reason: everybody whom it concerns reads it") : reason.Length > MostReason ? T($"Shorten this to {MostReason:N0} characters") : null;

    private DeadlineExtension()
    {
    }

    public DeadlineExtension(Call call, Guid? organisationId, DateTime deadlineAt, string reason, string downtime, Guid by, DateTime now) =>
        (CallId, OrganisationId, Before, DeadlineAt, Reason, Downtime, By, At) = (call.Id, organisationId, call.DeadlineFor(organisationId), deadlineAt, reason, downtime, by, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid CallId { get; private init; }

    /// <summary>Whom it is given to; null for everybody.</summary>
    public Guid? OrganisationId { get; private init; }

    /// <summary>The deadline before (UTC).</summary>
    public DateTime Before { get; private init; }

    /// <summary>The deadline from now on (UTC).</summary>
    public DateTime DeadlineAt { get; private init; }

    /// <summary>Why, in words for those whom it concerns.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>
    /// The service's own record of when it was down in the day before <see cref="Before"/>, as it stood when this was given: ISO 8601 intervals in UTC,
    /// parted by spaces; empty when it was not down.
    /// </summary>
    public string Downtime { get; private init; } = "";

    public Guid By { get; private init; }

    /// <summary>When it was given (UTC).</summary>
    public DateTime At { get; private init; }
}
