using Grants.Accounts;
using Grants.Browser.Tests.Fixtures;
using Grants.Partners;
using Microsoft.Playwright;

namespace Grants.Browser.Tests.Journeys;

/// <summary>The programme's own people, at their desks.</summary>
public sealed class StaffJourneys(Site site) : Journey(site)
{
    [SkippableFact]
    public async Task GrantManager_WritesACall()
    {
        await using var manager = await Site.OpenAsync("manager", Desk);
        await manager.SignInAsync(Identity.Staff("manager-a"));
        await manager.FollowAsync("Calls");
        await manager.PressAsync("Write a new call");
        await manager.FillAsync("Reference", $"CT-{Site.Now.Year}-90");
        await manager.PressAsync("Save as a draft");
        await manager.IsAskedAsync("Enter a title");
        await manager.FillAsync("Title", "Victims' access to compensation (illustrative)");
        await manager.PressAsync("Save as a draft");

        await manager.FollowAsync("What the call is for");
        await manager.FillAsync("Summary", "Legal aid for compensation claims, and what they teach for law reform.");
        await manager.PressAsync("Save");
        await manager.IsAskedAsync("Say who may apply");
        await manager.FillAsync("Objectives", "Courts award compensation to victims, and victims receive it.");
        await manager.FillAsync("Who may apply", "Civil-society organisations that are registered in Cambodia or Lao PDR.");
        foreach (var country in new[] { "Cambodia", "Lao PDR" }) await manager.ChooseAsync("Where are projects carried out?", country);
        await manager.ChooseAsync("Pathways", "Enhancing national-level capacity");
        await manager.ChooseAsync("Project areas", "Knowledge and professional development");
        await manager.PressAsync("Save");
        await manager.FollowAsync("Money");
        foreach (var (label, value) in new[] { ("Smallest grant", "50,000"), ("Largest grant", "200,000"), ("Money in the call", "600,000") }) await manager.FillAsync(label, value);
        await manager.PressAsync("Save");
        await manager.FollowAsync("Timetable");
        var today = DateOnly.FromDateTime(Site.Now);
        foreach (var (question, days) in new[] { ("Opens on", 3), ("Questions close on", 30), ("Deadline on", 40), ("Decisions by", 90) }) await manager.FillDateAsync(question, today.AddDays(days));
        await manager.PressAsync("Save");
        foreach (var part in new[] { "Contacts", "Reviewers" })
        {
            await manager.FollowAsync(part);
            await manager.PressAsync("Save");
        }

        await manager.FollowAsync("Check and publish");
        await manager.PressAsync("Publish the call");
        await manager.SeesAsync("The call is published");
        await manager.FollowAsync("Publish an addendum");
        await manager.FillAsync("Title", "Overhead");
        await manager.FillAsync("Text", "Begun by mistake.");
        await manager.PressAsync("Add a document first");
        await manager.PressAsync("Discard this draft");
        await manager.SeesAsync("The draft of the addendum and its documents are discarded");
        await manager.FollowAsync("Publish an addendum");
        await manager.FillAsync("Title", "Overheads");
        await manager.FillAsync("Text", "Overheads may be up to 10% of the budget.");
        await manager.PressAsync("Publish and tell applicants");
        await manager.FollowAsync("Extend the deadline");
        await manager.FillDateAsync("New deadline: day", today.AddDays(50));
        await manager.FillAsync("Reason", "Public holidays in both countries.");
        await manager.PressAsync("Extend and tell those concerned");
        await manager.SeesAsync("Public holidays in both countries.");
    }

    [SkippableFact]
    public async Task Question_IsAskedOnAPhone_AnsweredAtADesk_AndReadByAVisitor()
    {
        var story = await Story.OfCallAsync(Site, "Evidence for reform");
        await using var applicant = await Site.OpenAsync("applicant", Phone);
        await applicant.SignInAsync(Identity.Of("LSCW", MembershipKind.Contributor));
        await applicant.GoAsync($"/calls/{story.CallId}");
        await applicant.FollowAsync("Ask about the call");
        await applicant.PressAsync("Send the question");
        await applicant.IsAskedAsync("Write your question");
        await applicant.FillAsync("Your question", "We work in one province only. May we apply?");
        await applicant.PressAsync("Send the question");
        await applicant.SeesAsync("Your question is sent");

        await using var manager = await Site.OpenAsync("manager", Desk);
        await manager.SignInAsync(Identity.Staff("manager-a"));
        await manager.FollowLikeAsync("Answer a question about the call");
        await manager.FillAsync("The question as everybody reads it", "May an organisation apply that works in one province?");
        await manager.FillAsync("Answer", "Yes.");
        await manager.PressAsync("Publish question and answer");
        await manager.SeesAsync("Published");

        await using var visitor = await Site.OpenAsync("visitor", Phone);
        await visitor.GoAsync("/calls");
        await visitor.FollowAsync(story.CallTitle);
        await visitor.SeesAsync("May an organisation apply that works in one province?");
    }

