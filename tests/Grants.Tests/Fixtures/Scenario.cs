using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Tests.Documents;

namespace Grants.Tests.Fixtures;

/// <summary>A published call.</summary>
internal sealed record TestCall(Guid Id, string Reference, DateTime OpensAt, DateTime DeadlineAt)
{
    public string Path => $"/api/v1/calls/{Id}";
}

/// <summary>An organisation's application to a call.</summary>
internal sealed record TestApplication(Guid Id, TestCall Call, TestOrganisation Organisation)
{
    public string Path => $"/api/v1/applications/{Id}";
}

/// <summary>The award of an application, and the grant that has its id once the offer is accepted.</summary>
internal sealed record TestAward(Guid Id, TestApplication Application)
{
    public TestOrganisation Organisation => Application.Organisation;

    public string Path => $"/api/v1/awards/{Id}";

    public string GrantPath => $"/api/v1/grants/{Id}";
}

/// <summary>One milestone of a grant.</summary>
internal sealed record TestMilestone(Guid Id, TestAward Grant, DateTime DueAt, long TrancheMinor)
{
    public string Path => $"/api/v1/milestones/{Id}";
}

/// <summary>
/// Brings calls, applications, awards and grants to where a test begins, through the API and as the people who would do it; each step begins where
/// the one before ends. What a step takes days for, the clock is moved for.
/// </summary>
internal sealed class Scenario
{
    /// <summary>What every application asks for, in minor units of AUD.</summary>
    public const long AmountMinor = 10_000_000;

    /// <summary>The form of every call: a question of each kind that matters, a page for each.</summary>
    private static readonly object Form = new
    {
        sections = new object[]
        {
            new
            {
                code = "about",
                title = "About the project",
                questions = new object[] { new { code = "title", kind = "ShortText", text = "What is the project called?" }, new { code = "country", kind = "Country", text = "Where is it carried out?" } },
            },
            new { code = "eligibility", title = "Eligibility", questions = new object[] { new { code = "registered", kind = "Eligibility", text = "Is your organisation registered?" } } },
            new { code = "answers", title = "The project", questions = new object[] { new { code = "approach", kind = "LongText", text = "What will you do?", maxCharacters = 500 } } },
            new { code = "budget", title = "Budget", questions = new object[] { new { code = "budget", kind = "Budget", text = "What does it cost?" } } },
            new { code = "documents", title = "Documents", questions = new object[] { new { code = "certificate", kind = "File", text = "Registration certificate", required = false } } },
        },
    };

    private readonly GrantsHost _host;

    private Scenario(GrantsHost host) => _host = host;

    public Programme Staff => _host.Staff;

    public static Task<Scenario> BeginAsync(GrantsHost host) => Task.FromResult(new Scenario(host));

    public Task<TestOrganisation> OrganisationAsync(string country = Programme.Country) => Programme.OrganisationAsync(_host, country);

    /// <summary>What somebody reads at a path of the API.</summary>
    public async Task<JsonElement> ReadAsync(TestPerson person, string path) => await (await _host.SignInAsync(person)).GetAsync(path);

    /// <summary>Does an act on what is at a path as it is now: <c>POST path/act</c> with its version and whatever else the act takes.</summary>
    public async Task<JsonElement> ActAsync(TestPerson person, string path, string act, object? more = null)
    {
        var browser = await _host.SignInAsync(person);
        return await browser.PostAsync($"{path}/{act}", WithVersion(await browser.GetAsync(path), more));
    }

    /// <summary>A body with the version of what was read.</summary>
    public static JsonObject WithVersion(JsonElement read, object? more = null)
    {
        var body = more is null ? [] : JsonSerializer.SerializeToNode(more, JsonSerializerOptions.Web)!.AsObject();
        body["version"] = read.Version();
        return body;
    }

