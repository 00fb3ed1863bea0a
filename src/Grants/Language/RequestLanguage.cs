using System.Globalization;
using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grants.Language;

/// <summary>In which language a request is answered: what the person chose, else what was chosen in this browser, else the first that the browser asks for and that there is.</summary>
internal static class RequestLanguage
{
    /// <summary>The cookie that keeps what was chosen in this browser.</summary>
    public const string Cookie = "grants-language";

    /// <summary>First of all, so that every refusal has a language: what the browser wants.</summary>
    public static Task OfBrowserAsync(HttpContext context, RequestDelegate next)
    {
        var wanted = new[] { context.Request.Cookies[Cookie] }.Concat(context.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1).Select(language => language.Value.Value));
        return AnswerInAsync(wanted, context, next);
    }

    /// <summary>Once it is known who asks: what that person chose.</summary>
    public static Task OfPersonAsync(HttpContext context, RequestDelegate next) =>
        context.RequestServices.GetRequiredService<CurrentActor>().Value.Language is { } chosen ? AnswerInAsync([chosen], context, next) : next(context);

    private static async Task AnswerInAsync(IEnumerable<string?> wanted, HttpContext context, RequestDelegate next)
    {
        var offered = Languages.Offered(context.RequestServices.GetRequiredService<IOptions<PortalOptions>>().Value.OfferPseudoLanguage).ToList();
        var before = CultureInfo.CurrentUICulture;
        // A browser asks for "km-KH" where there is "km".
        CultureInfo.CurrentUICulture = Languages.CultureOf(wanted.Select(name => name is null ? null : offered.Find(each =>
            name.Equals(each, StringComparison.OrdinalIgnoreCase) || name.StartsWith(each + "-", StringComparison.OrdinalIgnoreCase))).FirstOrDefault(name => name is not null));
        try
        {
            await next(context);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
