using Grants.Local.Demo;
using Grants.Partners;

namespace Grants.Browser.Tests.Fixtures;

/// <summary>What happens before a journey begins, through the API: a call of its own, and applications of organisations that take part in it.</summary>
internal sealed class Story(Site site)
{
    private static int _calls;

    private static readonly Identity _manager = Identity.Staff("manager-a");
    private static readonly Identity _secondManager = Identity.Staff("manager-b");
    private static readonly Identity _finance = Identity.Staff("finance");

    private DateTime _deadline;

    /// <summary>The call.</summary>
    public Guid CallId { get; private set; }

    /// <summary>What it is called.</summary>
    public string CallTitle { get; private set; } = "";

    /// <summary>Publishes a call that is open for ten days.</summary>
    /// <param name="site">Where.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="countries">Where projects are carried out; none for a regional call.</param>
    public static async Task<Story> OfCallAsync(Site site, string title, params string[] countries)
    {
        var number = Interlocked.Increment(ref _calls);
        var story = new Story(site) { CallTitle = $"{title} (illustrative)", _deadline = site.Now.Date.AddDays(10).AddHours(10) };
        var manager = site.Client(_manager);
        var call = await manager.PostAsync("api/v1/calls", new
        {
            reference = $"CT-{site.Now.Year}-{number + 1}",
            title = story.CallTitle,
            summary = "For civil-society organisations that support trafficked persons and bring evidence to policy reform.",
            objectives = "Trafficked persons know and can use their rights.",
            eligibility = "Civil-society organisations that are registered in a member state of ASEAN.",
            countries,
            pathways = "NationalCapacity",
            projectAreas = "Knowledge",
            currency = "AUD",
            floorMinor = 50_000_00,
            ceilingMinor = 400_000_00,
            totalMinor = 1_200_000_00,
            grantMonths = 12,
            timeZone = "Asia/Bangkok",
            opensAt = site.Now.AddMinutes(-1),
            deadlineAt = story._deadline,
            decisionsBy = story._deadline.AddDays(45),
            reviewersPerApplication = 2,
        });
        story.CallId = call.Id();
        await manager.PostAsync($"api/v1/calls/{story.CallId}/publish", new { version = call.Version() });
        await site.SettleAsync();
        return story;
    }

    /// <summary>An organisation begins an application, with nothing in it.</summary>
    public async Task<Guid> StartAsync(string acronym)
    {
        var contributor = Contributor(acronym);
        return (await contributor.PostAsync($"api/v1/calls/{CallId}/applications", new { organisationId = await OrganisationAsync(contributor) })).Id();
    }

    /// <summary>An organisation writes its whole application and does not submit it.</summary>
    public async Task<Guid> DraftAsync(string acronym)
    {
        var applicant = DemoWorld.Applicants.Single(applicant => applicant.Acronym == acronym);
        var contributor = Contributor(acronym);
        var id = (await contributor.PostAsync($"api/v1/calls/{CallId}/applications", new { organisationId = await OrganisationAsync(contributor) })).Id();
        var call = await contributor.GetAsync($"api/v1/calls/{CallId}");
        await contributor.PutAsync($"api/v1/applications/{id}", new { answers = DemoAnswers.To(call, applicant with { AmountMinor = 180_000_00 }) });
        foreach (var slot in new[] { "registration-certificate", "safeguarding-policy", "detailed-budget" })
            await Uploads.EnsureAsync(contributor, "Application", id, slot, DemoFiles.Photo(slot.Length));
        return id;
    }

    /// <summary>An organisation applies.</summary>
    public async Task<Guid> ApplicationAsync(string acronym)
    {
        var id = await DraftAsync(acronym);
        await ActAsync(Lead(acronym), $"api/v1/applications/{id}", "submit");
        return id;
    }

    /// <summary>The deadline passes.</summary>
    public Task CloseAsync() => site.MoveToAsync(_deadline.AddMinutes(5));

    /// <summary>A manager finds an application eligible; reviewers are assigned.</summary>
    public Task ScreenAsync(Guid application) =>
        ActAsync(site.Client(_manager), $"api/v1/applications/{application}", "screening", version => new { version, eligible = true, noConflict = true, reasons = "" });