    /// <summary>Terms of a call as the API takes them.</summary>
    /// <param name="reference">Its reference.</param>
    /// <param name="opensAt">UTC.</param>
    /// <param name="deadlineAt">UTC.</param>
    /// <param name="other">What is to be different.</param>
    public static JsonObject CallTerms(string reference, DateTime opensAt, DateTime deadlineAt, object? other = null)
    {
        var terms = JsonSerializer.SerializeToNode(new
        {
            reference,
            title = "Legal assistance to victims (illustrative)",
            summary = "For organisations that support victims.",
            objectives = "Victims can use their rights.",
            eligibility = "Registered organisations.",
            countries = new[] { Programme.Country },
            pathways = "NationalCapacity",
            projectAreas = "Knowledge",
            currency = "AUD",
            floorMinor = 1_000_000,
            ceilingMinor = 2 * AmountMinor,
            totalMinor = 10 * AmountMinor,
            grantMonths = 24,
            timeZone = "Asia/Phnom_Penh",
            opensAt,
            deadlineAt,
            decisionsBy = deadlineAt.AddDays(90),
            reviewersPerApplication = 2,
            form = Form,
            rubric = new object[]
            {
                new { title = "Relevance", guidance = "Does it meet a need?", weight = 60 },
                new { title = "Capacity", guidance = "Can they do it?", weight = 40 },
            },
        }, JsonSerializerOptions.Web)!.AsObject();
        if (other is null) return terms;
        foreach (var (name, value) in JsonSerializer.SerializeToNode(other, JsonSerializerOptions.Web)!.AsObject().ToList()) terms[name] = value?.DeepClone();
        return terms;
    }

    /// <summary>A published call that opens in an hour and closes after <paramref name="days"/>.</summary>
    /// <param name="days">How long it is open.</param>
    /// <param name="country">ISO 3166 alpha-2; null for a regional call.</param>
    /// <param name="other">What is to be different in its terms.</param>
    public async Task<TestCall> PublishedCallAsync(int days = 30, string? country = Programme.Country, object? other = null)
    {
        var reference = $"T-{Guid.NewGuid():n}"[..14].ToUpperInvariant();
        var (opensAt, deadlineAt) = (_host.Now.AddHours(1), _host.Now.AddDays(days));
        var manager = await _host.SignInAsync(Staff.Manager);
        var terms = CallTerms(reference, opensAt, deadlineAt, other);
        terms["countries"] = country is null ? [] : new JsonArray(country);
        var created = await manager.PostAsync("/api/v1/calls", terms);
        var call = new TestCall(created.Id(), reference, opensAt, deadlineAt);
        await manager.PostAsync($"{call.Path}/publish", new { version = created.Version() });
        return call;
    }

    /// <summary>A call that takes applications.</summary>
    public async Task<TestCall> OpenCallAsync(int days = 30, string? country = Programme.Country, object? other = null)
    {
        var call = await PublishedCallAsync(days, country, other);
        await _host.AdvanceToAsync(call.OpensAt);
        return call;
    }

    /// <summary>An application as it is when an organisation has begun it, with nothing answered.</summary>
    public async Task<TestApplication> StartedApplicationAsync(TestCall? call = null, TestOrganisation? organisation = null)
    {
        call ??= await OpenCallAsync();
        organisation ??= await OrganisationAsync();
        var contributor = await _host.SignInAsync(organisation.Contributor);
        var started = await contributor.PostAsync($"{call.Path}/applications", new { organisationId = organisation.Id });
        return new TestApplication(started.Id(), call, organisation);
    }

    /// <summary>Changes answers of a draft, over whatever they are now.</summary>
    public async Task AnswerAsync(TestApplication application, params (string Code, object Value)[] answers)
    {
        var contributor = await _host.SignInAsync(application.Organisation.Contributor);
        var answerVersions = (await contributor.GetAsync(application.Path)).GetProperty("answerVersions");
        await contributor.PutAsync(application.Path, new { answers = answers.ToDictionary(answer => answer.Code, answer => answer.Value), answerVersions });
    }

    /// <summary>The answer to a question for a budget.</summary>
    public static object Budget(params (string Description, long Requested)[] lines) => new { rows = lines.Select(line => new { description = line.Description, requested = line.Requested }) };

