using Grants.Accounts;
using Grants.Lifecycle;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones.ListPayments;

internal static class Endpoints
{
    private const Who Readers = Who.FinanceOfficer | Who.GrantManager | Who.Auditor;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/payments", async (Stage? stage, int? page, Handler handler, CancellationToken cancellationToken) =>
                new RazorComponentResult<Page>(new { List = await handler.HandleAsync(stage, page ?? 1, cancellationToken), Stage = stage }))
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/payments", async (Stage? stage, int? page, Handler handler, CancellationToken cancellationToken) =>
                TypedResults.Ok((await handler.HandleAsync(stage, page ?? 1, cancellationToken)).Items))
            .WhoMay(Readers).WithTags("Milestones").WithName("ListPayments").WithSummary("Payments, those to confirm first, 50 a page.").Produces<IReadOnlyList<PaymentItem>>();
    }
}
