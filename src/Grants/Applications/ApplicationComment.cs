namespace Grants.Applications;

/// <summary>A remark about an application, between programme staff or between them and the organisation. It is not changed afterwards.</summary>
internal sealed class ApplicationComment
{
    private ApplicationComment()
    {
    }

    public ApplicationComment(Guid applicationId, Guid authorId, string text, bool isInternal, DateTime now) =>
        (ApplicationId, AuthorId, Text, IsInternal, At) = (applicationId, authorId, text, isInternal, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid ApplicationId { get; private init; }

    public Guid AuthorId { get; private init; }

    public string Text { get; private init; } = "";

    /// <summary>Whether only programme staff read it.</summary>
    public bool IsInternal { get; private init; }

    /// <summary>UTC.</summary>
    public DateTime At { get; private init; }
}
