using Microsoft.AspNetCore.Routing;

namespace Grants.Partners;

/// <summary>The area's endpoints.</summary>
internal static class PartnerRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ListPartners.Endpoints.Map(routes);
        ShowPartner.Endpoints.Map(routes);
        EnterBankAccount.Endpoints.Map(routes);
        VerifyBankAccount.Endpoints.Map(routes);
        AttestGate.Endpoints.Map(routes);
    }
}
