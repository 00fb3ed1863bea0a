using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ExportApplications;

internal static class Endpoints
{
    private const Who Staff = Who.GrantManager | Who.Administrator | Who.Auditor | Who.FinanceOfficer;

    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (prefix, described) in new[] { ("", false), ("/api/v1", true) })
        {
            Describe(routes.MapGet($"{prefix}/applications/export.csv", ([AsParameters] FilterQuery query, Handler handler, CancellationToken cancellationToken) => query.Unread is { } unread
                ? described ? unread.Problem() : unread.Page("/applications")
                : Results.Stream(stream => handler.WriteCsvAsync(query.Filter, stream, cancellationToken), "text/csv; charset=utf-8", "applications.csv")), "ExportApplicationsAsCsv", "CSV", "text/csv", described);
            Describe(routes.MapGet($"{prefix}/applications/export.xlsx", async ([AsParameters] FilterQuery query, Handler handler, CancellationToken cancellationToken) => query.Unread is { } unread
                ? described ? unread.Problem() : unread.Page("/applications")
                : Results.File(await handler.MakeWorkbookAsync(query.Filter, cancellationToken), Workbook, "applications.xlsx")), "ExportApplicationsAsWorkbook", "an Excel workbook", Workbook, described);
        }
    }

    private static void Describe(RouteHandlerBuilder route, string name, string kind, string type, bool described)
    {
        route.WhoMay(Staff);
        if (described) route.WithTags("Applications").WithName(name).WithSummary($"The whole list of applications as {kind}, with the list's filters.").Produces<byte[]>(StatusCodes.Status200OK, type).ProducesProblem(StatusCodes.Status400BadRequest);
        else route.ExcludeFromDescription();
    }
}
