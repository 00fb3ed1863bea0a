using System.Net;
using System.Text.Json;
using Grants.SurvivorData;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.SurvivorData;

/// <summary>What may identify somebody keeps an application from being submitted until it is removed or confirmed; it never keeps anybody from saving.</summary>
public abstract class ConfirmationTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Answer_WithAPhoneNumber_IsSavedAndMustBeConfirmedOrRemoved()
    {
        var application = await Scenario.DraftApplicationAsync();
        var (writer, lead) = (await Host.SignInAsync(application.Organisation.Contributor), await Host.SignInAsync(application.Organisation.Lead));
        var saved = await SaveAsync(writer, application, "Call her on +855 12 345 678.");
        Assert.Contains("a phone number", saved.Text("finding"), StringComparison.Ordinal);
        Assert.DoesNotContain("345 678", saved.ToString(), StringComparison.Ordinal);
        Assert.Contains("may identify a person", await RefusedAsync(lead, application, "approach"), StringComparison.Ordinal);
        var check = await lead.OpenAsync($"/applications/{application.Id}/submit");
        Assert.Contains("a phone number", check.Text, StringComparison.Ordinal);

        // The box beside the field, without a script.
        var page = await writer.OpenAsync($"/applications/{application.Id}/edit/answers");
        Assert.Contains("This may identify a person", page.Text, StringComparison.Ordinal);
        var fingerprint = Assert.Single(saved.GetProperty("mayIdentify").Items()).Text("fingerprint")!;
        await page.Fill("identifiesNobody", fingerprint).SubmitAsync("Save and go on");
        var confirmation = Assert.Single(await ConfirmationsAsync(application));
        Assert.Equal((SurvivorDataKind.Phone, "approach", application.Organisation.Contributor.Id), (confirmation.Kind, confirmation.Place, confirmation.ConfirmedBy));
        Assert.DoesNotContain("This may identify a person", (await writer.OpenAsync($"/applications/{application.Id}/edit/answers")).Text, StringComparison.Ordinal);

        // Another number needs another confirmation; here by a program.
        saved = await SaveAsync(writer, application, "Call her on +855 12 345 678 or +855 99 888 777.");
        Assert.Contains("a phone number", await RefusedAsync(lead, application, "approach"), StringComparison.Ordinal);
        saved = await SaveAsync(writer, application, "Call her on +855 12 345 678 or +855 99 888 777.", [Assert.Single(saved.GetProperty("mayIdentify").Items()).Text("fingerprint")!]);
        Assert.Empty(saved.GetProperty("mayIdentify").Items());
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        Assert.Equal(2, (await ConfirmationsAsync(application)).Count);
    }

    [SkippableFact]
    public async Task FileName_ThatNamesAList_MustBeConfirmed()
    {
        var application = await Scenario.DraftApplicationAsync();
        var (writer, lead) = (await Host.SignInAsync(application.Organisation.Contributor), await Host.SignInAsync(application.Organisation.Lead));
        await Scenario.UploadAsync(application.Organisation.Contributor, "Application", application.Id, "certificate", "victim list.pdf", SampleFiles.Pdf());
        Assert.Contains("may identify a person", await RefusedAsync(lead, application, "certificate"), StringComparison.Ordinal);
        var page = await writer.OpenAsync($"/applications/{application.Id}/edit/documents");
        Assert.Contains("The file's name may identify a person", page.Text, StringComparison.Ordinal);
        var box = page.Document.QuerySelector("[name=identifiesNobody]")!;
        await page.Fill("identifiesNobody", box.GetAttribute("value")!).SubmitAsync("Save and go on");
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
    }

    private static async Task<string> RefusedAsync(Browser lead, TestApplication application, string code)
    {
        var version = (await lead.GetAsync(application.Path)).GetProperty("version").GetInt32();
        return (await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/submit", new { version })).GetProperty("errors").Text(code)!;
    }

    private static async Task<JsonElement> SaveAsync(Browser writer, TestApplication application, string text, string[]? identifiesNobody = null)
    {
        var version = (await writer.GetAsync(application.Path)).GetProperty("answerVersions").GetProperty("approach").GetInt32();
        return await writer.PutAsync($"{application.Path}/answers/approach", new { version, value = text, identifiesNobody });
    }

    private Task<List<SurvivorDataConfirmation>> ConfirmationsAsync(TestApplication application) =>
        Host.InDatabaseAsync(db => db.SurvivorDataConfirmations.AsNoTracking().Where(confirmation => confirmation.SubjectId == application.Id).ToListAsync());

    public sealed class OnSqlite(SqliteHost host) : ConfirmationTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ConfirmationTests(host), IClassFixture<PostgresHost>;
}
