using Microsoft.AspNetCore.Routing;

namespace Grants.Awards;

/// <summary>The area's endpoints.</summary>
internal static class AwardRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ListAwards.Endpoints.Map(routes);
        ShowAward.Endpoints.Map(routes);
        PrepareAgreement.Endpoints.Map(routes);
        EndorseAward.Endpoints.Map(routes);
        ApproveAward.Endpoints.Map(routes);
        AcceptOffer.Endpoints.Map(routes);
        TurnDownOffer.Endpoints.Map(routes);
    }
}
