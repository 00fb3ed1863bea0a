using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Grants.Data;
using Grants.Notifications;
using Grants.Partners;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Partners;

/// <summary>An organisation sees, takes along and has deleted what is held of it.</summary>
public abstract class RecordsTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Export_IsOneZipThatExplainsItself_WithEveryDocument()
    {
        var application = await Scenario.DraftApplicationAsync();
        var organisation = application.Organisation;
        await (await Host.SignInAsync(organisation.Lead)).PostAsync($"{application.Call.Path}/questions", new { organisationId = organisation.Id, question = "May a partner be abroad?" });
        await (await Host.SignInAsync(organisation.Contributor)).PutAsync($"{application.Path}/answers/approach", new { version = 1, value = "Legal aid in four provinces." });
        await Scenario.ActAsync(organisation.Lead, application.Path, "submit");
        await Scenario.CloseAsync(application.Call);
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        await Scenario.ActAsync(organisation.Lead, application.Path, "reply", new { reply = "We are: see the certificate." });
        await (await Host.SignInAsync(organisation.Contributor)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/organisations/{organisation.Id}/export", new { });
        var lead = await Host.SignInAsync(organisation.Lead);
        var records = await lead.GetAsync($"/api/v1/organisations/{organisation.Id}/records");
        Assert.Equal(application.Id, Assert.Single(records.GetProperty("applications").Items()).Id());
        await (await lead.OpenAsync($"/partners/{organisation.Id}/policies/Fraud")).Fill("Holds", "yes").Attach("FraudFile", "fraud.pdf", "%PDF-1.7 a policy\n%%EOF"u8.ToArray()).SubmitAsync();

        using var response = await lead.SendAsync(HttpMethod.Post, $"/api/v1/organisations/{organisation.Id}/export", new { });
        Assert.Equal("application/zip", response.Content.Headers.ContentType!.MediaType);
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(), ZipArchiveMode.Read);
        Assert.Empty(new[] { "README.txt", "organisation.json", "applications.json", "questions.json", "grants.json", "emails.json", "documents.json" }.Except(zip.Entries.Select(entry => entry.FullName)));
        var exported = Assert.Single(Json("applications.json").EnumerateArray());
        Assert.Equal((application.Id, organisation.Name), (exported.Id(), Json("organisation.json").GetProperty("profile").Text("legalName")));
        var approach = exported.GetProperty("answers").EnumerateArray().Single(answer => answer.Text("questionCode") == "approach");
        Assert.Equal(("What will you do?", "Legal aid in four provinces."), (approach.Text("question"), approach.Text("answer")));
        Assert.Contains(exported.GetProperty("earlierTexts").EnumerateArray(), text => text.Text("text") == "Legal aid in three provinces.");
        var asked = Assert.Single(exported.GetProperty("asked").EnumerateArray());
        Assert.Equal(("Not registered.", "We are: see the certificate."), (asked.Text("text"), asked.Text("reply")));
        Assert.Equal("May a partner be abroad?", Assert.Single(Json("questions.json").EnumerateArray()).Text("asked"));
        Assert.Equal(2, Json("organisation.json").GetProperty("people").GetArrayLength());
        var documents = Json("documents.json").EnumerateArray().ToList();
        Assert.Contains(documents, document => document.Text("name") == "fraud.pdf");
        foreach (var document in documents)
        {
            using var bytes = zip.GetEntry(document.Text("file")!)!.Open();
            Assert.Equal(document.Text("sha256"), Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes)));
        }

        Assert.Contains("ExportOrganisation", await NotesAsync(organisation.Id));

        JsonElement Json(string name)
        {
            using var content = zip.GetEntry(name)!.Open();
            return JsonDocument.Parse(content).RootElement;
        }
    }

    [SkippableFact]
    public async Task Deletion_OfWhatWasNeverSubmitted_TakesEverythingInTwoSteps()
    {
        var draft = await Scenario.DraftApplicationAsync();
        var organisation = draft.Organisation;
        var lead = await Host.SignInAsync(organisation.Lead);
        var destruction = await lead.PostAsync("/api/v1/destructions", new { reason = "NamesSurvivor", applicationId = draft.Id, code = "approach" });
        await (await Host.SignInAsync(organisation.Contributor)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/organisations/{organisation.Id}/deletion", new { });
        var asked = await (await lead.OpenAsync($"/partners/{organisation.Id}/deletion")).SubmitAsync("Ask to have this deleted");
        Assert.Contains("waits for an administrator", asked.Text, StringComparison.Ordinal);
        var shown = await lead.GetAsync($"/api/v1/organisations/{organisation.Id}/deletion");
        Assert.True(shown.GetProperty("plan").GetProperty("isWhole").GetBoolean());
        var request = $"/deletion-requests/{shown.Id("requestId")}";

        await (await Host.SignInAsync(Scenario.Staff.Manager)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"/api/v1{request}");
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        Assert.Contains((await administrator.GetAsync("/api/v1/tasks")).Items(), task => task.Text("path") == request);
        await administrator.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1{request}/carry-out", new { version = (await administrator.GetAsync($"/api/v1{request}")).Version() });
        Assert.Contains("Every text of the answer to “What will you do?”", (await administrator.OpenAsync("/destructions")).Text, StringComparison.Ordinal);
        var page = await (await administrator.OpenAsync(request)).SubmitAsync("Approve");
        Assert.Equal(1, await CountAsync());
        page = await page.SubmitAsync("Delete now");
        Assert.Contains("What could be deleted is deleted", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("0 people", page.Text, StringComparison.Ordinal);

        Assert.Equal(0, await CountAsync());
        // That somebody asked to destroy a text stays known; what the question was is gone with the application.
        Assert.Contains("Every text of the answer to “approach”", (await administrator.OpenAsync("/destructions")).Text, StringComparison.Ordinal);
        Assert.Contains("Every text of the answer to “approach”", (await administrator.OpenAsync($"/destructions/{destruction.Id()}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await Host.InDatabaseAsync(db => db.People.Where(person => person.Id == organisation.Lead.Id || person.Id == organisation.Contributor.Id).ToListAsync()),
            person => person.Name == organisation.Lead.Name || person.Name == organisation.Contributor.Name || person.Email.EndsWith("people.example", StringComparison.Ordinal) || person.IsActive);
        Assert.StartsWith("Deleted organisation", await Host.InDatabaseAsync(db => db.Organisations.Where(row => row.Id == organisation.Id).Select(row => row.LegalName).SingleAsync()), StringComparison.Ordinal);
        await lead.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me");
        await Host.SettleAsync();
        // Nobody can sign in any more to read it: the letter says itself what went, and what is kept and why.
        var letter = Assert.Single(Host.MailTo(organisation.Lead.Email), mail => mail.Subject.EndsWith("has been deleted", StringComparison.Ordinal));
        Assert.Contains("– 1 draft that was never submitted", letter.Text, StringComparison.Ordinal);
        Assert.Contains("– The audit trail. It holds no names", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/deletion", letter.Text, StringComparison.Ordinal);
        // That one kept its address until it was sent; one that is parked can be tried again for a week; and a code went to somebody whom nobody knows.
        var (parked, code) = (Email("parked", organisation.Contributor.Id), Email("code", Guid.Empty));
        await Host.InDatabaseAsync(db =>
        {
            db.Emails.AddRange(parked, code);
            return db.SaveChangesAsync();
        });
        await Host.WithAsync<AddressSweep, int>(sweep => sweep.RunAsync(CancellationToken.None));
        var last = await Host.InDatabaseAsync(db => db.Emails.SingleAsync(email => email.RecipientId == organisation.Lead.Id && email.Template == "deletion-done"));
        Assert.Equal(("", ""), (last.Address, last.Name));
        Assert.Equal(["somebody@people.example", "somebody@people.example"], await AddressesAsync());
        await Host.AdvanceDaysAsync(8);
        await Host.WithAsync<AddressSweep, int>(sweep => sweep.RunAsync(CancellationToken.None));
        Assert.Equal(["", ""], await AddressesAsync());
        Assert.Equal(["AskForDeletion", "ApproveDeletion", "CarryOutDeletion"], await NotesAsync(organisation.Id));

        Task<int> CountAsync() => Host.InDatabaseAsync(db => db.Applications.CountAsync(row => row.Id == draft.Id));

        EmailMessage Email(string template, Guid recipient) =>
            new(new Letter(template, "Subject", ["Body"]), organisation.Id, "", recipient, "somebody@people.example", "Somebody", Host.Now) { State = OutboxState.Parked, LastError = "somebody@people.example was refused" };

        Task<List<string>> AddressesAsync() => Host.InDatabaseAsync(db => db.Emails.Where(email => email.Id == parked.Id || email.Id == code.Id).Select(email => email.Address).ToListAsync());
    }

    [SkippableFact]
    public async Task Deletion_KeepsWhatWasSubmitted_AndForgetsWhoLeft()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var organisation = application.Organisation;
        var lead = await Host.SignInAsync(organisation.Lead);
        var people = $"/api/v1/organisations/{organisation.Id}/people";
        await lead.DeleteAsync($"{people}/{organisation.Contributor.Id}?version={(await lead.GetAsync(people)).Version()}");
        var request = await lead.PostAsync($"/api/v1/organisations/{organisation.Id}/deletion");
        var plan = (await lead.GetAsync($"/api/v1/organisations/{organisation.Id}/deletion")).GetProperty("plan");
        Assert.Contains(plan.GetProperty("stays").Items(), kept => kept.Text("what") == "1 submitted application" && kept.Text("why")!.Length > 20);
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var path = $"/api/v1/deletion-requests/{request.Id()}";
        await administrator.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{path}/decision", new { version = request.Version(), approved = false, reasons = "" });
        await administrator.PostAsync($"{path}/decision", new { version = request.Version(), approved = true, reasons = "" });
        await administrator.PostAsync($"{path}/carry-out", new { version = (await administrator.GetAsync(path)).Version() });

        Assert.Equal(application.Id, (await lead.GetAsync(application.Path)).Id());
        var left = await Host.InDatabaseAsync(db => db.People.SingleAsync(person => person.Id == organisation.Contributor.Id));
        Assert.StartsWith("Former member", left.Name, StringComparison.Ordinal);
        Assert.EndsWith("@removed.invalid", left.Email, StringComparison.Ordinal);
        Assert.Empty(Host.MailTo(left.Email));
        Assert.Equal(organisation.Name, (await lead.GetAsync($"/api/v1/organisations/{organisation.Id}")).Text("legalName"));
    }

    private Task<List<string>> NotesAsync(Guid id) =>
        Host.InDatabaseAsync(db => db.AuditEntries.Where(entry => entry.SubjectId == id).OrderBy(entry => entry.Sequence).Select(entry => entry.What).ToListAsync());

    public sealed class OnSqlite(SqliteHost host) : RecordsTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : RecordsTests(host), IClassFixture<PostgresHost>;
}
