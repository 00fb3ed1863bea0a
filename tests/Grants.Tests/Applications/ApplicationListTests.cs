using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Grants.Accounts;
using Grants.Applications;
using Grants.Benchmarks;
using Grants.Data;
using Grants.Partners;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Applications;

/// <summary>The staff's list: what it finds, what can be done from it, and what it costs.</summary>
public abstract partial class ApplicationListTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Search_FindsEveryScript_AndForgives()
    {
        var organisation = await Scenario.OrganisationAsync();
        var application = await Scenario.SubmittedApplicationAsync(null, organisation);
        await RenameAsync(organisation.Id, "Trung tâm Hỗ trợ Nạn nhân Đà Nẵng អង្គការជំនួយ มูลนิธิช่วยเหลือ 青龙儿童基金会");
        var number = (await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path)).Text("number")!;
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        foreach (var typed in new[] { number, number.ToLowerInvariant(), "da nang", "TÂM nạn", "ជំនួយ", "ช่วยเหลือ", "儿童基金会", "青龙", "基金 Nẵng", $"{number[..^2]} Nẵng", "Truung tam nan nhann" })
        {
            Assert.True((await FindAsync(manager, typed)).Contains(application.Id), typed);
            Assert.InRange(manager.LastCommands, 1, 8);
        }

        Assert.DoesNotContain(application.Id, await FindAsync(manager, "quite another thing"));
        Assert.Empty(await FindAsync(manager, "qq"));
        Assert.Empty(await FindAsync(manager, "龙青"));
        foreach (var typed in new[] { "100%", "\"da", "da_nang", "(nang", "nang*", "a' OR 1=1" }) await FindAsync(manager, typed);
        Assert.Contains("spelt alike", (await manager.OpenAsync("/applications?q=Truung%20tam%20nan%20nhann")).Text, StringComparison.Ordinal);

        // What is being written is found by nobody else.
        var draft = await Scenario.DraftApplicationAsync(null, organisation);
        Assert.DoesNotContain(draft.Id, await FindAsync(manager, "Legal aid for victims"));
    }

    [SkippableFact]
    public async Task Filters_NarrowTogether_AndOrdersHold()
    {
        var call = await Scenario.OpenCallAsync();
        var (one, other) = (await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call));
        await Host.AdvanceToAsync(call.DeadlineAt.AddDays(4));
        await Scenario.ActAsync(Scenario.Staff.Manager, one.Path, "screener", new { screenerId = Scenario.Staff.Manager.Id });
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Equal([one.Id], await ListAsync(manager, $"call={call.Id}&screener=me"));
        Assert.Equal([other.Id], await ListAsync(manager, $"call={call.Id}&screener=nobody"));
        Assert.Equal([one.Id], await ListAsync(manager, $"call={call.Id}&screener={Scenario.Staff.Manager.Id}&stage=Screening&waiting=3"));
        Assert.Empty(await ListAsync(manager, $"call={call.Id}&waiting=7"));
        Assert.Equal([other.Id], await ListAsync(manager, $"organisation={other.Organisation.Id}"));
        Assert.Equal([other.Id, one.Id], await ListAsync(manager, $"call={call.Id}"));
        Assert.Equal([one.Id, other.Id], await ListAsync(manager, $"call={call.Id}&order=Number"));
        foreach (var order in Enum.GetNames<ListOrder>()) Assert.Equal(2, (await ListAsync(manager, $"call={call.Id}&order={order}")).Count);

        // What is no filter is told: a program gets no list that looks narrowed and is not, a person sees it beside the list.
        var auditor = await Host.SignInAsync(Scenario.Staff.Auditor);
        var odd = $"call={call.Id}&stage=&waiting=x&screener=somebody&country=Atlantis&order=y&page=-1";
        foreach (var path in new[] { "", "/export.csv", "/export.xlsx" })
        {
            var problem = await auditor.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"/api/v1/applications{path}?{odd}");
            Assert.Equal(["country", "waiting", "screener", "order", "page"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        }

        var page = await auditor.OpenAsync($"/applications?{odd}");
        Assert.Contains("2 applications", page.Text, StringComparison.Ordinal);
        Assert.Contains("'x' is no value of the filter 'waiting'", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("is no value of the filter", (await auditor.OpenAsync($"/applications?call={call.Id}&stage=&waiting=&screener=&order=&page=1")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Findings_AreCountedAsTheScreenersPageCountsThem_AndNarrowTheList()
    {
        var call = await Scenario.OpenCallAsync(country: null);
        var (good, doubtful, draft) = (await Scenario.JustSubmittedAsync(call), await Scenario.DraftApplicationAsync(call), await Scenario.DraftApplicationAsync(call));
        var contributor = await Host.SignInAsync(doubtful.Organisation.Contributor);
        await contributor.PutAsync($"{doubtful.Path}/answers/registered", new { version = 1, value = "no" });
        var told = new { version = 2, value = "Call us on +855 12 345 678." };
        var saved = await contributor.PutAsync($"{doubtful.Path}/answers/approach", told with { version = 1 });
        await contributor.PutAsync($"{doubtful.Path}/answers/approach", new { told.version, told.value, identifiesNobody = saved.GetProperty("mayIdentify").Items().Select(finding => finding.Text("fingerprint")) });
        await Scenario.ActAsync(doubtful.Organisation.Lead, doubtful.Path, "submit");
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.All(await FindingsAsync(manager, ""), findings => Assert.Null(findings.Value));

        await Scenario.CloseAsync(call);
        manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var counted = await FindingsAsync(manager, "");
        Assert.Equal((0, 2, null), (counted[good.Id], counted[doubtful.Id], counted[draft.Id]));
        Assert.Equal([doubtful.Id], await ListAsync(manager, $"call={call.Id}&findings=some"));
        Assert.Equal([good.Id], await ListAsync(manager, $"call={call.Id}&findings=none"));
        Assert.Equal(3, (await ListAsync(manager, $"call={call.Id}&findings=")).Count);
        Assert.Contains("The system found nothing that is wrong", (await manager.OpenAsync($"/applications/{good.Id}/screening")).Text, StringComparison.Ordinal);
        Assert.Contains("Look at this: 2 findings", (await manager.OpenAsync($"/applications/{doubtful.Id}/screening")).Text, StringComparison.Ordinal);
        var list = await manager.OpenAsync($"/applications?call={call.Id}&findings=some");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("2 findings", list.Text, StringComparison.Ordinal);
        using var csv = await manager.SendAsync(HttpMethod.Get, $"/applications/export.csv?call={call.Id}&findings=some");
        Assert.EndsWith(",2", Assert.Single((await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..]), StringComparison.Ordinal);
        Assert.DoesNotContain("finding", (await (await Host.SignInAsync(doubtful.Organisation.Lead)).OpenAsync("/applications")).Text, StringComparison.Ordinal);
        Assert.Null((await (await Host.SignInAsync(doubtful.Organisation.Lead)).GetAsync("/api/v1/applications")).Items().Single().Text("findings"));

        // Who belongs to the organisation learns nothing by narrowing the list either.
        var also = new Membership(doubtful.Organisation.Id, Scenario.Staff.SecondManager.Id, MembershipKind.Contributor);
        await Host.InDatabaseAsync(db =>
        {
            db.Add(also);
            return db.SaveChangesAsync();
        });
        Assert.Equal([good.Id], await ListAsync(await Host.SignInAsync(Scenario.Staff.SecondManager), $"call={call.Id}&findings=none"));
        Assert.Empty(await ListAsync(await Host.SignInAsync(Scenario.Staff.SecondManager), $"call={call.Id}&findings=some"));
        await Host.InDatabaseAsync(db =>
        {
            db.Remove(also);
            return db.SaveChangesAsync();
        });

        // Nor does who declared a conflict of interest.
        var second = await Host.SignInAsync(Scenario.Staff.SecondManager);
        Assert.Equal(2, (await FindingsAsync(second, ""))[doubtful.Id]);
        await (await second.OpenAsync($"/applications/{doubtful.Id}/conflict")).Fill("Note", "My sister works there.").SubmitAsync("Declare the conflict");
        Assert.Null((await FindingsAsync(second, ""))[doubtful.Id]);
        Assert.Empty(await ListAsync(second, $"call={call.Id}&findings=some"));
        var withConflict = await second.OpenAsync($"/applications?call={call.Id}");
        Assert.Contains("You declared a conflict of interest", withConflict.Text, StringComparison.Ordinal);
        Assert.Equal([$"/applications/{good.Id}/screening"], withConflict.Document.QuerySelectorAll("a[href$='/screening']").Select(link => link.GetAttribute("href")));
        Assert.StartsWith($"{good.Id}:", Assert.Single(withConflict.Document.QuerySelectorAll("[name=Chosen]")).GetAttribute("value"), StringComparison.Ordinal);

        // A view keeps the filter, and who is screening is not told that somebody else changed the application.
        var kept = await (await manager.OpenAsync("/applications?findings=some")).Fill("Name", "Doubtful").SubmitAsync("Save the view");
        Assert.Equal("/applications?findings=some", kept.Path);
        await kept.SubmitAsync("Remove the view Doubtful");
        var version = (await manager.GetAsync(doubtful.Path)).Version();
        await Host.InDatabaseAsync(db => db.Applications.Where(application => application.Id == doubtful.Id).ExecuteUpdateAsync(set => set.SetProperty(application => application.Findings, 7)));
        await Host.AdvanceDaysAsync(1);
        manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Equal((2, version), ((await FindingsAsync(manager, ""))[doubtful.Id], (await manager.GetAsync(doubtful.Path)).Version()));

        // An answer to a clarification is counted when it comes back.
        await Scenario.ActAsync(Scenario.Staff.Manager, doubtful.Path, "clarifications", new { codes = new[] { "registered" }, text = "Is it not?", dueOn = DateOnly.FromDateTime(Host.Now.AddDays(6)), noConflict = true });
        var lead = await Host.SignInAsync(doubtful.Organisation.Lead);
        await lead.PutAsync($"{doubtful.Path}/answers/registered", new { version = 2, value = "yes" });
        Assert.Null((await FindingsAsync(manager, ""))[doubtful.Id]);
        await Scenario.ActAsync(doubtful.Organisation.Lead, doubtful.Path, "clarification", new { reply = "It is." });
        await Host.SettleAsync();
        Assert.Equal(1, (await FindingsAsync(manager, ""))[doubtful.Id]);

        async Task<Dictionary<Guid, int?>> FindingsAsync(Browser browser, string query) => (await browser.GetAsync($"/api/v1/applications?call={call.Id}{query}")).Items()
            .ToDictionary(row => row.Id(), row => row.Text("findings") is { } findings ? int.Parse(findings, System.Globalization.CultureInfo.InvariantCulture) : (int?)null);
    }

    [SkippableFact]
    public async Task OrderByOrganisation_IsTheDictionarys_InEveryScript()
    {
        string[] sorted =
        [
            // Whatever the case and the marks.
            "AIDS Watch", "aila", "An Bình", "Ân Nghĩa", "Ánh Sáng", "Cộng Đồng", "Đà Nẵng", "dili women", "École de droit", "ZONTA",
            // By the consonant, also where a vowel is written before it or a tone above it.
            "กาญจนบุรี", "ก้าวหน้า", "เกษตร", "ขอนแก่น", "ไทย", "น้ำใจ", "นิติ", "ການສຶກສາ", "ເກີດ", "ຂອງ", "ນ້ຳໃຈ", "ນິຕິ",
            "ការពារ", "ខ្មែរ", "អង្គការ",
        ];
        var call = await Scenario.OpenCallAsync();
        await Host.InDatabaseAsync(db =>
        {
            foreach (var name in sorted.Reverse())
            {
                var organisation = new Organisation(name.Normalize(), null, "KH", "+855 23 000 000", Host.Now);
                db.AddRange(organisation, new Application(call.Id, organisation.Id, "AUD", Host.Now));
            }

            return db.SaveChangesAsync();
        });
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var rows = await manager.GetAsync($"/api/v1/applications?call={call.Id}&order=Organisation");
        Assert.Equal(sorted.Select(name => name.Normalize()), rows.Items().Select(row => row.Text("organisation")));
        Assert.InRange(manager.LastCommands, 1, 8);

        // The list of organisations, page by page, has the same order.
        var listed = new List<string>();
        for (var page = 1; await manager.GetAsync($"/api/v1/organisations?page={page}") is var part && part.Items().Count > 0; page++) listed.AddRange(part.Items().Select(row => row.Text("legalName")!));
        Assert.Equal(sorted.Select(name => name.Normalize()), listed.Where(sorted.Select(name => name.Normalize()).Contains));
    }

    [SkippableFact]
    public async Task Views_AreEachPersonsOwn()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync("/applications?stage=Screening&screener=me&nonsense=1");
        var nameless = await page.SubmitAsync("Save the view");
        Assert.Equal("Give the view a name of up to 60 characters", Assert.Single(nameless.Errors));
        Assert.Equal("stage=Screening&screener=me", nameless.Document.QuerySelector("[name=Query]")!.GetAttribute("value"));
        var saved = await page.Fill("Name", "Mine to screen").SubmitAsync("Save the view");
        Assert.Equal("/applications?stage=Screening&screener=me", saved.Path);
        var view = Assert.Single((await manager.GetAsync("/api/v1/applications/views")).Items());
        Assert.Contains(saved.Document.QuerySelectorAll(".saved-views a"), link => link.TextContent == "Mine to screen");
        var second = await Host.SignInAsync(Scenario.Staff.SecondManager);
        Assert.Empty((await second.GetAsync("/api/v1/applications/views")).Items());
        await second.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"/api/v1/applications/views/{view.Id()}");
        await saved.SubmitAsync("Remove the view Mine to screen");
        Assert.Empty((await manager.GetAsync("/api/v1/applications/views")).Items());
    }

    [SkippableFact]
    public async Task Together_AssignsAndFindsEligible_RowByRow()
    {
        var call = await Scenario.OpenCallAsync();
        var (good, doubtful) = (await Scenario.JustSubmittedAsync(call), await Scenario.DraftApplicationAsync(call));
        var contributor = await Host.SignInAsync(doubtful.Organisation.Contributor);
        await contributor.PutAsync($"{doubtful.Path}/answers/registered", new { version = 1, value = "no" });
        await Scenario.ActAsync(doubtful.Organisation.Lead, doubtful.Path, "submit");
        await Scenario.CloseAsync(call);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);

        var list = await manager.OpenAsync($"/applications?call={call.Id}");
        // Nothing ticked, or nothing chosen: said in the list, which stays as it was.
        var again = await list.Fill("What", "eligible").SubmitAsync("Go on");
        Assert.Equal("Tick from 1 to 25 applications in the list", Assert.Single(again.Errors));
        Assert.True(again.Has("#Chosen") && again.Has("[name=What] [value=eligible][selected]"));
        Assert.Equal(2, again.Document.QuerySelectorAll("[name=Chosen]").Length);
        var one = again.Document.QuerySelector("[name=Chosen]")!.GetAttribute("value")!;
        again = await again.Fill("What", "").Fill("Chosen", one).SubmitAsync("Go on");
        Assert.Equal("Choose what to do with the applications that you ticked", Assert.Single(again.Errors));
        Assert.Equal(one, Assert.Single(again.Document.QuerySelectorAll("[name=Chosen][checked]")).GetAttribute("value"));
        Assert.Equal($"call={call.Id}", again.Document.QuerySelector("[name=Back]")!.GetAttribute("value"));

        list = await manager.OpenAsync($"/applications?call={call.Id}");
        foreach (var box in list.Document.QuerySelectorAll("[name=Chosen]")) list.Fill("Chosen", box.GetAttribute("value")!);
        var confirm = await list.Fill("What", Scenario.Staff.SecondManager.Id.ToString()).SubmitAsync("Go on");
        var done = await confirm.SubmitAsync("Assign 2 applications");
        Assert.Equal(($"Screenings given to {Scenario.Staff.SecondManager.Name}", 2), (done.Title, done.Document.QuerySelectorAll(".tag--done").Length));
        Assert.Equal(2, (await ListAsync(manager, $"call={call.Id}&screener={Scenario.Staff.SecondManager.Id}")).Count);

        list = await manager.OpenAsync($"/applications?call={call.Id}");
        foreach (var box in list.Document.QuerySelectorAll("[name=Chosen]")) list.Fill("Chosen", box.GetAttribute("value")!);
        confirm = await list.Fill("What", "eligible").SubmitAsync("Go on");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("Answered no", confirm.Text, StringComparison.Ordinal);
        Assert.Contains($"It is assigned to {Scenario.Staff.SecondManager.Name}, and becomes yours", confirm.Text, StringComparison.Ordinal);
        Assert.Contains("no conflict of interest", Assert.Single((await confirm.SubmitAsync("Find 1 application eligible")).Errors), StringComparison.Ordinal);
        done = await confirm.Fill("NoConflict", "yes").SubmitAsync("Find 1 application eligible");
        await Host.SettleAsync();
        Assert.Equal("InReview", (await manager.GetAsync(good.Path)).Stage());
        Assert.Equal([good.Id], await ListAsync(manager, $"call={call.Id}&screener=me"));
        var version = (await manager.GetAsync(doubtful.Path)).Version();
        var results = (await manager.PostAsync("/api/v1/applications/together", new { applications = new[] { new { id = doubtful.Id, version } }, noConflict = true })).Items();
        Assert.False(results[0].GetProperty("done").GetBoolean());
        Assert.Equal("Screening", (await manager.GetAsync(doubtful.Path)).Stage());
    }

    [SkippableFact]
    public async Task Export_HasTheSameRows_AndNoFormula()
    {
        var organisation = await Scenario.OrganisationAsync();
        var application = await Scenario.SubmittedApplicationAsync(null, organisation);
        await RenameAsync(organisation.Id, "=HYPERLINK(\"http://evil\")");
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        using var csv = await manager.SendAsync(HttpMethod.Get, $"/applications/export.csv?call={application.Call.Id}");
        var lines = (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(",\"'=HYPERLINK(\"\"http://evil\"\")\",", lines[1], StringComparison.Ordinal);
        Assert.Contains(",100000,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",\"Cambodia\",", lines[1], StringComparison.Ordinal);
        var draft = await Scenario.DraftApplicationAsync();
        using var withDraft = await manager.SendAsync(HttpMethod.Get, $"/applications/export.csv?organisation={draft.Organisation.Id}");
        var ofDraft = (await withDraft.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1];
        Assert.Contains(",\"Draft\",", ofDraft, StringComparison.Ordinal);
        Assert.Contains(",\"AUD\",,", ofDraft, StringComparison.Ordinal);

        using var workbook = await manager.SendAsync(HttpMethod.Get, $"/api/v1/applications/export.xlsx?call={application.Call.Id}");
        using var package = new ZipArchive(await workbook.Content.ReadAsStreamAsync());
        using var reader = new StreamReader(package.Entries.Single(entry => entry.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)).Open());
        var sheet = await reader.ReadToEndAsync();
        Assert.Equal(2, SheetRow().Count(sheet));
        Assert.Contains("=HYPERLINK", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("<x:f>", sheet, StringComparison.Ordinal);
        // Instants are dates to a spreadsheet, which can sort and filter by them.
        var submittedAt = await Host.InDatabaseAsync(db => db.Applications.Where(a => a.Id == application.Id).Select(a => a.SubmittedAt!.Value).SingleAsync());
        Assert.Contains($"<x:c s=\"1\" t=\"n\"><x:v>{submittedAt.ToOADate().ToString("R", CultureInfo.InvariantCulture)}</x:v>", sheet, StringComparison.Ordinal);
        using var file = new MemoryStream(await workbook.Content.ReadAsByteArrayAsync());
        using var opened = SpreadsheetDocument.Open(file, isEditable: false);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2013).Validate(opened).Select(error => $"{error.Path?.XPath}: {error.Description}"));
        await (await Host.SignInAsync(organisation.Lead)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/api/v1/applications/export.csv");
    }

    [GeneratedRegex("<x:row>|<x:row ")]
    private static partial Regex SheetRow();

    private static async Task<IReadOnlyList<Guid>> FindAsync(Browser browser, string typed) => await ListAsync(browser, $"q={Uri.EscapeDataString(typed)}");

    private static async Task<IReadOnlyList<Guid>> ListAsync(Browser browser, string query) => [.. (await browser.GetAsync($"/api/v1/applications?{query}")).Items().Select(row => row.Id())];

    // As the organisation's own page would: the key follows.
    private Task RenameAsync(Guid id, string name) => Host.InDatabaseAsync(async db =>
    {
        var organisation = await db.Organisations.SingleAsync(each => each.Id == id);
        db.Entry(organisation).Property(nameof(Organisation.LegalName)).CurrentValue = name;
        await db.SaveChangesAsync();
    });

    public sealed class OnSqlite(SqliteHost host) : ApplicationListTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ApplicationListTests(host), IClassFixture<PostgresHost>;
}

