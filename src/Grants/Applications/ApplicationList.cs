using System.Globalization;
using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>The order of the list.</summary>
public enum ListOrder
{
    /// <summary>What was begun last comes first.</summary>
    Newest,

    /// <summary>What has been longest in its stage comes first.</summary>
    Waiting,

    /// <summary>By number.</summary>
    Number,

    /// <summary>By the organisation's name.</summary>
    Organisation,

    /// <summary>The largest amount first.</summary>
    Amount,
}

/// <summary>What to list; null does not narrow. Everything but the call, the country and the order is heeded for programme staff only.</summary>
/// <param name="Call">The call.</param>
/// <param name="Stage">The stage. It would tell applicants what they have not been told.</param>
/// <param name="Country">ISO code of the country of work, or 'regional'.</param>
/// <param name="WaitingDays">For at least how many days it has been in its stage.</param>
/// <param name="Screener">'me', 'nobody', or a person's id.</param>
/// <param name="Organisation">The organisation.</param>
/// <param name="Search">Words of the number, the title or the organisation's names.</param>
/// <param name="HasFindings">Of what is being screened: whether the system's checks have found something to look at; what they have not looked at yet is neither.</param>
/// <param name="Order">The order.</param>
/// <param name="Page">From 1.</param>
public sealed record Filter(Guid? Call, Stage? Stage, string? Country, int? WaitingDays, string? Screener, Guid? Organisation, string? Search, bool? HasFindings, ListOrder Order, int Page)
{
    /// <summary>In an address: with findings.</summary>
    public const string Some = "some";

    /// <summary>In an address: without findings.</summary>
    public const string None = "none";

    /// <summary>The filters as they stand in an address, without the page.</summary>
    public string Query => string.Join('&', Parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));

    /// <summary>The filters with the page.</summary>
    public string Here => Page > 1 ? FormattableString.Invariant($"{Query}&page={Page}") : Query;

    /// <summary>Whether anything narrows the list but the search.</summary>
    public bool Narrows => Call is not null || Stage is not null || Country is not null || WaitingDays is not null || Screener is not null || Organisation is not null || HasFindings is not null;

    /// <summary>Every filter that is set, by its name in the address.</summary>
    public IEnumerable<(string Name, string? Value)> Parts =>
    [
        ("q", Search), ("call", Call?.ToString()), ("stage", Stage?.ToString()), ("country", Country), ("waiting", WaitingDays?.ToString(CultureInfo.InvariantCulture)),
        ("screener", Screener), ("organisation", Organisation?.ToString()), ("findings", HasFindings is { } has ? has ? Some : None : null), ("order", Order == ListOrder.Newest ? null : Order.ToString()),
    ];
}

/// <summary>The filters as they stand in an address. What cannot be read does not narrow, and is told: to whoever reads a page beside the list, to a program instead of it.</summary>
internal sealed record FilterQuery(string? Q, string? Call, string? Stage, string? Country, string? Waiting, string? Screener, string? Organisation, string? Findings, string? Order, string? Page)
{
    private const int MostSearched = 200;

    /// <summary>Reads the part of an address that follows the question mark.</summary>
    public static FilterQuery Parse(string? query)
    {
        var typed = QueryHelpers.ParseQuery(query);
        return new(Of("q"), Of("call"), Of("stage"), Of("country"), Of("waiting"), Of("screener"), Of("organisation"), Of("findings"), Of("order"), Of("page"));

        string? Of(string part) => typed.TryGetValue(part, out var value) ? value.ToString() : null;
    }

