using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Local.Seed;

/// <summary>Says with which address one signs in as each role. Only invented addresses are shown: nobody else's belongs on a console.</summary>
internal static class SignInGuide
{
    private const string Invented = ".example";

    /// <summary>One line for each role, and for each place in an organisation, that an invented person has.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantsDb>();
        var staff = await db.People.AsNoTracking().Where(person => person.EmailKey.EndsWith(Invented) && person.Roles.Any()).OrderBy(person => person.EmailKey).ToListAsync(cancellationToken);
        var members = await (from membership in db.Memberships
                             join person in db.People on membership.PersonId equals person.Id
                             join organisation in db.Organisations on membership.OrganisationId equals organisation.Id
                             where person.EmailKey.EndsWith(Invented)
                             orderby person.EmailKey
                             select new { membership.Kind, person.Email, organisation.Acronym }).ToListAsync(cancellationToken);
        var roles = from person in staff
                    from grant in person.Roles
                    group person.Email by grant.Role into role
                    orderby role.Key
                    select Line(Words(role.Key), role);
        var places = from member in members
                     group member.Email by member.Kind into place
                     orderby place.Key descending
                     select Line($"{place.Key} of an organisation", place);
        return [.. places, .. roles];
    }

    private static string Line(string who, IEnumerable<string> addresses) => $"  {who,-30} {string.Join(", ", addresses.Distinct().Take(2))}";

    private static string Words(Role role) => role switch
    {
        Role.GrantManager => "Grant manager",
        Role.Endorser => "Endorser (NPSC, RPSC)",
        Role.FinanceOfficer => "Finance officer",
        _ => role.ToString(),
    };
}