/// <summary>The list with a hundred applications and with a hundred thousand: the same few commands, by the same indexes.</summary>
public sealed class ManyApplicationsTests
{
    private static readonly string[] Queries =
    [
        "", "order=Waiting", "order=Organisation", "order=Amount", "order=Number", "country=KH", "stage=Screening", "call={0}", "screener=me", "order=Waiting&waiting=7", "q=many-77",
        "findings=some", "findings=none", "stage=Screening&findings=some",
    ];

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task List_HasTheSamePlan_WithAHundredAndAHundredThousand(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var db = database.Open();
        await SeedAsync(db);
        await ManyApplications.FillAsync(db, 100);
        var few = await PlansAsync(db);
        await ManyApplications.FillAsync(db, 100_000);
        var many = await PlansAsync(db);
        foreach (var query in Queries)
        {
            var plan = string.Join('\n', many[query]);
            Assert.False(IsScan(plan, query.StartsWith('q')), $"{query}: a table is read whole.\n{plan}");
            Assert.Matches(kind == DatabaseKind.Sqlite ? "USING (COVERING )?INDEX \\w*_Applications_" : "Index.* (using|on) \"[PI]._Applications", plan);

            // With few rows PostgreSQL rightly reads a whole page of them; SQLite does the same with few and many, in whatever order of the joined tables.
            if (kind == DatabaseKind.Sqlite) Assert.Equal(few[query].Order(), many[query].Order());
        }
    }

