using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;

namespace Grants.Calls;

/// <summary>
/// A call for proposals. Once published its terms and its rubric are frozen: they were promised. What can still be moved is the deadline, and only to later:
/// for everybody or for one organisation, with a reason.
/// </summary>
internal sealed class Call : StagedAggregate
{
    /// <summary>The most UTF-16 units of the long texts.</summary>
    public const int MostText = 4_000;

    /// <summary>The most UTF-16 units of <see cref="Contacts"/>.</summary>
    public const int MostContacts = 1_000;

    // Longer than any request lives: Azure ends one after 230 seconds.
    private static readonly TimeSpan ClosingGrace = TimeSpan.FromMinutes(4);

    private readonly List<DeadlineExtension> _extensions = [];

    private Call()
    {
    }

    /// <summary>A draft with every term.</summary>
    public Call(CallTerms terms, FormDefinition form, Rubric rubric, DateTime now)
        : this(form, rubric, now)
    {
        Set(terms.About);
        Set(terms.Money);
        Set(terms.Timetable);
        (Contacts, ReviewersPerApplication, Written) = (terms.Contacts, terms.ReviewersPerApplication, CallParts.All);
    }

    /// <summary>A draft of which only the name is known. What the programme usually says stands in it until a manager has looked at each part.</summary>
    public Call(string reference, string title, FormDefinition form, Rubric rubric, DateTime now)
        : this(form, rubric, now)
    {
        (Reference, Title) = (reference, title);
        Set(CallDefaults.Money);
        Set(CallDefaults.Timetable(now));
        ReviewersPerApplication = CallDefaults.Reviewers;
    }

    private Call(FormDefinition form, Rubric rubric, DateTime now)
    {
        CreatedAt = now;
        FormVersion = new FormVersion(Id, 1, form, now);
        Rubric = rubric;
        Begin(Act.DraftCall, now);
    }

    /// <summary>Short and unique, such as 'CT-2021-1': part of every application's number.</summary>
    public string Reference { get; private set; } = "";

    public string Title { get; private set; } = "";

    public string Summary { get; private set; } = "";

    public string Objectives { get; private set; } = "";

    /// <summary>Who may apply, in words.</summary>
    public string Eligibility { get; private set; } = "";

    /// <summary>ISO 3166 alpha-2; empty when the call is regional.</summary>
    public IReadOnlyList<string> Countries { get; private set; } = [];

    /// <summary>The only country of a call of one country; null for any other.</summary>
    public string? Country => Countries is [var only] ? only : null;

    public Pathways Pathways { get; private set; }

    public ProjectAreas ProjectAreas { get; private set; }

    /// <summary>Who can be asked; empty for the programme's help address.</summary>
    public string Contacts { get; private set; } = "";

    /// <summary>Which parts of the draft a manager has written.</summary>
    public CallParts Written { get; private set; }

    public CallKind Kind { get; private set; }

    /// <summary>For full proposals: the call for the concept notes that invitations are given for.</summary>
    public Guid? ConceptCallId { get; private set; }

    /// <summary>ISO 4217 code of every amount of the call.</summary>
    public string Currency { get; private set; } = "AUD";

    /// <summary>Smallest award, in minor units.</summary>
    public long FloorMinor { get; private set; }

    /// <summary>Largest award, in minor units.</summary>
    public long CeilingMinor { get; private set; }

    /// <summary>Money in the call, in minor units.</summary>
    public long TotalMinor { get; private set; }

    public int GrantMonths { get; private set; }

    /// <summary>IANA name of the zone in which the call states its times.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary><see cref="TimeZone"/>.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>An instant (UTC) on the call's clock.</summary>
    public DateTime InZone(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, Zone);

    public DateTime OpensAt { get; private set; }

    /// <summary>Until when questions about the call can be asked (UTC).</summary>
    public DateTime QuestionsCloseAt { get; private set; }

    /// <summary>The deadline for everybody (UTC), with what it was extended by. An organisation's own is <see cref="DeadlineFor"/>.</summary>
    public DateTime DeadlineAt { get; private set; }

    public DateTime DecisionsBy { get; private set; }

    /// <summary>When it became public (UTC); null for a draft.</summary>
    public DateTime? PublishedAt { get; private set; }

