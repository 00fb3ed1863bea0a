using Grants.Data;

namespace Grants.Applications;

/// <summary>What an organisation has written before.</summary>
internal static class EarlierApplications
{
    /// <summary>The organisation's other applications that hold an answer.</summary>
    public static IQueryable<Application> Of(GrantsDb db, Guid organisationId, Guid except) =>
        db.Applications.Where(application => application.OrganisationId == organisationId && application.Id != except && application.Answers.Any(answer => answer.Text != ""));
}