    /// <summary>An application with everything filled in, ready to be submitted.</summary>
    public async Task<TestApplication> DraftApplicationAsync(TestCall? call = null, TestOrganisation? organisation = null)
    {
        var application = await StartedApplicationAsync(call, organisation);
        var contributor = await _host.SignInAsync(application.Organisation.Contributor);
        await contributor.PutAsync(application.Path, new
        {
            answers = new Dictionary<string, object>
            {
                ["title"] = "Legal aid for victims (illustrative)",
                ["country"] = Programme.Country,
                ["registered"] = "yes",
                ["approach"] = "Legal aid in three provinces.",
                ["budget"] = Budget(("Staff", AmountMinor * 6 / 10), ("Legal fees", AmountMinor * 4 / 10)),
            },
        });
        return application;
    }

    /// <summary>An application that has just been submitted: its call is open, and until the deadline it may be reopened.</summary>
    public async Task<TestApplication> JustSubmittedAsync(TestCall? call = null, TestOrganisation? organisation = null)
    {
        var application = await DraftApplicationAsync(call ?? await OpenCallAsync(days: 3), organisation);
        await ActAsync(application.Organisation.Lead, application.Path, "submit");
        await _host.SettleAsync();
        return application;
    }

    /// <summary>Moves the clock until a call has been closed: what was submitted to it is being screened.</summary>
    public Task CloseAsync(TestCall call) => _host.AdvanceToAsync(call.DeadlineAt.AddMinutes(5));

    /// <summary>A submitted application; its call has closed and it is being screened.</summary>
    public async Task<TestApplication> SubmittedApplicationAsync(TestCall? call = null, TestOrganisation? organisation = null)
    {
        var application = await JustSubmittedAsync(call, organisation);
        await CloseAsync(application.Call);
        return application;
    }

    /// <summary>An eligible application whose reviewers are assigned.</summary>
    public async Task<TestApplication> InReviewAsync(TestCall? call = null, TestOrganisation? organisation = null) =>
        await InReviewAsync(await SubmittedApplicationAsync(call, organisation));

    /// <inheritdoc cref="InReviewAsync(TestCall, TestOrganisation)"/>
    public async Task<TestApplication> InReviewAsync(TestApplication application)
    {
        await CloseAsync(application.Call);
        await ActAsync(Staff.Manager, application.Path, "screening", new { eligible = true, noConflict = true, reasons = "Meets every condition." });
        await _host.SettleAsync();
        return application;
    }

    /// <summary>An application with every score in.</summary>
    /// <param name="call">A call of the test, or a new one.</param>
    /// <param name="organisation">An organisation of the test, or a new one.</param>
    /// <param name="score">What every reviewer gives on every criterion, from 0 to 5.</param>
    public async Task<TestApplication> ReviewedAsync(TestCall? call = null, TestOrganisation? organisation = null, int score = 4) =>
        await ReviewedAsync(await SubmittedApplicationAsync(call, organisation), score);

    /// <summary>A submitted application with every score in.</summary>
    /// <param name="application">Submitted before.</param>
    /// <param name="score">What every reviewer gives on every criterion, from 0 to 5.</param>
    public async Task<TestApplication> ReviewedAsync(TestApplication application, int score = 4)
    {
        await InReviewAsync(application);
        await ScoreAsync(application, score);
        return application;
    }

    /// <summary>Every assigned reviewer submits a whole score sheet.</summary>
    public async Task ScoreAsync(TestApplication application, int score = 4)
    {
        foreach (var reviewer in Staff.Reviewers)
        {
            foreach (var review in (await ReadAsync(reviewer, "/api/v1/reviews")).Items().Where(review => review.Id("applicationId") == application.Id))
                await ScoreAsync(reviewer, review.Id("assignmentId"), application, score);
        }

        await _host.SettleAsync();
    }

