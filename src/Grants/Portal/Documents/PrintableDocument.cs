using System.Net;
using System.Text;
using Grants.Language;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grants.Portal.Documents;

/// <summary>
/// Makes receipts, agreements and decision letters: one HTML file that holds its styles and fonts, looks the same in ten years, and
/// prints to PDF from any browser in every script it contains. The same input gives the same bytes, so its hash can be kept.
/// </summary>
/// <param name="scopes">Each document is rendered in a scope of its own: it must not depend on who happens to be signed in, or on their time zone.</param>
/// <param name="logs">Where rendering logs.</param>
public sealed class PrintableDocument(IServiceScopeFactory scopes, ILoggerFactory logs)
{
    private static readonly string Styles = Encoding.UTF8.GetString(PortalAssets.Embedded("document.css")).TrimEnd();

    /// <summary>Renders a component that wraps itself in <see cref="DocumentLayout"/>.</summary>
    /// <typeparam name="TComponent">The document.</typeparam>
    /// <param name="title">The document's title, and the file name that a browser suggests for the PDF.</param>
    /// <param name="parameters">The component's parameters.</param>
    /// <param name="lang">Language of the document's own words; the present one when null.</param>
    /// <returns>UTF-8 without a byte order mark.</returns>
    public async Task<byte[]> RenderAsync<TComponent>(string title, IReadOnlyDictionary<string, object?> parameters, string? lang = null)
        where TComponent : IComponent
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using HtmlRenderer renderer = new(scope.ServiceProvider, logs);
        lang ??= Languages.Tag;
        string body = await Languages.In(lang, () => renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters.ToDictionary()))).ToHtmlString()));

        // The renderer writes letters outside ASCII as character references: read them back, to know which fonts they need.
        string text = WebUtility.HtmlDecode(body);
        string html = $"""
            <!DOCTYPE html>
            <html lang="{WebUtility.HtmlEncode(lang)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>{DocumentFonts.RulesFor(text)}{Styles}</style>
            </head>
            <body>
            {body}
            </body>
            </html>

            """;
        return Encoding.UTF8.GetBytes(html.ReplaceLineEndings("\n"));
    }
}
