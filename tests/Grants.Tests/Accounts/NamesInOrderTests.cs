using Grants.Accounts;
using Grants.Partners;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Accounts;

/// <summary>People and what they choose from stand in the order of a dictionary, in every list and on both databases.</summary>
public abstract class NamesInOrderTests(GrantsHost host) : FrontDoorTests(host)
{
    // Whatever the case and the marks; Thai by the consonant, also where a vowel is written before it.
    private static readonly string[] _sorted = ["anh", "Bopha", "Đặng", "dara", "Émile", "Zoe", "กาญจนา", "เกษม", "ขวัญ", "ចន្ទា", "សុខា"];

    [SkippableFact]
    public async Task ListPeople_IsTheDictionarys_FromPageToPage()
    {
        foreach (var name in Shuffled()) await PersonAsync(name);
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var listed = new List<string>();
        for (var page = 1; await administrator.GetAsync($"/api/v1/people?page={page}") is var part && part.Items().Count > 0; page++)
            listed.AddRange(part.Items().Select(row => row.Text("name")!));

        Assert.Equal(_sorted, listed.Where(_sorted.Contains).Distinct());
        // Who changes their name changes their place.
        var person = await PersonAsync("Aaron the first");
        await (await (await Host.SignInAsync(person)).OpenAsync("/profile")).Fill("Name", "ωmega").SubmitAsync("Save");
        Assert.Equal("ωmega", (await administrator.GetAsync($"/api/v1/people/{person.Id}")).Text("name"));
        Assert.DoesNotContain("Aaron the first", (await administrator.GetAsync("/api/v1/people")).Items().Select(row => row.Text("name")));
    }

    [SkippableFact]
    public async Task WhoSharesAMailbox_IsChosenFromNamesInOrder()
    {
        var email = $"office-{Guid.NewGuid():n}@people.example";
        foreach (var name in Shuffled()) await PersonAsync(name, email: email);
        using var browser = Host.NewBrowser();
        await browser.PostAsync("/api/v1/sign-in", new { email });
        await Host.SettleAsync();

        var answer = await browser.PostAsync("/api/v1/sign-in/code", new { email, code = Browser.CodeIn(Host.MailTo(email)[^1].Text!) });
        Assert.Equal(_sorted, answer.GetProperty("people").Items().Select(person => person.Text("name")));
        Assert.Equal(_sorted, Labels(await browser.OpenAsync("/sign-in/person")).Where(_sorted.Contains));
    }

    [SkippableFact]
    public async Task MembersOfAnOrganisation_AreInOrder()
    {
        var organisation = await Scenario.OrganisationAsync();
        foreach (var name in Shuffled())
        {
            var person = await PersonAsync(name);
            await Host.InDatabaseAsync(db =>
            {
                db.Add(new Membership(organisation.Id, person.Id, MembershipKind.Contributor));
                return db.SaveChangesAsync();
            });
        }

        var lead = await Host.SignInAsync(organisation.Lead);
        var members = (await lead.GetAsync($"/api/v1/organisations/{organisation.Id}/people")).GetProperty("members").Items();
        Assert.Equal(["Lead", .. _sorted], members.Select(member => member.Text("name")).Where(name => name != "Contributor"));
        var partner = await lead.GetAsync($"/api/v1/organisations/{organisation.Id}");
        Assert.Equal(_sorted, partner.GetProperty("people").Items().Select(member => member.Text("name")).Where(_sorted.Contains));
    }

    [SkippableFact]
    public async Task Managers_Reviewers_AndViews_AreChosenInOrder()
    {
        foreach (var name in Shuffled())
        {
            await PersonAsync(name, new RoleGrant(Role.GrantManager));
            await PersonAsync(name, new RoleGrant(Role.Reviewer));
        }

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        foreach (var name in Shuffled()) await (await manager.OpenAsync("/applications?stage=Screening")).Fill("Name", name).SubmitAsync("Save the view");
        var list = await manager.OpenAsync("/applications");
        Assert.Equal(_sorted, Options(list, "screener"));
        Assert.Equal(_sorted, list.Document.QuerySelectorAll(".saved-views a").Select(link => link.TextContent.Trim()).Where(_sorted.Contains));
        Assert.Equal(_sorted, (await manager.GetAsync("/api/v1/applications/views")).Items().Select(view => view.Text("name")));

        var (screened, reviewed) = (await Scenario.SubmittedApplicationAsync(), await Scenario.InReviewAsync());
        manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Equal(_sorted, Labels(await manager.OpenAsync($"/applications/{screened.Id}/screener")).Where(_sorted.Contains));
        var candidates = (await manager.GetAsync($"{reviewed.Path}/scores")).GetProperty("candidates").Items();
        Assert.Equal(_sorted, candidates.Select(person => person.Text("name")).Where(_sorted.Contains));
    }

    [SkippableFact]
    public async Task Organisations_AreChosenInOrder()
    {
        var call = await Scenario.OpenCallAsync();
        var person = await PersonAsync("Many places");
        await Host.InDatabaseAsync(db =>
        {
            foreach (var name in Shuffled())
            {
                var organisation = new Organisation(name, null, Programme.Country, "+855 23 000 000", Host.Now);
                db.AddRange(organisation, new Membership(organisation.Id, person.Id, MembershipKind.Lead), new Grants.Applications.Application(call.Id, organisation.Id, "AUD", Host.Now));
            }

            return db.SaveChangesAsync();
        });

        var browser = await Host.SignInAsync(person);
        Assert.Equal(_sorted, Options(await browser.OpenAsync($"/calls/{call.Id}/questions/new"), "OrganisationId"));
        Assert.Equal(_sorted, (await browser.GetAsync("/api/v1/me")).GetProperty("memberships").Items().Select(place => place.Text("organisation")));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Equal(_sorted, Options(await manager.OpenAsync($"/calls/{call.Id}/extend"), "OrganisationId"));
    }

    private static IEnumerable<string> Options(Page page, string select) =>
        page.Document.QuerySelectorAll($"[name={select}] option").Select(option => option.TextContent.Trim()).Where(_sorted.Contains);

    private static IEnumerable<string> Labels(Page page) => page.Document.QuerySelectorAll("main label").Select(label => label.TextContent.Trim());

    // Neither in order nor in its reverse, and the same each time.
    private static IEnumerable<string> Shuffled() => _sorted.Select(name => name.Normalize()).OrderBy(name => name[^1]).ThenBy(name => name.Length);

    // An address in ASCII, whatever the name.
    private Task<TestPerson> PersonAsync(string name, RoleGrant? role = null, string? email = null) =>
        Programme.PersonAsync(Host, name, role, email ?? $"{Guid.NewGuid():n}@people.example");

    public sealed class OnSqlite(SqliteHost host) : NamesInOrderTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : NamesInOrderTests(host), IClassFixture<PostgresHost>;
}