    /// <summary>One reviewer declares no conflict and submits a whole score sheet.</summary>
    public async Task ScoreAsync(TestPerson reviewer, Guid assignmentId, TestApplication application, int score = 4)
    {
        var browser = await _host.SignInAsync(reviewer);
        await browser.PostAsync($"/api/v1/reviews/{assignmentId}/declaration", WithVersion(await ReviewAsync(), new { hasConflict = false, kind = "None", note = "" }));
        var rubric = (await browser.GetAsync(application.Call.Path)).GetProperty("rubric").EnumerateArray();
        await browser.PutAsync($"/api/v1/reviews/{assignmentId}/scores", WithVersion(await ReviewAsync(), new
        {
            scores = rubric.Select(criterion => new { criterionId = criterion.Id(), value = score, comment = "Sound." }).ToArray(),
            overall = "A sound proposal.",
            submit = true,
        }));

        async Task<JsonElement> ReviewAsync() => (await browser.GetAsync("/api/v1/reviews")).Items().Single(review => review.Id("assignmentId") == assignmentId);
    }

    /// <summary>A recommended application and its proposed award, which waits for endorsement.</summary>
    public async Task<TestAward> RecommendedAsync(TestCall? call = null, TestOrganisation? organisation = null) =>
        await RecommendedAsync(await SubmittedApplicationAsync(call, organisation));

    /// <inheritdoc cref="RecommendedAsync(TestCall, TestOrganisation)"/>
    public async Task<TestAward> RecommendedAsync(TestApplication application)
    {
        await ReviewedAsync(application);
        await ModerateAsync(application, "Recommend");
        return await AwardOfAsync(application);
    }

    /// <summary>A manager decides on a reviewed application: Recommend, Reserve or Decline.</summary>
    public async Task ModerateAsync(TestApplication application, string decision, int? rank = null)
    {
        await ActAsync(Staff.Manager, application.Path, "moderation", new
        {
            decision,
            amountMinor = decision == "Decline" ? (long?)null : AmountMinor,
            rank,
            reasons = "The proposal answers the call.",
            feedback = "Say more about sustainability.",
        });
        await _host.SettleAsync();
    }

    /// <summary>The award of an application that was recommended.</summary>
    public async Task<TestAward> AwardOfAsync(TestApplication application)
    {
        var number = (await ReadAsync(Staff.Manager, application.Path)).Text("number");
        return new((await ReadAsync(Staff.Manager, "/api/v1/awards")).Items().Single(award => award.Text("number") == number).Id(), application);
    }

    /// <summary>An award with its agreement written, two milestones in the next year, endorsed and approved: its offer is out.</summary>
    public async Task<TestAward> OfferedAsync(TestCall? call = null, TestOrganisation? organisation = null) =>
        await OfferedAsync(await SubmittedApplicationAsync(call, organisation));

    /// <inheritdoc cref="OfferedAsync(TestCall, TestOrganisation)"/>
    public async Task<TestAward> OfferedAsync(TestApplication application)
    {
        var award = await RecommendedAsync(application);
        await AgreeAsync(award);
        await ActAsync(Staff.Endorser, award.Path, "endorse");
        await _host.SettleAsync();
        await ActAsync(Staff.Delegate, award.Path, "approve");
        await _host.SettleAsync();
        return award;
    }

    /// <summary>A manager writes the agreement: a year, two budget lines, two milestones.</summary>
    public async Task AgreeAsync(TestAward award)
    {
        var manager = await _host.SignInAsync(Staff.Manager);
        var startsOn = DateOnly.FromDateTime(_host.Now).AddDays(60);
        await manager.PutAsync($"{award.Path}/agreement", WithVersion(await manager.GetAsync(award.Path), new
        {
            title = "Legal aid for victims (illustrative)",
            startsOn,
            endsOn = startsOn.AddYears(1),
            budget = new object[]
            {
                new { description = "Staff", amountMinor = AmountMinor * 6 / 10 },
                new { description = "Legal fees", amountMinor = AmountMinor * 4 / 10 },
            },
            milestones = new object[]
            {
                new { title = "Half-year report", dueOn = startsOn.AddMonths(6), trancheMinor = AmountMinor * 7 / 10 },
                new { title = "Final report", dueOn = startsOn.AddYears(1).AddDays(30), trancheMinor = AmountMinor * 3 / 10 },
            },
        }));
    }