    [SkippableFact]
    public async Task GrantManager_Screens_Moderates_AndPreparesTheAgreement()
    {
        var story = await Story.OfCallAsync(Site, "Victim rights in justice");
        var (reviewed, toScreen, declined) = (await story.ApplicationAsync("Blue Dragon"), await story.ApplicationAsync("SR Law"), await story.ApplicationAsync("Verité"));
        await story.CloseAsync();
        foreach (var application in new[] { reviewed, declined }) await story.AssessAsync(application);

        await using var manager = await Site.OpenAsync("manager", Desk);
        await manager.SignInAsync(Identity.Staff("manager-a"));
        await manager.FollowAsync("Show what waits for everybody");
        await manager.FollowAsync("Applications");
        await manager.FillAsync("Number, title or organisation", "SR Law");
        await manager.PressAsync("Show");
        await manager.SeesAsync("Social Responsibility Law");
        await manager.GoAsync($"/applications/{toScreen}/timeline");
        await manager.SeesAsync("Delivered");
        await manager.GoAsync($"/applications/{toScreen}/ask");
        await manager.GoAsync($"/applications/{toScreen}");
        await manager.PressAsync("Screen the application");
        await manager.PressAsync("Confirm the decision");
        await manager.IsAskedAsync("");
        await manager.ChooseAsync("Is the application eligible?", "Find eligible and send to review");
        await manager.ChooseAsync("Conflict of interest", "I have no conflict of interest: no family, money, work or close friendship ties me to this organisation");
        await manager.PressAsync("Confirm the decision");

        await manager.GoAsync($"/calls/{story.CallId}/ranking");
        await manager.GoAsync($"/applications/{declined}/moderation");
        await manager.ChooseAsync("What do you decide?", "Decline, with feedback");
        await manager.PressAsync("Decide");
        await manager.IsAskedAsync("");
        await manager.FillAsync("Reasons", "The call had more good applications than money.");
        await manager.FillAsync("Feedback (optional)", "Show the evidence for the problem in counts.");
        await manager.PressAsync("Decide");
        await manager.SeesAsync("declined");

        await manager.GoAsync($"/applications/{reviewed}/moderation");
        await manager.ChooseAsync("What do you decide?", "Recommend for an award");
        await manager.FillAsync("Reasons", "Strong on every criterion.");
        await manager.PressAsync("Decide");
        await manager.SeesAsync("The award is proposed");
        await manager.FollowAsync("change the agreement");
        await manager.FillAsync("Title of the grant", "");
        await manager.PressAsync("Save the agreement");
        await manager.IsAskedAsync("Enter the title of the grant");
        await manager.FillAsync("Title of the grant", "Safe return and legal aid");
        await manager.PressAsync("Save the agreement");
        await manager.SeesAsync("The agreement is saved");
        await manager.FollowAsync("Awards");
    }

    [SkippableFact]
    public async Task GrantManager_DecidesOnAReport_AndAttestsForTheGates()
    {
        var story = await Story.OfCallAsync(Site, "Ethical recruitment");
        var award = await story.OfferAsync(await story.ReviewedAsync("Verité"), "TH");
        var milestone = await story.AcceptAsync(award, "Verité");
        await story.ReportAsync(award, milestone, "Verité");

        await using var manager = await Site.OpenAsync("manager", Desk);
        await manager.SignInAsync(Identity.Staff("manager-b"));
        await manager.FollowAsync("Grants");
        await manager.GoAsync($"/milestones/{milestone}");
        await manager.PressAsync("Decide on the report");
        await manager.PressAsync("Send the decision");
        await manager.IsAskedAsync("Decide on this section");
        foreach (var section in new[] { "What was achieved", "People trained", "Money spent", "Evidence" }) await manager.ChooseAsync(section, "Accepted");
        await manager.PressAsync("Send the decision");
        await manager.SeesAsync("The report is approved");

        await manager.FollowAsync("Partners");
        await manager.FollowLikeAsync("Verité");
        await manager.PressAsync("Attest");
        await manager.PressAsync("Attest");
        await manager.IsAskedAsync("");
        await manager.ChooseAsync("What do you attest?", "Sanctions screening");
        await manager.FillDateAsync("Until which day does it hold?", DateOnly.FromDateTime(Site.Now).AddMonths(6));
        await manager.FillAsync("What did you check, and against what?", "The consolidated list, on the day of the attestation.");
        await manager.PressAsync("Attest");
        await manager.SeesAsync("Sanctions screening");
        await manager.GoAsync("/results");
        await manager.SeesAsync("42");
    }