    public int ReviewersPerApplication { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>The number of the form's version that applicants fill in.</summary>
    public int FormNumber => FormVersion.Number;

    /// <summary>The form's version that applicants fill in; loaded with the call.</summary>
    public FormVersion FormVersion { get; private set; } = null!;

    /// <summary>What applicants are asked.</summary>
    public FormDefinition Form => FormVersion.Form;

    /// <summary>What the form needs to know of the call.</summary>
    public FormTerms FormTerms => new(Currency, FloorMinor, CeilingMinor, GrantMonths, Countries) { Pathways = Pathways };

    /// <summary>How applications are scored.</summary>
    public Rubric Rubric { get; private set; } = null!;

    /// <summary>The rubric before the last change, which can be undone; null when nothing was changed.</summary>
    public Rubric? RubricBefore { get; private set; }

    /// <summary>Every extension that was given, always read with the call.</summary>
    public IReadOnlyList<DeadlineExtension> Extensions => _extensions;

    /// <summary>
    /// The deadline (UTC) of an organisation, decided here and nowhere else: everybody's, or a later one that this organisation was given. Null asks for an
    /// organisation that was given none.
    /// </summary>
    public DateTime DeadlineFor(Guid? organisationId) =>
        _extensions.Where(extension => extension.OrganisationId is { } one && one == organisationId).Select(extension => extension.DeadlineAt).Append(DeadlineAt).Max();

    /// <summary>Everybody's deadline, and those of organisations that have a later one of their own.</summary>
    public IEnumerable<(Guid? OrganisationId, DateTime DeadlineAt)> WhoseDeadlines() =>
        _extensions.Select(extension => extension.OrganisationId).Distinct().Where(one => DeadlineFor(one) > DeadlineAt).Prepend(null).Select(one => (one, DeadlineFor(one)));

    /// <summary>Every deadline that holds for somebody (UTC), from the first to the last, after which the call closes.</summary>
    public IReadOnlyList<DateTime> Deadlines => [.. _extensions.Select(extension => DeadlineFor(extension.OrganisationId)).Append(DeadlineAt).Distinct().Order()];

    /// <summary>
    /// When what follows a deadline runs: so long after it that no request that arrived in time and still waits for the database is overtaken. For applicants
    /// the deadline decides, not this.
    /// </summary>
    public static DateTime After(DateTime deadline) => deadline + ClosingGrace;

    /// <summary>
    /// Whether an organisation may start an application now, by the clock alone: the activities that open and close the call may run a little later.
    /// </summary>
    /// <param name="now">UTC.</param>
    /// <param name="organisationId">Null for any that was given no deadline of its own.</param>
    public bool TakesApplications(DateTime now, Guid? organisationId = null) =>
        Stage is Stage.CallPublished or Stage.CallOpen && OpensAt <= now && now <= DeadlineFor(organisationId);

    /// <summary>Whether a question about the call can be asked now.</summary>
    public bool TakesQuestions(DateTime now) => Stage is Stage.CallPublished or Stage.CallOpen && now <= QuestionsCloseAt;

    /// <summary>Says what the call is for.</summary>
    public Outcome Write(CallAbout about) => Write(CallParts.About, () => Set(about));

    /// <summary>Says what money there is.</summary>
    public Outcome Write(CallMoney money) => Write(CallParts.Money, () => Set(money));

    /// <summary>Sets the timetable.</summary>
    public Outcome Write(CallTimetable timetable) => Write(CallParts.Timetable, () => Set(timetable));

    /// <summary>Says who can be asked.</summary>
    public Outcome WriteContacts(string contacts) => Write(CallParts.Contacts, () => Contacts = contacts);

    /// <summary>Says how many reviewers score each application.</summary>
    public Outcome WriteReviewers(int perApplication) => Write(CallParts.Reviewers, () => ReviewersPerApplication = perApplication);

    /// <summary>Changes how applications are scored; the rubric before is kept for <see cref="UndoRubric"/>. What is out of order keeps the call from being published.</summary>
    public Outcome Write(Rubric rubric)
    {
        if (Stage != Stage.CallDraft) return Frozen;
        (RubricBefore, Rubric) = (Rubric, rubric);
        return Outcome.Done;
    }

    /// <summary>Takes the last change of the rubric back; undone again, it is there again.</summary>
    public Outcome UndoRubric() => RubricBefore is { } before ? Write(before) : Refusal.WrongStage(T("There is nothing to undo."));

    /// <summary>Says whether the call has one stage or is part of two.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="conceptCall">For full proposals: the call for their concept notes.</param>
    public Outcome Write(CallKind kind, Call? conceptCall)
    {
        if (Stage != Stage.CallDraft) return Frozen;
        if (kind == CallKind.FullProposal && conceptCall is not { Kind: CallKind.ConceptNote, Stage: not Stage.CallDraft })
            return Refusal.Invalid(nameof(ConceptCallId), T("Choose the call for the concept notes: a published one"));
        (Kind, ConceptCallId) = (kind, kind == CallKind.FullProposal ? conceptCall!.Id : null);
        return Outcome.Done;
    }

    /// <summary>Takes over what the call for its concept notes says, with dates after it. Each part is still to be looked at.</summary>
    public void StartFrom(Call concepts, DateTime now)
    {
        Set(new CallAbout(Reference, Title, concepts.Summary, concepts.Objectives, concepts.Eligibility, concepts.Countries, concepts.Pathways, concepts.ProjectAreas));
        Set(new CallMoney(concepts.Currency, concepts.FloorMinor, concepts.CeilingMinor, concepts.TotalMinor, concepts.GrantMonths));
        Set(CallDefaults.TimetableAfter(concepts, now));
        Contacts = concepts.Contacts;
    }

    /// <summary>Why full proposals cannot open yet; null when they can.</summary>
    public string? OpensTooEarly(Call concepts) => OpensAt >= concepts.DeadlineAt
        ? null
        : T($"The call opens before its concept notes are due, {CallLetters.At(this, concepts.DeadlineAt)}: choose a later opening");

    /// <summary>What must be corrected before the call can be published: form field name to message; empty when it is in order.</summary>
    public IReadOnlyDictionary<string, string> Problems()
    {
        var problems = new Dictionary<string, string>();
        foreach (var part in CallWords.Parts)
        {
            if (!Written.HasFlag(part)) problems.TryAdd(part.ToString(), T($"Nobody has looked at this part and saved it yet: {CallWords.Part(part)}"));
            else foreach (var (field, message) in ProblemsOf(part)) problems.TryAdd(field, message);
        }

        void Require(bool holds, string field, string message)
        {
            if (!holds) problems.TryAdd(field, message);
        }

        Require(FormRules.Problems(Form).Count == 0, nameof(Form), FormRules.Problems(Form).FirstOrDefault()?.Message ?? "");
        Require(Rubric.Problems().Count == 0, nameof(Rubric), Rubric.Problems().FirstOrDefault() ?? "");
        return problems;
    }

    /// <summary>What must be corrected in one part: form field name to message; empty when it is in order.</summary>
    public IReadOnlyDictionary<string, string> ProblemsOf(CallParts part)
    {
        var problems = new Dictionary<string, string>();
        switch (part)
        {
            case CallParts.About:
                Require(IsReference(Reference), nameof(Reference), T("Enter a reference of letters, digits and hyphens, such as CT-2021-1"));
                Require(Title.Length is > 0 and <= 300, nameof(Title), T("Enter a title of up to 300 characters"));
                RequireText(Summary, nameof(Summary), T("Say in a summary what the call pays for"));
                RequireText(Objectives, nameof(Objectives), T("Say what the programme wants to reach with the call"));
                RequireText(Eligibility, nameof(Eligibility), T("Say who may apply"));
                Require(Countries.All(Portal.Countries.IsKnown), nameof(Countries), T("Choose member states of ASEAN, or none for a regional call"));
                Require(Pathways != Pathways.None, nameof(Pathways), T("Choose at least one pathway"));
                Require(ProjectAreas != ProjectAreas.None, nameof(ProjectAreas), T("Choose at least one project area"));
                break;
            case CallParts.Money:
                Require(Currency == Awards.Award.LimitCurrency, nameof(Currency), T($"Enter {Awards.Award.LimitCurrency}: the delegates' financial limits are in it, and no other award could be approved"));
                Require(FloorMinor > 0, nameof(FloorMinor), T("The smallest grant must be more than nothing"));
                Require(FloorMinor <= CeilingMinor, nameof(CeilingMinor), T("The largest grant cannot be less than the smallest"));
                Require(CeilingMinor <= TotalMinor, nameof(TotalMinor), T("The money in the call cannot be less than the largest grant"));
                Require(GrantMonths is >= 1 and <= 60, nameof(GrantMonths), T("A grant lasts from 1 to 60 months"));
                break;
            case CallParts.Timetable:
                Require(TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _), nameof(TimeZone), T("Choose a time zone by its name, such as Asia/Bangkok"));
                Require(OpensAt < DeadlineAt, nameof(DeadlineAt), T("The deadline must be after the opening"));
                Require(QuestionsCloseAt <= DeadlineAt, nameof(QuestionsCloseAt), T("Questions must close before the deadline, or with it"));
                Require(DeadlineAt < DecisionsBy, nameof(DecisionsBy), T("Decisions can only be promised for after the deadline"));
                break;
            case CallParts.Contacts:
                Require(Contacts.Length <= MostContacts, nameof(Contacts), T($"Shorten this to {MostContacts:N0} characters"));
                break;
            case CallParts.Reviewers:
                Require(ReviewersPerApplication is >= 1 and <= 9, nameof(ReviewersPerApplication), T("Each application needs from 1 to 9 reviewers"));
                break;
        }

        return problems;

        void RequireText(string text, string field, string missing)
        {
            Require(text.Length > 0, field, missing);
            Require(text.Length <= MostText, field, T($"Shorten this to {MostText:N0} characters"));
        }

        void Require(bool holds, string field, string message)
        {
            if (!holds) problems.TryAdd(field, message);
        }
    }