    /// <summary>Who reviews an application.</summary>
    public async Task<IReadOnlyList<Identity>> ReviewersAsync(Guid application) =>
        [.. (await site.Client(_manager).GetAsync($"api/v1/applications/{application}/scores")).Items("sheets")
            .Select(sheet => Local.Seed.IllustrativeProgramme.Staff.Single(member => member.PersonName == sheet.Text("reviewer")))
            .Select(member => new Identity(member.PersonName, member.Address))];

    /// <summary>A reviewer scores an application.</summary>
    public async Task ScoreAsync(Guid application, Identity who)
    {
        var reviewer = site.Client(who);
        var assigned = (await reviewer.GetAsync("api/v1/reviews")).Rows().Single(review => review.Id("applicationId") == application);
        var id = assigned.Id("assignmentId");
        var rubric = (await reviewer.GetAsync($"api/v1/calls/{CallId}")).Items("rubric");
        await reviewer.PostAsync($"api/v1/reviews/{id}/declaration", new { version = assigned.Version(), hasConflict = false, kind = "None" });
        var review = await reviewer.GetAsync($"api/v1/reviews/{id}");
        await reviewer.PutAsync($"api/v1/reviews/{id}/scores", new
        {
            version = review.Version(),
            scores = rubric.Index().Select(criterion => new { criterionId = criterion.Item.Id(), value = 3 + (criterion.Index % 3), comment = "Convincing; the evidence could be shown more plainly." }).ToList(),
            overall = "A sound proposal for its size.",
            submit = true,
        });
        await site.SettleAsync();
    }

    /// <summary>An application that was applied for, screened and scored.</summary>
    public async Task<Guid> ReviewedAsync(string acronym)
    {
        var id = await ApplicationAsync(acronym);
        await CloseAsync();
        await AssessAsync(id);
        return id;
    }

    /// <summary>Screening and every score sheet.</summary>
    public async Task AssessAsync(Guid application)
    {
        await ScreenAsync(application);
        foreach (var reviewer in await ReviewersAsync(application)) await ScoreAsync(application, reviewer);
    }

    /// <summary>A manager recommends an application and prepares the agreement: an inception report next month, and a final one.</summary>
    /// <returns>The award's id, which is also its grant's.</returns>
    public async Task<Guid> ProposeAsync(Guid application)
    {
        var manager = site.Client(_manager);
        await ActAsync(manager, $"api/v1/applications/{application}", "moderation", version => new
        {
            version,
            decision = "Recommend",
            amountMinor = 180_000_00,
            reasons = "Strong on the criteria of the call.",
            feedback = "",
        });
        var award = (await manager.GetAsync("api/v1/awards")).Rows().Single(award => award.Id("applicationId") == application);
        var startsOn = DateOnly.FromDateTime(site.Now).AddDays(2);
        await manager.PutAsync($"api/v1/awards/{award.Id()}/agreement", new
        {
            version = (await manager.GetAsync($"api/v1/awards/{award.Id()}")).Version(),
            title = award.Text("title"),
            startsOn,
            endsOn = startsOn.AddMonths(12),
            budget = new[] { Line("People", 90_000_00), Line("Training and legal aid", 60_000_00), Line("Travel and office", 30_000_00) },
            milestones = new[]
            {
                new { title = "Inception report", dueOn = startsOn.AddDays(30), trancheMinor = 120_000_00 },
                new { title = "Final report and acquittal", dueOn = startsOn.AddMonths(13), trancheMinor = 60_000_00 },
            },
        });
        await site.SettleAsync();
        return award.Id();
    }

    /// <summary>The committee of a country endorses.</summary>
    public Task EndorseAsync(Guid award, string country) => ActAsync(site.Client(Identity.Staff($"npsc-{country.ToLowerInvariant()}")), $"api/v1/awards/{award}", "endorse");

    /// <summary>The delegate approves, and the offer goes out.</summary>
    public Task ApproveAsync(Guid award) => ActAsync(site.Client(Identity.Staff("delegate-a")), $"api/v1/awards/{award}", "approve");

    /// <summary>From a scored application to the offer.</summary>
    public async Task<Guid> OfferAsync(Guid application, string country)
    {
        var award = await ProposeAsync(application);
        await EndorseAsync(award, country);
        await ApproveAsync(award);
        return award;
    }