    [SkippableFact]
    public async Task Reviewer_DeclaresInterests_AndScores()
    {
        var story = await Story.OfCallAsync(Site, "Survivors' voices in policy");
        var application = await story.ApplicationAsync("LSCW");
        await story.CloseAsync();
        await story.ScreenAsync(application);
        var who = (await story.ReviewersAsync(application))[0];

        await using var reviewer = await Site.OpenAsync("reviewer", Desk);
        await reviewer.SignInAsync(who);
        await reviewer.FollowAsync("Reviews");
        await reviewer.FollowLikeAsync(Applicant("LSCW").Title);
        await reviewer.IsAtAsync("Do you have a conflict of interest?");
        await reviewer.PressAsync("Declare");
        await reviewer.IsAskedAsync("");
        await reviewer.ChooseAsync("Your declaration", "I have no conflict of interest");
        await reviewer.PressAsync("Declare");
        await reviewer.SeesAsync("Your score sheet");

        // Each line is saved as it is left; what is written without a connection is there again when the sheet is opened.
        var sheet = reviewer.Page.Url;
        var overall = reviewer.Page.Locator("main textarea[name=Overall]");
        var state = reviewer.Page.Locator("[data-state]");
        await reviewer.Page.Locator("main textarea").First.FillAsync("It answers a need that the evidence shows.");
        await overall.FocusAsync();
        await Assertions.Expect(state).ToContainTextAsync("Saved at");
        var line = await SlowLine.OfAsync(reviewer.Page);
        await line.BreakAsync();
        await overall.FillAsync("Strong on counsel, weak on cost.");
        await overall.BlurAsync();
        await Assertions.Expect(state).ToContainTextAsync("What you type is kept on this device");
        await reviewer.Page.EvaluateAsync("() => { window.fetch = () => new Promise(() => {}); }");
        await reviewer.Page.GotoAsync("about:blank");
        await line.MendAsync();
        await reviewer.GoAsync(new Uri(sheet).AbsolutePath);
        await Assertions.Expect(reviewer.Page.Locator("main textarea").First).ToHaveValueAsync("It answers a need that the evidence shows.");
        await Assertions.Expect(overall).ToHaveValueAsync("Strong on counsel, weak on cost.");
        await Assertions.Expect(state).ToContainTextAsync("Saved at");

        await reviewer.PressAsync("Submit the score sheet");
        await reviewer.IsAskedAsync("");
        foreach (var score in await reviewer.Page.Locator("main").GetByLabel("4: Good").AllAsync()) await score.CheckAsync();
        foreach (var area in await reviewer.Page.Locator("main textarea").AllAsync()) await area.FillAsync("The evidence is given in counts and convinces.");
        await reviewer.PressAsync("Save as a draft");
        await reviewer.PressAsync("Submit the score sheet");
        await reviewer.FollowAsync("Reviews");
        await reviewer.SeesAsync("Submitted");
    }

    [SkippableFact]
    public async Task Endorser_Endorses_AndDelegateApproves()
    {
        var story = await Story.OfCallAsync(Site, "Migrant workers' rights");
        await story.ProposeAsync(await story.ReviewedAsync("Ople Center"));

        await using var endorser = await Site.OpenAsync("endorser", Desk);
        await endorser.SignInAsync(Identity.Staff("npsc-ph"));
        await endorser.FollowLikeAsync("Endorse the award");
        await endorser.SeesAsync("Grant agreement");
        await endorser.PressAsync("Endorse");
        await endorser.SeesAsync("The award is endorsed");
        await endorser.FollowAsync("Awards");

        await using var approver = await Site.OpenAsync("delegate", Desk);
        await approver.SignInAsync(Identity.Staff("delegate-a"));
        await approver.FollowLikeAsync("Approve the award");
        await approver.SeesAsync("Your financial limit is");
        await approver.PressAsync("Approve");
        await approver.SeesAsync("The offer goes out");
        await approver.FollowAsync("Awards");
    }