    /// <summary>What cannot be read, by its name in the address; null when everything can.</summary>
    public Refusal? Unread
    {
        get
        {
            var read = Filter;
            var known = read.Parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => part.Name).ToHashSet();
            var typed = new (string Name, string? Value)[] { ("q", Q), ("call", Call), ("stage", Stage), ("country", Country), ("waiting", Waiting), ("screener", Screener), ("organisation", Organisation), ("findings", Findings), ("order", Order), ("page", Page) };
            if (Enum.GetNames<ListOrder>().Contains(Order, StringComparer.OrdinalIgnoreCase)) known.Add("order");
            if (PageNumber is not null) known.Add("page");
            var unread = typed.Where(part => !string.IsNullOrWhiteSpace(part.Value) && !known.Contains(part.Name)).ToDictionary(
                part => part.Name, part => part.Name == "q" ? T($"Shorten the search to {MostSearched} characters") : T($"'{part.Value}' is no value of the filter '{part.Name}'"));
            return unread.Count == 0 ? null : Refusal.Invalid(unread);
        }
    }

    private int? PageNumber => int.TryParse(Page, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? page : null;

    public Filter Filter => new(
        Guid.TryParse(Call, out var call) ? call : null,
        Enum.TryParse<Stage>(Stage, ignoreCase: true, out var stage) && Enum.IsDefined(stage) ? stage : null,
        Text(Country) is { } country && (country == Countries.Regional || Countries.IsKnown(country)) ? country : null,
        int.TryParse(Waiting, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and < 10_000 ? days : null,
        Text(Screener) is { } screener && (screener is "me" or "nobody" || Guid.TryParse(screener, out _)) ? screener : null,
        Guid.TryParse(Organisation, out var organisation) ? organisation : null,
        Texts.Clean(Q) is { Length: > 0 and <= MostSearched } search ? Texts.Line(search) : null,
        Findings switch { Filter.Some => true, Filter.None => false, _ => null },
        Enum.TryParse<ListOrder>(Order, ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : ListOrder.Newest,
        PageNumber ?? 1);

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}

/// <summary>
/// An application in the list. <c>Findings</c> is how much there is to look at while it is screened, 0 where the system's checks find everything in order; null at any other time.
/// <c>HasConflict</c> says that the reader has declared a conflict of interest as its screener. <c>AwardStage</c> is the stage of the award that it has led to; its own
/// organisation is told from the offer on.
/// </summary>
public sealed record Row(
    Guid Id, int Version, string? Number, string Title, Guid CallId, string CallReference, Guid OrganisationId, string Organisation, string? OwnName, string? Country, Stage Stage, DateTime StageSince,
    DateTime? SubmittedAt, long RequestedMinor, string Currency, int? Score, int? Rank, Guid? ScreenerId, string? Screener,
    int? Findings, bool HasConflict, Stage? AwardStage)
{
    /// <summary>Whether it is still, or has remained, a draft: what it does not say yet is unsaid, not nothing.</summary>
    internal bool IsUnsubmitted => Stage is Stage.ApplicationDraft or Stage.NotSubmitted;
}

/// <summary>What a search found.</summary>
/// <param name="Ids">The applications, newest first; null when nothing was searched for.</param>
/// <param name="IsForgiving">Whether nothing fitted as it was typed, and these are spelt alike.</param>
/// <param name="IsCut">Whether more fitted than are looked at.</param>
internal sealed record Found(IReadOnlyList<Guid>? Ids, bool IsForgiving, bool IsCut);

/// <summary>
/// The list of applications for pages, the API and exports: all of them for programme staff, their organisations' own for everybody else. Each order has an
/// index that is walked from its beginning, so that the first page costs the same with a hundred applications and with a hundred thousand.
/// </summary>
internal static class ApplicationList
{
    /// <summary>How many applications of a search are looked at.</summary>
    public const int MostFound = 1000;

    private static readonly Stage[] _unsubmitted = [Stage.ApplicationDraft, Stage.NotSubmitted];

    /// <summary>Looks for what was typed: as it stands, and if nothing fits, for what is spelt alike. At most two commands.</summary>
    public static async Task<Found> SearchAsync(GrantsDb db, string? search, CancellationToken cancellationToken)
    {
        if (search is null) return new Found(null, false, false);
        var words = SearchKeys.Words(search);
        if (words.Count == 0) return new Found([], false, false);
        var exact = await IdsAsync(db.Holding);
        return exact.Count > 0 ? new Found([.. exact.Take(MostFound)], false, exact.Count > MostFound) : new Found([.. (await IdsAsync(db.Alike)).Take(MostFound)], true, false);

        // Every word is in the application's own key or in its organisation's.
        Task<List<Guid>> IdsAsync(Func<string, IQueryable<Guid>> matching) => words
            .Select(word => db.Applications.Where(application => matching(word).Contains(application.Id)).Select(application => application.Id)
                .Union(db.Applications.Where(application => matching(word).Contains(application.OrganisationId)).Select(application => application.Id)))
            .Aggregate((one, other) => one.Intersect(other))
            .OrderByDescending(id => id).Take(MostFound + 1).ToListAsync(cancellationToken);
    }

    /// <summary>The applications that fit, in the list's order.</summary>
    public static IQueryable<Application> Query(GrantsDb db, Actor actor, Filter filter, Found found, DateTime now) => Ordered(db, Narrowed(db, actor, filter, found, now), filter.Order);

    /// <summary>The applications that fit.</summary>
    public static IQueryable<Application> Narrowed(GrantsDb db, Actor actor, Filter filter, Found found, DateTime now)
    {
        var applications = db.Applications.AsNoTracking();
        if (filter.Call is { } call) applications = applications.Where(application => application.CallId == call);
        if (filter.Country is { } country)
            applications = country == Countries.Regional ? applications.Where(application => application.Country == null) : applications.Where(application => application.Country == country);
        if (found.Ids is { } ids) applications = applications.Where(application => ids.Contains(application.Id));
        var own = actor.Memberships.Select(membership => membership.OrganisationId).ToList();
        if (!actor.IsStaff) return applications.Where(application => own.Contains(application.OrganisationId));

        if (filter.Stage is { } stage) applications = applications.Where(application => application.Stage == stage);
        if (filter.WaitingDays is { } days)
        {
            var before = now.AddDays(-days);
            applications = applications.Where(application => application.StageSince <= before);
        }

        if (filter.HasFindings is { } has)
        {
            // As rows show them: while they are screened, and not those of the reader's own organisation or with a conflict of interest.
            var conflicting = WithConflict(db, actor);
            var screened = applications.Where(application => application.Stage == Stage.Screening && !own.Contains(application.OrganisationId) && !conflicting.Contains(application.Id));
            applications = has ? screened.Where(application => application.Findings > 0) : screened.Where(application => application.Findings == 0);
        }

        if (filter.Organisation is { } organisation) applications = applications.Where(application => application.OrganisationId == organisation);
        if (filter.Screener == "nobody") return applications.Where(application => application.ScreenerId == null);
        var screener = filter.Screener == "me" ? actor.PersonId : Guid.TryParse(filter.Screener, out var id) ? id : null;
        return screener is null ? applications : applications.Where(application => application.ScreenerId == screener);
    }

    /// <summary>Applications as rows, in the order that they have.</summary>
    public static IQueryable<Row> Rows(GrantsDb db, Actor actor, IQueryable<Application> applications)
    {
        var conflicting = WithConflict(db, actor);
        return from application in applications
               join organisation in db.Organisations on application.OrganisationId equals organisation.Id
               join call in db.Calls on application.CallId equals call.Id
               select new Row(
                   application.Id, application.Version, application.Number, application.Title, call.Id, call.Reference, organisation.Id, organisation.LegalName, organisation.OwnName, application.Country,
                   application.Stage, application.StageSince, application.SubmittedAt, application.RequestedMinor, application.Currency, application.Score, application.Rank,
                   application.ScreenerId, db.People.Where(person => person.Id == application.ScreenerId).Select(person => person.Name).FirstOrDefault(),
                   conflicting.Contains(application.Id) ? null : application.Findings, conflicting.Contains(application.Id),
                   db.Awards.Where(award => award.ApplicationId == application.Id).Select(award => (Stage?)award.Stage).SingleOrDefault());
    }

    // Those in which the reader has declared a conflict of interest as a screener.
    private static IQueryable<Guid> WithConflict(GrantsDb db, Actor actor) =>
        db.ScreenerDeclarations.Where(declaration => declaration.PersonId == actor.PersonId && declaration.HasConflict).Select(declaration => declaration.ApplicationId);

    /// <summary>What an organisation is still writing, or never submitted, is its own: staff see that it exists. And it knows what it has been told.</summary>
    public static Row AsKnown(Actor actor, Row row) => actor.IsStaff && !actor.IsMemberOf(row.OrganisationId)
        ? _unsubmitted.Contains(row.Stage) ? row with { Title = "", RequestedMinor = 0, Findings = null } : row with { Findings = row.Stage == Stage.Screening ? row.Findings : null }
        : row with { Stage = ApplicationAccess.AsApplicantsKnow(row.Stage), Score = null, Rank = null, ScreenerId = null, Screener = null, Findings = null, AwardStage = row.AwardStage is { } award && ApplicationAccess.MayKnow(actor, row.OrganisationId, award) ? award : null };

    private static IQueryable<Application> Ordered(GrantsDb db, IQueryable<Application> applications, ListOrder order) => order switch
    {
        ListOrder.Waiting => applications.OrderBy(application => application.StageSince).ThenBy(application => application.Id),
        ListOrder.Number => applications.OrderBy(application => application.Number),
        ListOrder.Amount => applications.OrderByDescending(application => application.RequestedMinor).ThenByDescending(application => application.Id),
        ListOrder.Organisation => from application in applications
                                  join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                                  orderby EF.Property<string>(organisation, SearchKeys.SortColumn), organisation.Id, application.Id
                                  select application,
        _ => applications.OrderByDescending(application => application.Id),
    };
}
