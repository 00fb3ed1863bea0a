using Microsoft.AspNetCore.Routing;

namespace Grants.Applications;

/// <summary>The area's endpoints.</summary>
internal static class ApplicationRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ListApplications.Endpoints.Map(routes);
        SaveView.Endpoints.Map(routes);
        ExportApplications.Endpoints.Map(routes);
        ScreenTogether.Endpoints.Map(routes);
        StartApplication.Endpoints.Map(routes);
        ShowApplication.Endpoints.Map(routes);
        SaveApplication.Endpoints.Map(routes);
        CopyAnswers.Endpoints.Map(routes);
        SeeFormChanges.Endpoints.Map(routes);
        SaveAnswer.Endpoints.Map(routes);
        TellPresence.Endpoints.Map(routes);
        ShowHistory.Endpoints.Map(routes);
        RestoreText.Endpoints.Map(routes);
        SubmitApplication.Endpoints.Map(routes);
        ShowReceipt.Endpoints.Map(routes);
        ReopenApplication.Endpoints.Map(routes);
        WithdrawApplication.Endpoints.Map(routes);
        ScreenApplication.Endpoints.Map(routes);
        ShowTimeline.Endpoints.Map(routes);
        CommentOnApplication.Endpoints.Map(routes);
        AssignScreener.Endpoints.Map(routes);
        DeclareConflict.Endpoints.Map(routes);
        AskClarification.Endpoints.Map(routes);
        AnswerClarification.Endpoints.Map(routes);
        ReplyToFinding.Endpoints.Map(routes);
    }
}
