using Microsoft.AspNetCore.Routing;

namespace Grants.Reviews;

/// <summary>The area's endpoints.</summary>
internal static class ReviewRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ListReviews.Endpoints.Map(routes);
        DeclareInterest.Endpoints.Map(routes);
        ScoreApplication.Endpoints.Map(routes);
        AssignReviewer.Endpoints.Map(routes);
        ModerateApplication.Endpoints.Map(routes);
        RankCall.Endpoints.Map(routes);
    }
}