    [SkippableFact]
    public async Task FinanceOfficer_VerifiesAnAccount_AndConfirmsAPayment()
    {
        var story = await Story.OfCallAsync(Site, "Access to justice");
        var award = await story.OfferAsync(await story.ReviewedAsync("SR Law"), "TH");
        var milestone = await story.AcceptAsync(award, "SR Law");
        await story.ReportAsync(award, milestone, "SR Law");
        await story.ReleaseAsync(milestone, "SR Law");
        var unverified = await story.EnterAccountAsync("Blue Dragon");

        await using var officer = await Site.OpenAsync("finance", Desk);
        await officer.SignInAsync(Identity.Staff("finance"));
        await officer.FollowAsync("Partners");
        await officer.GoAsync($"/partners/{unverified}");
        await officer.FollowLikeAsync("Verify");
        await officer.PressAsync("They confirmed this account");
        await officer.IsAskedAsync("");
        await officer.FillAsync("Whom did you speak with?", "The office manager, at the number on file");
        await officer.PressAsync("They confirmed this account");
        await officer.SeesAsync("Verified, in force");

        await officer.FollowAsync("Payments");
        await officer.FollowAsync("My tasks");
        await officer.FollowLikeAsync("Confirm the payment");
        await officer.PressAsync("Confirm the payment");
        await officer.PressAsync("Confirm the payment");
        await officer.IsAskedAsync("");
        await officer.FillAsync("The bank's reference", "TT-000123");
        await officer.FillDateAsync("On which day was it paid?", DateOnly.FromDateTime(Site.Now));
        await officer.PressAsync("Confirm the payment");
        await officer.SeesAsync("The payment is confirmed");
    }

    [SkippableFact]
    public async Task Auditor_ReadsEverything_AndChangesNothing()
    {
        var story = await Story.OfCallAsync(Site, "Oversight");
        var application = await story.ReviewedAsync("MFA");
        var award = await story.ProposeAsync(application);

        await using var auditor = await Site.OpenAsync("auditor", Desk);
        await auditor.SignInAsync(Identity.Staff("auditor"));
        foreach (var list in new[] { "Calls", "Applications", "Awards", "Grants", "Partners", "Operations" }) await auditor.FollowAsync(list);
        await auditor.GoAsync($"/applications/{application}");
        await auditor.FollowAsync("Audit trail");
        await auditor.SeesAsync("these hashes are right");
        foreach (var path in new[] { $"/calls/{story.CallId}", $"/calls/{story.CallId}/ranking", $"/applications/{application}/moderation", $"/awards/{award}" })
        {
            await auditor.GoAsync(path);
            Assert.Equal(0, await auditor.Page.Locator("main form[method=post]").CountAsync());
        }
    }

    [SkippableFact]
    public async Task Administrator_AddsAPerson_WhoSetsUpASecondFactorAndSignsIn()
    {
        await using var administrator = await Site.OpenAsync("administrator", Desk);
        await administrator.SignInAsync(Identity.Staff("administrator"));
        await administrator.FollowAsync("Operations");
        await administrator.FollowAsync("People");
        await administrator.PressAsync("Add a person");
        await administrator.PressAsync("Add the person");
        await administrator.IsAskedAsync("");
        var added = new Identity("Auditor B (illustrative)", "auditor-b@programme.example");
        await administrator.FillAsync("Name", added.Name);
        await administrator.FillAsync("E-mail address", added.Address);
        await administrator.SelectAsync("Time zone", "Bangkok");
        await administrator.ChooseAsync("Role", "Auditor");
        await administrator.PressAsync("Add the person");
        await administrator.SeesAsync(added.Name);

        await using var auditor = await Site.OpenAsync("auditor", Desk);
        await auditor.GoAsync("/sign-in");
        await auditor.EnterAsync(added);
        await auditor.IsAtAsync("Set up an authenticator app");
        var key = FromBase32((await auditor.Page.Locator("#key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal));
        await auditor.FillAsync("Code from your authenticator app", Totp.Code(key, Totp.StepOf(Site.Now)));
        await auditor.PressAsync("Set up the app");
        await auditor.IsAtAsync("Your recovery codes");
        await auditor.PressAsync("I have kept them");
        await auditor.IsAtAsync("My tasks");
    }

    // As an authenticator app reads the key that was typed into it (RFC 4648).
    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }
}
