using Microsoft.AspNetCore.Routing;

namespace Grants.Calls;

/// <summary>The area's endpoints.</summary>
internal static class CallRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ShowHome.Endpoints.Map(routes);
        ListCalls.Endpoints.Map(routes);
        CreateCall.Endpoints.Map(routes);
        WriteCall.Endpoints.Map(routes);
        ShowCall.Endpoints.Map(routes);
        EditForm.Endpoints.Map(routes);
        EditRubric.Endpoints.Map(routes);
        TryForm.Endpoints.Map(routes);
        CarryForm.Endpoints.Map(routes);
        PublishForm.Endpoints.Map(routes);
        ShowFormSchema.Endpoints.Map(routes);
        PublishCall.Endpoints.Map(routes);
        ExtendDeadline.Endpoints.Map(routes);
        PublishAddendum.Endpoints.Map(routes);
        DiscardAddendum.Endpoints.Map(routes);
        AskQuestion.Endpoints.Map(routes);
        AnswerQuestion.Endpoints.Map(routes);
        InviteOrganisations.Endpoints.Map(routes);
        ShowFeed.Endpoints.Map(routes);
        DecideCall.Endpoints.Map(routes);
    }
}
