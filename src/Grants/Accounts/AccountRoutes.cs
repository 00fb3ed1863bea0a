using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts;

/// <summary>The area's endpoints.</summary>
internal static class AccountRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        RequestCode.Endpoints.Map(routes);
        EnterCode.Endpoints.Map(routes);
        ChoosePerson.Endpoints.Map(routes);
        RegisterPerson.Endpoints.Map(routes);
        SignInWithEntra.Endpoints.Map(routes);
        EnterSecondFactor.Endpoints.Map(routes);
        UsePasskey.Endpoints.Map(routes);
        SetUpAuthenticator.Endpoints.Map(routes);
        AddPasskey.Endpoints.Map(routes);
        RemovePasskey.Endpoints.Map(routes);
        MakeRecoveryCodes.Endpoints.Map(routes);
        ShowSecurity.Endpoints.Map(routes);
        EndSession.Endpoints.Map(routes);
        ShowKeptForm.Endpoints.Map(routes);
        EditProfile.Endpoints.Map(routes);
        SignOut.Endpoints.Map(routes);
        ShowMe.Endpoints.Map(routes);
        ListPeople.Endpoints.Map(routes);
        AddPerson.Endpoints.Map(routes);
        ShowPerson.Endpoints.Map(routes);
        GrantRole.Endpoints.Map(routes);
        RemoveRole.Endpoints.Map(routes);
        ChangeEmail.Endpoints.Map(routes);
        DeactivatePerson.Endpoints.Map(routes);
        ResetSecondFactor.Endpoints.Map(routes);
        EndSessions.Endpoints.Map(routes);
        ListTokens.Endpoints.Map(routes);
        MakeToken.Endpoints.Map(routes);
        RevokeToken.Endpoints.Map(routes);
    }
}