    /// <summary>Whether a text can be a call's reference.</summary>
    public static bool IsReference(string text) => text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>Makes the call public and freezes it. Refused while something is out of order, and when the deadline has passed.</summary>
    public Outcome Publish(DateTime now)
    {
        if (Problems() is { Count: > 0 } problems) return Refusal.Invalid(problems);
        if (DeadlineAt <= now) return Refusal.Invalid(nameof(DeadlineAt), T("The deadline has already passed: nobody could apply"));
        var moved = Move(Act.PublishCall, now);
        if (moved.IsRefused) return moved;
        PublishedAt = now;
        FormVersion.Publish(now);
        return moved;
    }

    /// <summary>Lets applicants fill in another version of the form. Their answers are theirs: what the form no longer asks is kept.</summary>
    public Outcome ChangeForm(FormVersion next, DateTime now)
    {
        if (Stage is not (Stage.CallPublished or Stage.CallOpen)) return Refusal.WrongStage(T("The call has closed: nobody fills in its form any more."));
        next.Publish(now);
        FormVersion = next;
        return Outcome.Done;
    }

    /// <summary>
    /// Gives more time, to everybody or to one organisation. A call that has closed opens again: time that was lost is often only known of afterwards.
    /// </summary>
    /// <param name="extension">What is given.</param>
    /// <param name="now">UTC.</param>
    public Outcome Extend(DeadlineExtension extension, DateTime now)
    {
        if (Stage is not (Stage.CallPublished or Stage.CallOpen or Stage.CallClosed))
            return Refusal.WrongStage(Stage == Stage.CallDraft ? T("A draft's deadline is changed in its timetable.") : T("The call is decided: its deadline can no longer be extended."));
        if (DeadlineExtension.WhyNot(extension.Reason) is { } unexplained) return Refusal.Invalid(nameof(extension.Reason), unexplained);
        if (extension.DeadlineAt <= extension.Before) return Refusal.Invalid(nameof(DeadlineAt), T($"A deadline can only be moved to later: it is {CallLetters.At(this, extension.Before)}"));
        if (extension.DeadlineAt <= now) return Refusal.Invalid(nameof(DeadlineAt), T("The new deadline has already passed"));
        if (extension.DeadlineAt >= DecisionsBy) return Refusal.Invalid(nameof(DeadlineAt), T($"Decisions are promised by {CallLetters.At(this, DecisionsBy)}: the deadline must be before"));

        if (Stage == Stage.CallClosed) Move(Act.ReopenCall, now);
        _extensions.Add(extension);
        if (extension.OrganisationId is null) DeadlineAt = extension.DeadlineAt;
        return Outcome.Done;
    }

