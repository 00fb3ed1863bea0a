using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews.DeclareInterest;

/// <summary>All that a reviewer sees before declaring: whose application it is, its title and where.</summary>
public sealed record Subject(Guid AssignmentId, string Number, string Organisation, string Title, string? Country, DateTime DueAt, string State, int Version);

/// <summary>A reviewer declares what ties them to the applicant. A conflict frees the place, and another reviewer is assigned at once.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<Subject>> ShowAsync(Guid id, CancellationToken cancellationToken) =>
        await (from assignment in db.ReviewAssignments
               join application in db.Applications on assignment.ApplicationId equals application.Id
               join organisation in db.Organisations on application.OrganisationId equals organisation.Id
               where assignment.Id == id && assignment.ReviewerId == current.Value.PersonId && assignment.State != ReviewState.Replaced
               select new Subject(id, application.Number!, organisation.LegalName, application.Title, application.Country, assignment.DueAt, assignment.State.ToString(), assignment.Version))
            .SingleOrDefaultAsync(cancellationToken) is { } subject
            ? subject
            : Refusal.NotFound(T("The review"));

    public async Task<Outcome> HandleAsync(Guid id, int version, ConflictKind kind, string? note, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var assignment = await db.ReviewAssignments.SingleOrDefaultAsync(
            assignment => assignment.Id == id && assignment.ReviewerId == current.Value.PersonId && assignment.State != ReviewState.Replaced, cancellationToken);
        if (assignment is null) return Refusal.NotFound(T("The review"));
        if (assignment.Version != version) return Refusal.Changed();
        if (!await db.Applications.AnyAsync(application => application.Id == assignment.ApplicationId && application.Stage == Stage.InReview, cancellationToken))
            return Refusal.WrongStage(T("The review of this application has ended."));

        var declared = assignment.Declare(kind, Texts.Clean(note) is { Length: > 0 } text ? text : null, now);
        if (declared.IsRefused) return declared;
        db.Note("review", assignment.Id, current.Value, "DeclareInterest", now, ("application", assignment.ApplicationId), ("kind", kind));
        if (kind != ConflictKind.None) db.RingToWake(ReviewOrchestration.InstanceId(assignment.ApplicationId, assignment.Round), assignment.ApplicationId, now);
        return await db.CommitAsync(cancellationToken);
    }
}
