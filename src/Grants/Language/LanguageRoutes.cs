using Microsoft.AspNetCore.Routing;

namespace Grants.Language;

internal static class LanguageRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => ChooseLanguage.Endpoints.Map(routes);
}