    public static Refusal Frozen => Refusal.WrongStage(T("A published call is frozen: it was promised. You can publish an addendum, or extend the deadline."));

    private Outcome Write(CallParts part, Action set)
    {
        if (Stage != Stage.CallDraft) return Frozen;
        set();
        if (ProblemsOf(part) is { Count: > 0 } problems) return Refusal.Invalid(problems);
        Written |= part;
        return Outcome.Done;
    }

    private void Set(CallAbout about)
    {
        (Reference, Title, Summary, Objectives, Eligibility) = (about.Reference, about.Title, about.Summary, about.Objectives, about.Eligibility);
        (Countries, Pathways, ProjectAreas) = ([.. about.Countries.Distinct().Order(StringComparer.Ordinal)], about.Pathways, about.ProjectAreas);
    }

    private void Set(CallMoney money) =>
        (Currency, FloorMinor, CeilingMinor, TotalMinor, GrantMonths) = (money.Currency, money.FloorMinor, money.CeilingMinor, money.TotalMinor, money.GrantMonths);

    private void Set(CallTimetable timetable) =>
        (TimeZone, OpensAt, QuestionsCloseAt, DeadlineAt, DecisionsBy) = (timetable.TimeZone, timetable.OpensAt, timetable.QuestionsCloseAt, timetable.DeadlineAt, timetable.DecisionsBy);

    public Outcome Open(DateTime now) => Move(Act.OpenCall, now);

    public Outcome Close(DateTime now) => Move(Act.CloseCall, now);

    /// <summary>Ends the call. Refused while an application waits for its outcome.</summary>
    /// <param name="undecided">How many applications are still being screened, reviewed or moderated.</param>
    /// <param name="now">UTC.</param>
    public Outcome Decide(int undecided, DateTime now)
    {
        if (Stage == Stage.CallClosed && undecided > 0)
            return Refusal.WrongStage(Count(undecided, "{0} of the call's applications has no outcome yet. Decide on it first.", "{0} of the call's applications have no outcome yet. Decide on them first."));
        return Move(Act.DecideCall, now);
    }
}
