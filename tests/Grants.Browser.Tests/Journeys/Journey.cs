using Grants.Browser.Tests.Fixtures;
using Grants.Local.Demo;

namespace Grants.Browser.Tests.Journeys;

/// <summary>What one role does from signing in to the end of its work, through the pages alone. On a phone 360 pixels wide, or at a desk.</summary>
[Collection(SiteCollection.Name)]
public abstract class Journey(Site site) : IAsyncLifetime
{
    /// <summary>The window of a phone.</summary>
    protected const int Phone = 360;

    /// <summary>The window of a desk.</summary>
    protected const int Desk = 1280;

    internal static Applicant Applicant(string acronym) => DemoWorld.Applicants.Single(applicant => applicant.Acronym == acronym);

    /// <summary>The site that all journeys share.</summary>
    protected Site Site { get; } = site;

    /// <inheritdoc/>
    public Task InitializeAsync()
    {
        Skip.If(Site.Unavailable is not null, Site.Unavailable);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        var findings = Site.Looks.TakeFindings();
        Assert.True(findings.Count == 0, string.Join('\n', findings));
        return Task.CompletedTask;
    }
}