    /// <summary>An accepted offer: an active grant whose first report lies ahead. Nothing yet opens its gates.</summary>
    public async Task<TestAward> ActiveGrantAsync(TestCall? call = null, TestOrganisation? organisation = null)
    {
        var award = await OfferedAsync(call, organisation);
        await ActAsync(award.Organisation.Lead, award.Path, "accept");
        await _host.SettleAsync();
        return award;
    }

    /// <summary>The organisation's bank account, entered by its lead and verified, and every attestation that a payment needs.</summary>
    public async Task OpenGatesAsync(TestOrganisation organisation)
    {
        var path = $"/api/v1/organisations/{organisation.Id}";
        var lead = await _host.SignInAsync(organisation.Lead);
        var account = await lead.PostAsync($"{path}/bank-accounts", WithVersion(await lead.GetAsync(path), new
        {
            bankName = "Illustrative Bank",
            accountName = organisation.Name,
            accountNumber = "0001234567",
            swift = "ABCDKHPP",
            currency = "AUD",
        }));
        var verifier = await _host.SignInAsync(Staff.Finance);
        await verifier.PostAsync($"/api/v1/bank-accounts/{account.Id()}/verify", new { version = account.Version(), spokeWith = "The director", note = "Called the registered number." });
        await AttestAsync(organisation);
    }

    /// <summary>A manager attests every gate for the longest time that an attestation holds.</summary>
    public async Task AttestAsync(TestOrganisation organisation)
    {
        var manager = await _host.SignInAsync(Staff.Manager);
        foreach (var gate in new[] { "Sanctions", "Safeguarding", "PreviousAcquittal" })
        {
            await manager.PostAsync($"/api/v1/organisations/{organisation.Id}/attestations", new
            {
                gate,
                expiresOn = DateOnly.FromDateTime(_host.Now).AddMonths(12).AddDays(-1),
                note = "Checked against the lists of today.",
            });
        }
    }

    /// <summary>The milestones of a grant, in order.</summary>
    public async Task<IReadOnlyList<TestMilestone>> MilestonesAsync(TestAward grant) =>
    [
        .. (await ReadAsync(grant.Organisation.Lead, grant.GrantPath)).GetProperty("milestones").EnumerateArray()
            .Select(milestone => new TestMilestone(milestone.Id(), grant, milestone.Instant("dueAt"), milestone.GetProperty("trancheMinor").GetInt64())),
    ];

    /// <summary>The first milestone of a grant with its report window open.</summary>
    public async Task<TestMilestone> ReportOpenAsync(TestAward? grant = null)
    {
        grant ??= await ActiveGrantAsync();
        var milestone = (await MilestonesAsync(grant))[0];
        await OpenWindowAsync(milestone);
        return milestone;
    }

    /// <summary>Moves the clock until a milestone's report window is open.</summary>
    public Task OpenWindowAsync(TestMilestone milestone)
    {
        var opened = milestone.DueAt.AddDays(1 - Lifecycle.GrantLifecycle.ReportWindowDays);
        return opened > _host.Now ? _host.AdvanceToAsync(opened) : _host.SettleAsync();
    }

    /// <summary>A milestone with a complete report, certified and submitted.</summary>
    public async Task<TestMilestone> ReportSubmittedAsync(TestMilestone? milestone = null)
    {
        milestone ??= await ReportOpenAsync();
        await WriteReportAsync(milestone);
        await ActAsync(milestone.Grant.Organisation.Lead, milestone.Path, "report/submit", new { certified = true });
        await _host.SettleAsync();
        return milestone;
    }