    // What a search found is a list of ids, sorted by itself.
    private static bool IsScan(string plan, bool searched) =>
        Regex.IsMatch(plan, """Seq Scan on "(Applications|Organisations)"|^SCAN (a|o|p)$""", RegexOptions.Multiline) || (!searched && Regex.IsMatch(plan, "USE TEMP B-TREE FOR ORDER BY|Sort Key: a[.].*Id.*DESC$"));

    private static async Task<Dictionary<string, IReadOnlyList<string>>> PlansAsync(GrantsDb db)
    {
        var manager = Actor.Of(await db.People.OrderBy(person => person.Id).FirstAsync(), [], proved: true);
        var call = await db.Calls.Select(each => each.Id).OrderBy(id => id).FirstAsync();
        var plans = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var query in Queries)
        {
            var typed = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query.Replace("{0}", call.ToString(), StringComparison.Ordinal));
            string? Of(string part) => typed.TryGetValue(part, out var value) ? value.ToString() : null;
            var filter = new FilterQuery(Of("q"), Of("call"), Of("stage"), Of("country"), Of("waiting"), Of("screener"), Of("organisation"), Of("findings"), Of("order"), null).Filter;
            var found = await ApplicationList.SearchAsync(db, filter.Search, CancellationToken.None);
            var rows = ApplicationList.Rows(db, manager, ApplicationList.Query(db, manager, filter, found, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Take(25));
            Assert.NotNull(await rows.ToListAsync());
            plans[query] = await ExplainAsync(db, rows);
        }

        return plans;
    }

    private static async Task<IReadOnlyList<string>> ExplainAsync(GrantsDb db, IQueryable<Row> rows)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = rows.CreateDbCommand();
        command.CommandText = (db.Database.IsNpgsql() ? "EXPLAIN (COSTS OFF) " : "EXPLAIN QUERY PLAN ") + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(Convert.ToString(reader.GetValue(reader.FieldCount - 1), System.Globalization.CultureInfo.InvariantCulture)!);
        return lines;
    }

    private static async Task SeedAsync(GrantsDb db)
    {
        var now = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var manager = new Person("Manager", "manager@people.example", "UTC", now);
        manager.Grant(new RoleGrant(Role.GrantManager));
        var organisation = new Organisation("Organisation", null, "TH", "+66 2 000 0000", now);
        var call = Calls.CallTests.Make(Calls.CallTests.Terms);
        var application = new Application(call.Id, organisation.Id, "AUD", now);
        db.AddRange(manager, organisation, call, application);
        await db.SaveChangesAsync();
        await db.Database.ExecuteSqlAsync($"""UPDATE "Applications" SET "Stage" = 'Screening', "Number" = 'MANY-0-0', "Title" = 'Legal aid', "SubmittedAt" = {now}""");
    }
}
