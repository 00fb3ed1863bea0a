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
        RegisterOrganisation.Endpoints.Map(routes);
        EditOrganisation.Endpoints.Map(routes);
        HoldPolicy.Endpoints.Map(routes);
        JoinOrganisation.Endpoints.Map(routes);
        DecideJoinRequest.Endpoints.Map(routes);
        ShowPeople.Endpoints.Map(routes);
        InvitePerson.Endpoints.Map(routes);
        ResendInvitation.Endpoints.Map(routes);
        WithdrawInvitation.Endpoints.Map(routes);
        AcceptInvitation.Endpoints.Map(routes);
        DeclineInvitation.Endpoints.Map(routes);
        RemoveMember.Endpoints.Map(routes);
        HandOverLead.Endpoints.Map(routes);
        ShowRecords.Endpoints.Map(routes);
        ExportOrganisation.Endpoints.Map(routes);
        AskForDeletion.Endpoints.Map(routes);
        DecideDeletion.Endpoints.Map(routes);
        CarryOutDeletion.Endpoints.Map(routes);
    }
}
