using System.Security.Claims;
using Grants.Accounts;
using Grants.Data;
using Grants.Local;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grants.Benchmarks;

/// <summary>The local host in this process, on a data folder of its own that is deleted at the end.</summary>
internal sealed class LocalSite : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly LocalHost _host;

    private LocalSite(DirectoryInfo folder, LocalHost host) => (_folder, _host) = (folder, host);

    public Uri Address => _host.Address;

    /// <summary>Where its documents are: the emulator that it has started.</summary>
    public string BlobConnectionString => _host.Services.GetRequiredService<GrantsOptions>().BlobConnectionString;

    /// <summary>Starts it.</summary>
    /// <param name="connection">Connection string of an empty PostgreSQL database; SQLite when null.</param>
    /// <param name="blobs">Connection string of its document store; an emulator that it starts when null.</param>
    public static async Task<LocalSite> StartAsync(string? connection = null, string? blobs = null)
    {
        var folder = Directory.CreateTempSubdirectory("grants-benchmark-");
        string[] database = connection is null ? [] : ["--database", "postgres", "--connection", connection];
        string[] documents = blobs is null ? [] : ["--blobs", blobs];
        var line = CommandLine.Parse(["--data", folder.FullName, "--urls", "http://127.0.0.1:0", "--empty", .. database, .. documents]);
        var host = await LocalHost.PrepareAsync(line, Console.Out, CancellationToken.None);
        await host.StartAsync(CancellationToken.None);
        return new LocalSite(folder, host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public async Task<T> InDatabaseAsync<T>(Func<GrantsDb, Task<T>> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<GrantsDb>());
    }

    /// <summary>The cookie header of a session, as the portal would have set it after sign-in.</summary>
    public string CookieOf(Session session)
    {
        const string scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var options = _host.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme);
        var properties = new AuthenticationProperties { IssuedUtc = session.StartedAt, ExpiresUtc = session.ExpiresAt };
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionCookie.SessionClaim, session.Id.ToString())], scheme));
        return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(new AuthenticationTicket(principal, properties, scheme))}";
    }
}
