using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews.ListReviews;

/// <summary>One of a reviewer's assignments: no more of the application than may be seen before a declaration.</summary>
public sealed record ReviewRow(Guid AssignmentId, Guid ApplicationId, string Number, string Organisation, string Title, string? Country, Stage Stage, string State, DateTime DueAt, DateTime? SubmittedAt, int Version);

/// <summary>Lists what a reviewer has to do and has done; what is open and due first comes first.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current) : IUseCase
{
    public async Task<IReadOnlyList<ReviewRow>> HandleAsync(CancellationToken cancellationToken) =>
        await (from assignment in db.ReviewAssignments
               join application in db.Applications on assignment.ApplicationId equals application.Id
               join organisation in db.Organisations on application.OrganisationId equals organisation.Id
               where assignment.ReviewerId == current.Value.PersonId && assignment.State != ReviewState.Replaced
               orderby assignment.SubmittedAt != null, assignment.DueAt, application.Number
               select new ReviewRow(assignment.Id, application.Id, application.Number!, organisation.LegalName, application.Title, application.Country, application.Stage,
                   assignment.State.ToString(), assignment.DueAt, assignment.SubmittedAt, assignment.Version))
            .ToListAsync(cancellationToken);
}
