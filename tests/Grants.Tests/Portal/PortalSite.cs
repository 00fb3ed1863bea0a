using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Grants.Accounts;
using Grants.Portal;
using Grants.Portal.Documents;
using Grants.Portal.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grants.Tests.Portal;

/// <summary>The portal's own parts on a loopback port, with one page that uses every component.</summary>
public sealed class PortalSite : IAsyncLifetime
{
    private readonly WebApplication _app;

    public PortalSite()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddPortal();
        builder.Services.AddAntiforgery(antiforgery => antiforgery.SuppressXFrameOptionsHeader = true);
        builder.Services.AddScoped<CurrentActor>();
        builder.Services.AddSingleton(new GrantsOptions { ConnectionString = "" });
        _app = builder.Build();
        _app.UseSecurityHeaders();
        _app.Use((http, next) =>
        {
            PortalContext context = http.RequestServices.GetRequiredService<PortalContext>();
            context.Path = http.Request.Path;
            context.Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney");
            if (http.Request.Query.ContainsKey("signed-in"))
            {
                context.Person = new SignedInPerson("Sample Person", "lead of an illustrative organisation");
                context.Navigation = [new PortalLink("Samples", "/sample"), new PortalLink("Grants", "/grants")];
            }

            return next(http);
        });
        _app.UseMiddleware<Failures>();
        _app.UseAntiforgery();
        _app.MapPortal();
        _app.MapGet("/", () => new RazorComponentResult<HomePage>());
        _app.MapGet("/sample", () => new RazorComponentResult<SamplePage>());
        _app.MapPost("/sample", IResult (HttpContext http, [FromForm] SampleForm form) =>
        {
            FieldErrors errors = [];
            if (form.Start?.TryParse(out _) != true) errors.Add("Start", "Enter a real date");
            if (string.IsNullOrWhiteSpace(form.Title)) errors.Add("Title", "Enter the project title");
            if (errors.Any) return new RazorComponentResult<SamplePage>(new { Errors = errors, Typed = form.Title }) { StatusCode = 400 };
            Notices.Add(http, new Notice($"Saved {form.Title}, version {form.Version}, areas {string.Join('+', form.Areas ?? [])}."));
            http.Response.Headers.Location = "/help";
            return Results.StatusCode(303);
        });
        _app.MapPost("/conflict", (HttpContext http) => PortalErrors.Page(409, typed: http.Request.Form, latest: "/sample", changed: true));
        _app.MapPost("/broken", IResult ([FromForm] SampleForm form) => throw new InvalidOperationException($"'{form.Title}' breaks this."));
        _app.MapGet("/error/{status:int}", (int status) => PortalErrors.Page(status, reference: "trace-1"));
    }

    public sealed record SampleForm(string? Title, long Version, TypedDate? Start, string[]? Areas);

    internal PrintableDocument Documents => _app.Services.GetRequiredService<PrintableDocument>();

    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None })
    {
        BaseAddress = new Uri(_app.Urls.Single()),
    };

    public static async Task<IHtmlDocument> Html(HttpResponseMessage response) =>
        new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true }).ParseDocument(await response.Content.ReadAsStringAsync());

    public async Task<IHtmlDocument> Get(string path)
    {
        using HttpClient client = Client();
        using HttpResponseMessage response = await client.GetAsync(path);
        return await Html(response);
    }

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();
}
