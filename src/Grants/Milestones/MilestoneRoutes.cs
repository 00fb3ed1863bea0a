using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones;

/// <summary>The area's endpoints.</summary>
internal static class MilestoneRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ListGrants.Endpoints.Map(routes);
        ShowGrant.Endpoints.Map(routes);
        ShowMilestone.Endpoints.Map(routes);
        WriteReport.Endpoints.Map(routes);
        SubmitReport.Endpoints.Map(routes);
        DecideReport.Endpoints.Map(routes);
        LiftHold.Endpoints.Map(routes);
        ListPayments.Endpoints.Map(routes);
        ConfirmPayment.Endpoints.Map(routes);
        ShowResults.Endpoints.Map(routes);
        ShowSubmission.Endpoints.Map(routes);
    }
}