    /// <summary>The organisation accepts, and the window of the first report opens.</summary>
    /// <returns>The first milestone.</returns>
    public async Task<Guid> AcceptAsync(Guid award, string acronym)
    {
        await ActAsync(Lead(acronym), $"api/v1/awards/{award}", "accept");
        await site.MoveToAsync(site.Now.AddDays(1));
        return (await Lead(acronym).GetAsync($"api/v1/grants/{award}")).Items("milestones").First().Id();
    }

    /// <summary>The organisation writes and certifies a report.</summary>
    public async Task ReportAsync(Guid award, Guid milestone, string acronym)
    {
        var contributor = Contributor(acronym);
        var budget = (await contributor.GetAsync($"api/v1/grants/{award}")).Items("budgetLines");
        await contributor.PutAsync($"api/v1/milestones/{milestone}/report", new
        {
            version = (await contributor.GetAsync($"api/v1/milestones/{milestone}")).Version(),
            narratives = new[] { new { outcomeArea = "Justice", text = "Twelve judges and thirty prosecutors were trained. Forty people were advised." } },
            trained = new[] { new { country = "TH", actorKind = "State", women = 18, men = 24, undisclosed = 0 } },
            spending = budget.Select(line => new { budgetLineId = line.Id(), amountMinor = 10_000_00 }).ToList(),
        });
        await Uploads.EnsureAsync(contributor, "ReportEvidence", milestone, null, DemoFiles.Photo(7));
        await ActAsync(Lead(acronym), $"api/v1/milestones/{milestone}", "report/submit", version => new { version, certified = true });
    }

    /// <summary>Another manager than the one who assessed approves the report; bank account and gates are in order, so that the payment is instructed.</summary>
    public async Task ReleaseAsync(Guid milestone, string acronym)
    {
        var lead = Lead(acronym);
        var organisation = await OrganisationAsync(lead);
        if (!(await lead.GetAsync($"api/v1/organisations/{organisation}")).Items("bankAccounts").Any())
        {
            await EnterAccountAsync(acronym);
            var account = (await site.Client(_finance).GetAsync($"api/v1/organisations/{organisation}")).Items("bankAccounts").Single();
            await site.Client(_finance).PostAsync($"api/v1/bank-accounts/{account.Id()}/verify", new { version = account.Version(), spokeWith = "The office, at the number on file", note = "Read back digit by digit." });
        }

        await ActAsync(site.Client(_secondManager), $"api/v1/milestones/{milestone}", "decision", version => new
        {
            version,
            sections = new[] { "Narrative", "Trained", "Spending", "Evidence" }.Select(section => new { section, accepted = true, note = "" }),
        });
        foreach (var gate in new[] { "Sanctions", "Safeguarding", "PreviousAcquittal" })
        {
            await site.Client(_secondManager).PostAsync($"api/v1/organisations/{organisation}/attestations", new
            {
                gate,
                expiresOn = DateOnly.FromDateTime(site.Now).AddMonths(6),
                note = "Checked against the documents on file.",
            });
        }

        await site.SettleAsync();
    }

    /// <summary>The lead enters a bank account; nobody has verified it.</summary>
    public async Task<Guid> EnterAccountAsync(string acronym)
    {
        var lead = Lead(acronym);
        var organisation = await OrganisationAsync(lead);
        await lead.PostAsync($"api/v1/organisations/{organisation}/bank-accounts", new
        {
            bankName = "Illustrative Bank, Main Branch",
            accountName = $"{acronym} (illustrative)",
            accountNumber = "000000000001",
            swift = "ILLUXXXX",
            currency = "AUD",
        });
        return organisation;
    }

    private static object Line(string description, long amountMinor) => new { description, amountMinor };

    private static async Task<Guid> OrganisationAsync(DemoClient member) => (await member.GetAsync("api/v1/me")).Items("memberships").Single().Id("organisationId");

    private DemoClient Lead(string acronym) => site.Client(Identity.Of(acronym, MembershipKind.Lead));

    private DemoClient Contributor(string acronym) => site.Client(Identity.Of(acronym, MembershipKind.Contributor));

    /// <summary>Somebody does an act on what is at a path as it is now. What follows from it has happened when this returns.</summary>
    public async Task ActAsync(DemoClient actor, string path, string act, Func<int, object>? body = null)
    {
        var version = (await actor.GetAsync(path)).Version();
        await actor.PostAsync($"{path}/{act}", body?.Invoke(version) ?? new { version });
        await site.SettleAsync();
    }
}
