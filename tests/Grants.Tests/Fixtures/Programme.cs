using Grants.Accounts;
using Grants.Partners;

namespace Grants.Tests.Fixtures;

/// <summary>Somebody who can sign in.</summary>
internal sealed record TestPerson(Guid Id, string Name, string Email);

/// <summary>An organisation with its people.</summary>
internal sealed record TestOrganisation(Guid Id, string Name, string Country, TestPerson Lead, TestPerson Contributor);

/// <summary>
/// The programme's staff in a host: one person for each role, and two where duties must lie in different hands. They are written into the database,
/// as no use case makes them.
/// </summary>
internal sealed record Programme(
    TestPerson Manager,
    TestPerson SecondManager,
    IReadOnlyList<TestPerson> Reviewers,
    TestPerson Endorser,
    TestPerson RegionalEndorser,
    TestPerson Delegate,
    TestPerson Finance,
    TestPerson Auditor,
    TestPerson Administrator)
{
    /// <summary>The country of <see cref="Endorser"/>, and of what a scenario makes.</summary>
    public const string Country = "KH";

    /// <summary>The largest award that <see cref="Delegate"/> may approve, in minor units of AUD.</summary>
    public const long Limit = 50_000_000;

    public static async Task<Programme> SeedAsync(GrantsHost host) => new(
        await PersonAsync(host, "Manager", new RoleGrant(Role.GrantManager)),
        await PersonAsync(host, "Second Manager", new RoleGrant(Role.GrantManager)),
        [
            await PersonAsync(host, "First Reviewer", new RoleGrant(Role.Reviewer)),
            await PersonAsync(host, "Second Reviewer", new RoleGrant(Role.Reviewer)),
            await PersonAsync(host, "Third Reviewer", new RoleGrant(Role.Reviewer)),
        ],
        await PersonAsync(host, "Endorser", new RoleGrant(Role.Endorser, Country)),
        await PersonAsync(host, "Regional Endorser", new RoleGrant(Role.Endorser)),
        await PersonAsync(host, "Delegate", new RoleGrant(Role.Delegate, limitMinor: Limit)),
        await PersonAsync(host, "Finance Officer", new RoleGrant(Role.FinanceOfficer)),
        await PersonAsync(host, "Auditor", new RoleGrant(Role.Auditor)),
        await PersonAsync(host, "Administrator", new RoleGrant(Role.Administrator)));

    /// <summary>Makes a person with an address of their own, or with the one given.</summary>
    public static async Task<TestPerson> PersonAsync(GrantsHost host, string name, RoleGrant? role = null, string? email = null)
    {
        email ??= $"{name.ToLowerInvariant().Replace(' ', '.')}-{Guid.NewGuid():n}@people.example";
        var person = new Person(name, email, "Asia/Phnom_Penh", host.Now);
        if (role is not null) person.Grant(role);
        // Everybody has a phone with an authenticator app; only who has a role is asked for its code.
        var factor = new SecondFactor(person.Id);
        factor.Enrol(Guid.NewGuid());
        await host.InDatabaseAsync(db =>
        {
            db.Add(person);
            db.Add(factor);
            return db.SaveChangesAsync();
        });
        return new TestPerson(person.Id, name, email);
    }

    /// <summary>Makes an organisation with a lead and a contributor.</summary>
    public static async Task<TestOrganisation> OrganisationAsync(GrantsHost host, string country = Country)
    {
        var name = $"Illustrative Organisation {Guid.NewGuid():n}"[..36];
        var lead = await PersonAsync(host, "Lead");
        var contributor = await PersonAsync(host, "Contributor");
        var organisation = new Organisation(name, null, country, "+855 23 000 000", host.Now);
        await host.InDatabaseAsync(db =>
        {
            db.Add(organisation);
            db.Add(new Membership(organisation.Id, lead.Id, MembershipKind.Lead));
            db.Add(new Membership(organisation.Id, contributor.Id, MembershipKind.Contributor));
            return db.SaveChangesAsync();
        });
        return new TestOrganisation(organisation.Id, name, country, lead, contributor);
    }
}