    /// <summary>A contributor writes every section of a report, with one document of evidence; all of the tranche is spent.</summary>
    public async Task WriteReportAsync(TestMilestone milestone)
    {
        await UploadAsync(milestone.Grant.Organisation.Contributor, "ReportEvidence", milestone.Id, null, "ledger.pdf", SampleFiles.Pdf());
        var contributor = await _host.SignInAsync(milestone.Grant.Organisation.Contributor);
        var lines = (await contributor.GetAsync(milestone.Grant.GrantPath)).GetProperty("budgetLines").EnumerateArray().ToList();
        await contributor.PutAsync($"{milestone.Path}/report", WithVersion(await contributor.GetAsync(milestone.Path), new
        {
            narratives = new object[] { new { outcomeArea = "Justice", text = "Twelve cases were taken to court." } },
            trained = new object[] { new { country = Programme.Country, actorKind = "NonState", women = 21, men = 17, undisclosed = 2 } },
            spending = lines.Select((line, index) => new { budgetLineId = line.Id(), amountMinor = milestone.TrancheMinor * (index == 0 ? 6 : 4) / 10 }).ToArray(),
        }));
    }

    /// <summary>A milestone whose report is approved by a manager who has not assessed the application. It is released if the gates are open.</summary>
    public async Task<TestMilestone> ReportApprovedAsync(TestMilestone? milestone = null)
    {
        milestone = await ReportSubmittedAsync(milestone);
        await DecideReportAsync(milestone, accepted: true);
        return milestone;
    }

    /// <summary>The second manager accepts every section of a report, or none.</summary>
    public async Task DecideReportAsync(TestMilestone milestone, bool accepted)
    {
        await ActAsync(Staff.SecondManager, milestone.Path, "decision", new
        {
            sections = new[] { "Narrative", "Trained", "Spending", "Evidence" }.Select(section => new { section, accepted, note = accepted ? "" : "Say more." }).ToArray(),
        });
        await _host.SettleAsync();
    }

    /// <summary>Finance confirms the payment of a milestone.</summary>
    public async Task ConfirmPaymentAsync(TestMilestone milestone)
    {
        await ActAsync(Staff.Finance, milestone.Path, "confirm-payment", new { reference = "PAY-1", paidOn = DateOnly.FromDateTime(_host.Now) });
        await _host.SettleAsync();
    }

    /// <summary>A grant with every milestone paid; it is being closed.</summary>
    public async Task<TestAward> ClosingGrantAsync(TestAward? grant = null)
    {
        grant ??= await ActiveGrantAsync();
        await OpenGatesAsync(grant.Organisation);
        foreach (var milestone in await MilestonesAsync(grant))
        {
            await OpenWindowAsync(milestone);
            await AttestAsync(grant.Organisation);
            await ReportApprovedAsync(milestone);
            await ConfirmPaymentAsync(milestone);
        }

        return grant;
    }

    /// <summary>A grant that is closed by somebody else than the second manager, who approved its final report.</summary>
    public async Task<TestAward> ClosedGrantAsync(TestAward? grant = null)
    {
        grant = await ClosingGrantAsync(grant);
        await ActAsync(Staff.Manager, grant.GrantPath, "close", new { survivorDataChecked = true, finalSpendAccepted = true, note = "Complete." });
        await _host.SettleAsync();
        return grant;
    }

    /// <summary>Sends a file in pieces, as the portal's script does.</summary>
    /// <returns>The document as the API tells of it.</returns>
    public async Task<JsonElement> UploadAsync(TestPerson person, string purpose, Guid subjectId, string? slot, string name, byte[] bytes)
    {
        var browser = await _host.SignInAsync(person);
        var begun = await browser.PostAsync("/api/v1/documents", new { purpose, subjectId, slot, name, length = bytes.Length });
        var chunk = begun.GetProperty("chunkBytes").GetInt32();
        for (var (number, at) = (0, 0); at < bytes.Length; number++, at += chunk)
        {
            using var piece = new ByteArrayContent(bytes, at, Math.Min(chunk, bytes.Length - at));
            using var response = await browser.SendAsync(HttpMethod.Put, $"/api/v1/documents/{begun.Id()}/chunks/{number}", piece);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }

        return await browser.PostAsync($"/api/v1/documents/{begun.Id()}/complete");
    }
}
