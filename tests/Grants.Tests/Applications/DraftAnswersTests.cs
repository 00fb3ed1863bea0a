using System.Net;
using System.Text.Json;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Applications;

/// <summary>Several people write one draft: nothing that anybody typed is lost.</summary>
public abstract class DraftAnswersTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Put_Answer_RaisesItsOwnVersion_AndNotTheApplications()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var before = (await lead.GetAsync(application.Path)).Version();
        Assert.Equal(1, (await SaveAsync(lead, application, "approach", 0, "Legal aid.")).Version());
        Assert.Equal(2, (await SaveAsync(lead, application, "approach", 1, "Shelter.")).Version());
        Assert.InRange(lead.LastCommands, 4, 7);
        var read = await lead.GetAsync(application.Path);
        Assert.Equal((before, "Shelter.", 2), (read.Version(), read.GetProperty("answers").Text("approach"), read.GetProperty("answerVersions").GetProperty("approach").GetInt32()));
        Assert.Equal(["Legal aid."], await EarlierAsync(application));
    }

    [SkippableFact]
    public async Task Put_DifferentAnswers_AtTheSameTime_AreBothKept()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        await Task.WhenAll(SaveAsync(lead, application, "approach", 0, "Legal aid."), SaveAsync(contributor, application, "registered", 0, "yes"));
        var answers = (await lead.GetAsync(application.Path)).GetProperty("answers");
        Assert.Equal(("Legal aid.", "yes"), (answers.Text("approach"), answers.Text("registered")));
    }

    [SkippableFact]
    public async Task Put_TheSameAnswer_AtTheSameTime_KeepsTheFirst_AndSetsTheOtherAside()
    {
        const int Many = 6;
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        var answered = await Task.WhenAll(Enumerable.Range(0, Many).Select(async i =>
        {
            using var response = await (i % 2 == 0 ? lead : contributor).SendAsync(HttpMethod.Put, $"{application.Path}/answers/approach", new { version = 0, value = $"Text {i}." });
            return response.StatusCode;
        }));
        Assert.Single(answered, HttpStatusCode.OK);
        Assert.Equal(Many - 1, answered.Count(status => status == HttpStatusCode.Conflict));
        var present = (await lead.GetAsync(application.Path)).GetProperty("answers").Text("approach")!;
        Assert.Equal(Enumerable.Range(0, Many).Select(i => $"Text {i}."), (await EarlierAsync(application)).Append(present).Order());
    }

    [SkippableFact]
    public async Task Put_OverAnOlderVersion_TellsWhoSavedWhatAndWhen_AndKeepsBoth()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        await SaveAsync(lead, application, "approach", 0, "Legal aid.");
        await SaveAsync(contributor, application, "approach", 1, "Legal aid and shelter.");
        for (var again = 0; again < 2; again++)
        {
            var problem = await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Path}/answers/approach", new { version = 1, value = "Counselling." });
            var theirs = problem.GetProperty("theirs").GetProperty("approach");
            Assert.Equal(("Legal aid and shelter.", application.Organisation.Contributor.Name, 2, Host.Now), (theirs.Text("value"), theirs.Text("by"), theirs.Version(), theirs.Instant("at")));
        }

        Assert.Equal(["Counselling.", "Legal aid."], await EarlierAsync(application));

        // What says the same is no conflict, whatever it was written over; nor is a text that was not changed.
        await SaveAsync(lead, application, "approach", 1, "Legal aid and shelter.");
        await SaveAsync(lead, application, "approach", 1, "Legal aid.");
        Assert.Equal("Legal aid and shelter.", (await lead.GetAsync(application.Path)).GetProperty("answers").Text("approach"));
    }

    [SkippableFact]
    public async Task Put_ATextThatGrows_IsKeptOnce_AndWhatIsTakenOut_InTheHistory()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var version = 0;
        foreach (var text in new[] { "Legal", "Legal aid", "Legal aid.", "More Legal aid.", "Shelter.", "" })
            version = (await SaveAsync(lead, application, "approach", version, text)).Version();
        Assert.Equal(6, version);
        Assert.Equal(["More Legal aid.", "Shelter."], await EarlierAsync(application));
        Assert.False((await lead.GetAsync(application.Path)).GetProperty("answers").TryGetProperty("approach", out _));
    }

    [SkippableFact]
    public async Task Put_ATextOverItsLimit_IsKept_WithWhatToDo_AndOneThatNobodyCanRead_IsRefused()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var saved = await SaveAsync(lead, application, "approach", 0, new string('x', 501));
        Assert.Contains("1 too many", saved.Text("finding"), StringComparison.Ordinal);
        await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"{application.Path}/answers/registered", new { version = 0, value = "perhaps" });
        await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"{application.Path}/answers/nothing", new { version = 0, value = "x" });
    }

    private static readonly object _strict = new
    {
        sections = new object[]
        {
            new
            {
                code = "all",
                title = "Everything",
                questions = new object[]
                {
                    new { code = "title", kind = "ShortText", text = "What is the project called?" },
                    new { code = "country", kind = "Country", text = "Where is it carried out?" },
                    new { code = "budget", kind = "Budget", text = "What does it cost?", budget = new { statedTotals = true } },
                    new { code = "shared", kind = "YesNo", text = "Do others carry out a part?" },
                    new { code = "shared-how", kind = "LongText", text = "Which part?", askIf = new { question = "shared", @is = new[] { "yes" } } },
                    new { code = "certificate", kind = "File", text = "Certificate" },
                },
            },
        },
    };

    [SkippableFact]
    public async Task Put_SaysOfWhatIsUnfinished_WhatTheSubmissionSays()
    {
        var application = await Scenario.StartedApplicationAsync(await Scenario.OpenCallAsync(other: new { form = _strict }));
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var lines = new { rows = new[] { new { description = "Staff", requested = 10_000_000 } } };
        Assert.Contains("Enter the total", await SaidAsync("budget", lines), StringComparison.Ordinal);
        Assert.Contains("Answer the question", await SaidAsync("title", ""), StringComparison.Ordinal);
        Assert.Contains("Answer the question", await SaidAsync("budget", new { }), StringComparison.Ordinal);
        Assert.Contains("fill in 'What for'", await SaidAsync("budget", new { rows = new[] { new { requested = 5 } } }), StringComparison.Ordinal);
        Assert.Null(await SaidAsync("shared", "yes"));
        Assert.Contains("Which part?", await SaidAsync("shared-how", ""), StringComparison.Ordinal);
        Assert.Contains("Add the document", await SaidAsync("certificate", ""), StringComparison.Ordinal);
        // What is not asked is not wanted.
        Assert.Null(await SaidAsync("shared", "no"));
        Assert.Null(await SaidAsync("shared-how", ""));
        Assert.Null(await SaidAsync("title", "Legal aid (illustrative)"));
        Assert.Null(await SaidAsync("budget", new { lines.rows, totals = new { requested = 10_000_000 } }));

        // Whoever is still writing it on the page is not told that it is unfinished.
        var version = (await lead.GetAsync(application.Path)).GetProperty("answerVersions").GetProperty("budget").GetInt32();
        var typed = await lead.PutAsync($"{application.Path}/answers/budget", new { version, fields = new[] { new[] { "budget[0].description", "Staff" }, ["budget[0].requested", "100,000"] } });
        Assert.Null(typed.Text("finding"));
        typed = await lead.PutAsync($"{application.Path}/answers/budget", new { version = version + 1, fields = new[] { new[] { "budget[0].description", "Staff" }, ["budget[0].requested", "much"] } });
        Assert.Contains("enter an amount", typed.Text("finding"), StringComparison.Ordinal);

        async Task<string?> SaidAsync(string code, object value)
        {
            var before = await lead.GetAsync(application.Path);
            var saved = await lead.PutAsync($"{application.Path}/answers/{code}", new { version = before.GetProperty("answerVersions").TryGetProperty(code, out var known) ? known.GetInt32() : 0, value });
            var now = await lead.GetAsync(application.Path);
            var refused = (await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/submit", new { version = now.Version() })).GetProperty("errors");
            var said = refused.TryGetProperty(code, out var error) ? error.GetString() : null;
            Assert.Equal(said, saved.Text("finding"));
            var again = await lead.PutAsync(application.Path, new { answers = new Dictionary<string, object> { [code] = value }, answerVersions = now.GetProperty("answerVersions") });
            Assert.Equal(said, again.GetProperty("findings").TryGetProperty(code, out var found) ? found.GetString() : null);
            return said;
        }
    }

    [SkippableFact]
    public async Task Put_ByAStranger_OrAfterTheDeadline_IsRefused()
    {
        var application = await Scenario.DraftApplicationAsync();
        var body = new { version = 1, value = "Late." };
        await (await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, $"{application.Path}/answers/approach", body);
        await Host.AdvanceToAsync(application.Call.DeadlineAt.AddSeconds(2));
        var problem = await (await Host.SignInAsync(application.Organisation.Lead)).RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Path}/answers/approach", body);
        Assert.Equal("TooLate", problem.Text("code"));
    }

    [SkippableFact]
    public async Task Post_Section_SavesWhatDoesNotMeet_AndShowsBothTextsOfWhatDoes()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        var path = $"/applications/{application.Id}/edit/answers";
        var mine = (await lead.OpenAsync(path)).Fill("approach", "My text.");
        Assert.InRange(lead.LastCommands, 4, 8);
        await (await contributor.OpenAsync(path)).Fill("approach", "Their text.").SubmitAsync("Save and go on");

        var both = await mine.SubmitAsync("Save and go on");
        Assert.Equal(HttpStatusCode.Conflict, both.Status);
        Assert.Contains("Their text.", both.Text, StringComparison.Ordinal);
        Assert.Contains(application.Organisation.Contributor.Name, both.Text, StringComparison.Ordinal);
        Assert.Equal(["My text."], await EarlierAsync(application));

        // Nothing is chosen for anybody.
        both = await both.SubmitAsync("Save and go on");
        Assert.Equal(HttpStatusCode.Conflict, both.Status);
        Assert.Contains("choose which one is to be the answer", Assert.Single(both.Errors), StringComparison.Ordinal);
        await both.Fill("choose.approach", "theirs").SubmitAsync("Save and go on");
        Assert.Equal("Their text.", await ApproachAsync(lead, application));

        both = await mine.SubmitAsync("Save and go on");
        Assert.Equal(HttpStatusCode.Conflict, both.Status);
        await both.Fill("choose.approach", "mine").Fill("approach", "Our text.").SubmitAsync("Save and go on");
        Assert.Equal("Our text.", await ApproachAsync(lead, application));
        Assert.Equal(["My text.", "Their text."], await EarlierAsync(application));
    }

    [SkippableFact]
    public async Task SeeingBothTexts_ChoosesNone_TheyStandThereUntilTheirWriterHasChosen()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        var path = $"/applications/{application.Id}/edit/answers";
        var mine = (await contributor.OpenAsync(path)).Fill("approach", "My text.");
        await SaveAsync(lead, application, "approach", 0, "Their text.");
        var both = await mine.SubmitAsync("Save and go on");
        Assert.Equal(HttpStatusCode.Conflict, both.Status);

        // What the page's script sends as it is left is still written over what stood there before.
        var over = both.Document.QuerySelector("[name='base.approach']")!.GetAttribute("value");
        Assert.Equal("0", over);
        await Host.AdvanceToAsync(Host.Now.AddMinutes(1));
        await contributor.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Path}/answers/approach", new { version = 0, value = "My text, with more." });
        Assert.Equal("Their text.", await ApproachAsync(lead, application));

        var list = await contributor.OpenAsync($"/applications/{application.Id}");
        Assert.Contains($"{application.Organisation.Lead.Name} saved the one that is the answer. Choose between it and yours.", list.Text, StringComparison.Ordinal);
        Assert.Contains($"{application.Organisation.Contributor.Name} wrote one that is not the answer, and has not chosen yet.", (await lead.OpenAsync($"/applications/{application.Id}")).Text, StringComparison.Ordinal);
        both = await contributor.OpenAsync(path);
        Assert.Contains("Their text.", both.Document.QuerySelector(".draft-conflict")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("My text, with more.", both.Document.QuerySelector("[name='approach']")!.TextContent.Trim());
        Assert.False((await lead.OpenAsync(path)).Has(".draft-conflict"));

        await both.Fill("approach", "My text, once more.").Fill("choose.approach", "theirs").SubmitAsync("Save and go on");
        Assert.Equal("Their text.", await ApproachAsync(lead, application));
        // The device sends what it had kept: nothing is asked again.
        await contributor.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Path}/answers/approach", new { version = 0, value = "My text, once more." });
        Assert.False((await contributor.OpenAsync(path)).Has(".draft-conflict"));
        Assert.DoesNotContain("Two texts were written", (await lead.OpenAsync($"/applications/{application.Id}")).Text, StringComparison.Ordinal);
        Assert.Equal(["My text, once more.", "My text, with more.", "My text."], await EarlierAsync(application));
    }

    [SkippableFact]
    public async Task WhoWritesTheAnswerAgain_HasChosen()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        await SaveAsync(lead, application, "approach", 0, "Legal aid.");
        await contributor.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Path}/answers/approach", new { version = 0, value = "Shelter." });
        Assert.True((await contributor.OpenAsync($"/applications/{application.Id}/edit/answers")).Has(".draft-conflict"));
        await Host.AdvanceToAsync(Host.Now.AddMinutes(1));
        await SaveAsync(contributor, application, "approach", 1, "Legal aid, and shelter.");
        Assert.False((await contributor.OpenAsync($"/applications/{application.Id}/edit/answers")).Has(".draft-conflict"));
        await SaveAsync(lead, application, "approach", 2, "Shelter, and legal aid.");
        Assert.False((await contributor.OpenAsync($"/applications/{application.Id}/edit/answers")).Has(".draft-conflict"));
    }

    [SkippableFact]
    public async Task FormThatComesBack_ShowsWhatColleaguesSaved_WhereItsWriterHasChangedNothing()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        await SaveAsync(lead, application, "title", 0, "Legal aid");
        await SaveAsync(lead, application, "country", 0, "KH");
        var open = (await contributor.OpenAsync($"/applications/{application.Id}/edit/about")).Fill("title", "Counselling");
        await SaveAsync(lead, application, "title", 1, "Shelter");
        await SaveAsync(lead, application, "country", 1, "LA");

        // Who says again what stood there before has seen no more than that.
        Assert.Equal(1, (await SaveAsync(contributor, application, "country", 1, "KH")).Version());
        var back = await open.SubmitAsync("Save and go on");
        Assert.Equal(HttpStatusCode.Conflict, back.Status);
        Assert.Equal("LA", back.Document.QuerySelector("[name='country'] [selected]")?.GetAttribute("value"));
        await back.Fill("choose.title", "mine").SubmitAsync("Save and go on");
        var answers = (await lead.GetAsync(application.Path)).GetProperty("answers");
        Assert.Equal(("Counselling", "LA"), (answers.Text("title"), answers.Text("country")));
    }

    [SkippableFact]
    public async Task FormOfAColleague_WithATextThatHasGrownSince_MeetsItOnlyWhereTheyChangedIt()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        await SaveAsync(lead, application, "title", 0, "Legal aid and shelter");
        var (open, shortened) = (await contributor.OpenAsync($"/applications/{application.Id}/edit/about"), await contributor.OpenAsync($"/applications/{application.Id}/edit/about"));
        // One who goes on writing leaves no earlier text in the history.
        await SaveAsync(lead, application, "title", 1, "Legal aid and shelter in five");
        await SaveAsync(lead, application, "title", 2, "Legal aid and shelter in five provinces");

        Assert.Equal(HttpStatusCode.OK, (await open.Fill("country", "LA").SubmitAsync("Save and go on")).Status);
        var answers = (await lead.GetAsync(application.Path)).GetProperty("answers");
        Assert.Equal(("LA", "Legal aid and shelter in five provinces"), (answers.Text("country"), answers.Text("title")));

        var both = await shortened.Fill("title", "Legal aid").SubmitAsync("Save and go on");
        Assert.Equal(HttpStatusCode.Conflict, both.Status);
        Assert.Contains("Legal aid and shelter in five provinces", both.Text, StringComparison.Ordinal);
        Assert.Equal("Legal aid", both.Document.QuerySelector("[name=title]")!.GetAttribute("value"));
        // Nobody has chosen: what comes back is no text that the form came with.
        Assert.Equal(HttpStatusCode.Conflict, (await both.SubmitAsync("Save and go on")).Status);
        await both.Fill("choose.title", "mine").SubmitAsync("Save and go on");
        Assert.Equal("Legal aid", (await lead.GetAsync(application.Path)).GetProperty("answers").Text("title"));
    }

    [SkippableFact]
    public async Task FormOfAColleague_WithAFieldThatWasEmptyWhenItWasOpened_TakesNoAnswerAway()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        var open = await contributor.OpenAsync($"/applications/{application.Id}/edit/answers");
        await SaveAsync(lead, application, "approach", 0, "Legal aid.");
        var saved = await open.SubmitAsync("Save and go on");
        Assert.Equal(HttpStatusCode.OK, saved.Status);
        Assert.Equal("Legal aid.", (await lead.GetAsync(application.Path)).GetProperty("answers").Text("approach"));
        // What is typed there afterwards still meets the colleague's text.
        Assert.Equal(0, (await SaveAsync(contributor, application, "approach", 0, "")).Version());
        await contributor.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Path}/answers/approach", new { version = 0, value = "Shelter." });
    }

    [SkippableFact]
    public async Task Put_AnswerThatArrivedUnnoticed_AndComesAgainWithMore_IsNoConflict()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await SaveAsync(lead, application, "approach", 0, "Legal");
        Assert.Equal(2, (await SaveAsync(lead, application, "approach", 0, "Legal aid.")).Version());
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Path}/answers/approach", new { version = 0, value = "Shelter." });
    }

    [SkippableFact]
    public async Task Put_OfSomebodyElsesText_IsRefused_WhenTheBrowsersPersonHasChanged()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        object Body(Guid person) => new { version = 0, fields = new[] { new[] { "approach", "Legal aid." } }, person };
        await lead.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Put, $"{application.Path}/answers/approach", Body(application.Organisation.Contributor.Id));
        await lead.PutAsync($"{application.Path}/answers/approach", Body(application.Organisation.Lead.Id));
        Assert.InRange(lead.LastCommands, 1, 5);
        Assert.Equal("Legal aid.", (await lead.GetAsync(application.Path)).GetProperty("answers").Text("approach"));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_AfterTheSessionEnded_KeepsWhatWasTyped_ForThisPersonAlone(bool signedInAgainMeanwhile)
    {
        var application = await Scenario.StartedApplicationAsync();
        using var browser = Host.NewBrowser();
        await browser.SignInAsync(application.Organisation.Contributor);
        var page = (await browser.OpenAsync($"/applications/{application.Id}/edit/answers")).Fill("approach", "A long text.");
        await Host.InDatabaseAsync(db => db.Sessions.Where(session => session.PersonId == application.Organisation.Contributor.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.ExpiresAt, Host.Now)));
        if (signedInAgainMeanwhile) await browser.SignInAsync(application.Organisation.Contributor);

        var kept = await page.SubmitAsync("Save and go on");
        if (!signedInAgainMeanwhile)
        {
            Assert.StartsWith("/sign-in?returnTo=", kept.Path, StringComparison.Ordinal);
            var path = Uri.UnescapeDataString(kept.Path.Split("returnTo=")[1]);
            await browser.SignInAsync(application.Organisation.Lead);
            Assert.DoesNotContain("A long text.", (await browser.OpenAsync(path)).Document.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
            await browser.SignInAsync(application.Organisation.Contributor);
            kept = await browser.OpenAsync(path);
        }

        Assert.Equal("A long text.", kept.Document.QuerySelector("textarea")!.TextContent);
        Assert.Contains("You were signed out", kept.Text, StringComparison.Ordinal);
        Assert.Empty((await browser.GetAsync(application.Path)).GetProperty("answers").EnumerateObject());
        Assert.Equal($"/applications/{application.Id}", (await kept.SubmitAsync("Save and go on")).Path);
        Assert.Equal("A long text.", (await browser.GetAsync(application.Path)).GetProperty("answers").Text("approach"));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_OfAsManyFieldsAsTablesCanHave_IsSaved(bool withFiles)
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var page = await lead.OpenAsync($"/applications/{application.Id}/edit/answers");
        // Two tables of a hundred lines and twenty quarters.
        List<KeyValuePair<string, string>> fields =
        [
            KeyValuePair.Create("__RequestVerificationToken", page.Document.QuerySelector("main [name=__RequestVerificationToken]")!.GetAttribute("value")!),
            .. Enumerable.Range(0, 4400).Select(index => KeyValuePair.Create($"plan[{index / 22}].quarters", $"q{index % 22}")),
            KeyValuePair.Create("base.approach", "0"),
            KeyValuePair.Create("approach", "Legal aid."),
        ];
        using HttpContent form = withFiles ? Parts(fields) : new FormUrlEncodedContent(fields);
        using var saved = await lead.SendAsync(HttpMethod.Post, $"/applications/{application.Id}/edit/answers", form);
        Assert.Equal((HttpStatusCode.SeeOther, $"/applications/{application.Id}"), (saved.StatusCode, saved.Headers.Location?.OriginalString));
        Assert.Equal("Legal aid.", (await lead.GetAsync(application.Path)).GetProperty("answers").Text("approach"));

        static MultipartFormDataContent Parts(List<KeyValuePair<string, string>> fields)
        {
            var parts = new MultipartFormDataContent();
            foreach (var (name, value) in fields) parts.Add(new StringContent(value), $"\"{name}\"");
            return parts;
        }
    }

    [SkippableFact]
    public async Task Presence_IsToldToColleagues_AndToNobodyElse()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        var page = await contributor.OpenAsync($"/applications/{application.Id}/edit/answers");
        Assert.DoesNotContain("Also here", page.Text, StringComparison.Ordinal);
        var told = await lead.PostAsync($"{application.Path}/presence", new { section = "Budget" });
        Assert.Equal($"Also here: {application.Organisation.Contributor.Name} ({page.Title}, now)", told.Text("words"));
        Assert.Equal(2, lead.LastCommands);
        page = await contributor.OpenAsync($"/applications/{application.Id}/edit/answers");
        Assert.Contains($"Also here: {application.Organisation.Lead.Name} (Budget, now)", page.Text, StringComparison.Ordinal);

        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        Assert.Equal("", (await stranger.PostAsync($"{application.Path}/presence", new { section = "Budget" })).Text("words"));
        Assert.Equal(2, await Host.InDatabaseAsync(db => db.Presences.CountAsync(presence => presence.ApplicationId == application.Id)));
        Host.Clock.SetUtcNow(Host.Now.AddMinutes(11));
        Assert.Equal("", (await lead.PostAsync($"{application.Path}/presence", new { section = "Budget" })).Text("words"));
    }

    [SkippableFact]
    public async Task OpenPage_IsToldWhatColleaguesSavedSince_AndNobodyElseIs()
    {
        var application = await Scenario.StartedApplicationAsync();
        var (lead, contributor) = await BothAsync(application);
        object seen = new { section = "Answers", seen = new { approach = 0, title = 0, unknown = 0 } };
        Assert.Empty((await lead.PostAsync($"{application.Path}/presence", seen)).GetProperty("newer").EnumerateObject());
        Assert.Equal(3, lead.LastCommands);
        await contributor.PutAsync($"{application.Path}/answers/approach", new { version = 0, value = "Their text." });

        var newer = Assert.Single((await lead.PostAsync($"{application.Path}/presence", seen)).GetProperty("newer").EnumerateObject());
        Assert.Equal("approach", newer.Name);
        Assert.Equal(application.Organisation.Contributor.Name, newer.Value.Text("by"));
        Assert.Equal(["approach", "Their text."], Assert.Single(newer.Value.GetProperty("fields").Items()).Items().Select(part => part.GetString()));
        Assert.Empty((await lead.PostAsync($"{application.Path}/presence", new { section = "Answers", seen = new { approach = newer.Value.Version() } })).GetProperty("newer").EnumerateObject());

        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        Assert.Empty((await stranger.PostAsync($"{application.Path}/presence", seen)).GetProperty("newer").EnumerateObject());
        var many = Enumerable.Range(0, 151).ToDictionary(number => $"q{number}");
        Assert.Contains("up to 150 questions", (await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/presence", new { section = "Answers", seen = many })).Text("detail"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Section_NamesEveryFaultOfATableAtOnce_EachAtItsField_AndMarksWhatCannotBeRead()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var path = $"/applications/{application.Id}/edit/budget";
        var wrong = await (await lead.OpenAsync(path)).Fill("budget[0].description", "Staff").Fill("budget[0].requested", "abc").Fill("budget[1].requested", "12 or 13").SubmitAsync("Save and go on");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        Assert.Equal(
            ["What does it cost? Line 1: enter an amount in figures, such as 5,000", "What does it cost? Line 2: enter an amount in figures, such as 5,000"],
            wrong.Document.QuerySelectorAll(".govuk-error-summary a").Select(link => link.TextContent));
        Assert.Equal("Error: Line 1: enter an amount in figures, such as 5,000", wrong.Document.GetElementById("budget-0-requested-error")!.TextContent.Trim());

        // Both stand there when the page is opened again, with what is only unfinished.
        var again = await lead.OpenAsync(path);
        Assert.Empty(again.Errors);
        Assert.Equal(["budget[0].requested", "budget[1].requested"], again.Document.QuerySelectorAll("[aria-invalid=true]").Select(field => field.GetAttribute("name")));
        Assert.Equal(["#budget-0-requested", "#budget-1-description", "#budget-1-requested"], again.Document.QuerySelectorAll(".govuk-inset-text a").Select(link => link.GetAttribute("href")));
    }

    [SkippableFact]
    public async Task Copy_FillsWhatIsStillEmpty_AndLeavesWhatIsWritten()
    {
        var organisation = await Scenario.OrganisationAsync();
        var earlier = await Scenario.DraftApplicationAsync(organisation: organisation);
        var contributor = await Host.SignInAsync(organisation.Contributor);
        Assert.False((await contributor.OpenAsync($"/applications/{earlier.Id}")).Has($"a[href='/applications/{earlier.Id}/copy']"), "There is nothing yet to copy from.");
        var application = await Scenario.StartedApplicationAsync(organisation: organisation);
        await Scenario.AnswerAsync(application, ("title", "A new project"));

        Assert.True((await contributor.OpenAsync($"/applications/{application.Id}")).Has($"a[href='/applications/{application.Id}/copy']"));
        var page = await contributor.OpenAsync($"/applications/{application.Id}/copy");
        Assert.True(contributor.LastCommands <= 8);
        page = await page.SubmitAsync("Copy the answers");
        Assert.Equal("Choose an earlier application", Assert.Single(page.Errors));
        page = await page.Fill("From", earlier.Id.ToString()).SubmitAsync("Copy the answers");
        Assert.Contains("4 answers were copied", page.Document.Body!.TextContent, StringComparison.Ordinal);

        var (copied, copiedFrom) = ((await contributor.GetAsync(application.Path)).GetProperty("answers"), (await contributor.GetAsync(earlier.Path)).GetProperty("answers"));
        Assert.Equal("A new project", copied.Text("title"));
        foreach (var code in new[] { "country", "registered", "approach", "budget" }) Assert.Equal(copiedFrom.Text(code), copied.Text(code));
        var facts = await Host.InDatabaseAsync(db => db.AuditEntries.Where(entry => entry.SubjectId == application.Id && entry.What == "CopyAnswers").Select(entry => entry.Facts).SingleAsync());
        Assert.Contains(earlier.Id.ToString(), facts, StringComparison.Ordinal);
        Assert.Equal(0, (await contributor.PostAsync($"{application.Path}/copy", new { from = earlier.Id })).GetProperty("answers").GetInt32());
    }

    [SkippableFact]
    public async Task Copy_TakesOnlyWhatIsAskedInTheSameWay_AndOnlyFromTheSameOrganisation()
    {
        var organisation = await Scenario.OrganisationAsync();
        var earlier = await Scenario.DraftApplicationAsync(organisation: organisation);
        var form = new
        {
            sections = new object[]
            {
                new
                {
                    code = "all",
                    title = "Everything",
                    questions = new object[]
                    {
                        new { code = "title", kind = "ShortText", text = "What is the project called?" },
                        new { code = "country", kind = "Country", text = "Where is it carried out?" },
                        new { code = "approach", kind = "YesNo", text = "Do you have an approach?" },
                        new { code = "budget", kind = "Budget", text = "What does it cost?" },
                    },
                },
            },
        };
        var application = await Scenario.StartedApplicationAsync(await Scenario.OpenCallAsync(other: new { form }), organisation);
        var contributor = await Host.SignInAsync(organisation.Contributor);
        var theirs = await Scenario.DraftApplicationAsync(earlier.Call);
        await contributor.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{application.Path}/copy", new { from = theirs.Id });
        var stranger = await Host.SignInAsync(theirs.Organisation.Lead);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{application.Path}/copy", new { from = theirs.Id });

        Assert.Equal(3, (await contributor.PostAsync($"{application.Path}/copy", new { from = earlier.Id })).GetProperty("answers").GetInt32());
        var answers = (await contributor.GetAsync(application.Path)).GetProperty("answers");
        Assert.Equal(["budget", "country", "title"], answers.EnumerateObject().Select(answer => answer.Name).Order());
    }

    private static Task<JsonElement> SaveAsync(Browser browser, TestApplication application, string code, int version, string value) =>
        browser.PutAsync($"{application.Path}/answers/{code}", new { version, value });

    private async Task<(Browser Lead, Browser Contributor)> BothAsync(TestApplication application) =>
        (await Host.SignInAsync(application.Organisation.Lead), await Host.SignInAsync(application.Organisation.Contributor));

    private static async Task<string?> ApproachAsync(Browser browser, TestApplication application) => (await browser.GetAsync(application.Path)).GetProperty("answers").Text("approach");

    private Task<List<string>> EarlierAsync(TestApplication application) => Host.InDatabaseAsync(db =>
        db.AnswerVersions.Where(version => version.ApplicationId == application.Id).Select(version => version.Text).Order().ToListAsync());

    public sealed class OnSqlite(SqliteHost host) : DraftAnswersTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : DraftAnswersTests(host), IClassFixture<PostgresHost>;
}
