using Grants.Accounts;
using Grants.Calls;
using Grants.Data;
using Grants.Partners;
using Microsoft.EntityFrameworkCore;

namespace Grants.Local.Seed;

/// <summary>
/// A programme to look at and to try things in: the organisations that the real one began with, under their names and countries. Everything else about
/// them is invented and says so: people are named for what they do, addresses end in '.example', telephone numbers in zeros.
/// </summary>
internal static class IllustrativeProgramme
{
    private const string CallZone = "Asia/Bangkok";
    private static readonly TimeOnly EndOfWork = new(17, 0);

    /// <summary>The organisations. One of them has a single mailbox for everybody, as small offices do.</summary>
    public static IReadOnlyList<Partner> Partners { get; } =
    [
        new("Blue Dragon Foundation", "Blue Dragon", "VN", "+84 000 000 001", "blue-dragon"),
        new("Human Rights and Development Foundation", "HRDF", "TH", "+66 000 000 002", "hrdf"),
        new("Labour Protection Network", "LPN", "TH", "+66 000 000 003", "lpn"),
        new("Legal Support for Children and Women", "LSCW", "KH", "+855 000 000 004", "lscw"),
        new("Migrant Forum in Asia", "MFA", "PH", "+63 000 000 005", "mfa"),
        new("Ople Center", "Ople Center", "PH", "+63 000 000 006", "ople-center"),
        new("Social Responsibility Law", "SR Law", "TH", "+66 000 000 007", "sr-law"),
        new("Verité Southeast Asia", "Verité", "TH", "+66 000 000 008", "verite"),
        new("Village Focus International", "VFI", "LA", "+856 000 000 009", "vfi", SharesMailbox: true),
    ];

    /// <summary>The programme's own people, in every role.</summary>
    public static IReadOnlyList<StaffMember> Staff { get; } =
    [
        new("Grant manager A", "manager-a", new RoleGrant(Role.GrantManager)),
        new("Grant manager B", "manager-b", new RoleGrant(Role.GrantManager)),
        .. Enumerable.Range(1, 5).Select(number => new StaffMember($"Reviewer {number}", $"reviewer-{number}", new RoleGrant(Role.Reviewer))),
        .. new[] { "KH", "LA", "PH", "TH", "VN" }.Select(country =>
            new StaffMember($"NPSC member, {country}", $"npsc-{country.ToLowerInvariant()}", new RoleGrant(Role.Endorser, country))),
        new("RPSC member", "rpsc", new RoleGrant(Role.Endorser)),
        new("Delegate up to AUD 300,000", "delegate-a", new RoleGrant(Role.Delegate, limitMinor: 300_000_00)),
        new("Delegate up to AUD 1,000,000", "delegate-b", new RoleGrant(Role.Delegate, limitMinor: 1_000_000_00)),
        new("Finance officer", "finance", new RoleGrant(Role.FinanceOfficer)),
        new("Auditor", "auditor", new RoleGrant(Role.Auditor)),
        new("Administrator", "administrator", new RoleGrant(Role.Administrator)),
    ];

    /// <summary>Puts the programme into a database that has no organisation and no person yet, all of it or nothing; any other is left alone.</summary>
    /// <param name="host">The services of a host that runs: the call's orchestration is started, and opens it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task PutInAsync(IServiceProvider host, CancellationToken cancellationToken)
    {
        await using var scope = host.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<GrantsDb>();
        if (await db.People.AnyAsync(cancellationToken) || await db.Organisations.AnyAsync(cancellationToken)) return;

        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        foreach (var member in Staff)
        {
            var person = new Person(member.PersonName, member.Address, CallZone, now);
            // A role grant belongs to one row: the list above is only its pattern.
            person.Grant(new RoleGrant(member.Role.Role, member.Role.Country, member.Role.LimitMinor));
            db.People.Add(person);
            // They have no phones: /dev/authenticator shows their codes.
            var factor = new SecondFactor(person.Id);
            factor.Enrol(Guid.NewGuid());
            db.SecondFactors.Add(factor);
        }

        foreach (var partner in Partners) Add(db, partner, now);
        Publish(db, now);
        await db.SaveChangesAsync(cancellationToken);
        await services.GetRequiredService<Outbox>().TryFreshAsync(cancellationToken);
    }

    private static void Add(GrantsDb db, Partner partner, DateTime now)
    {
        var organisation = new Organisation(partner.Profile, now);
        db.Organisations.Add(organisation);
        foreach (var kind in Enum.GetValues<MembershipKind>())
        {
            var person = new Person(partner.PersonName(kind), partner.AddressOf(kind), partner.TimeZone, now);
            db.People.Add(person);
            db.Memberships.Add(new Membership(organisation.Id, person.Id, kind));
            if (kind != MembershipKind.Lead) continue;
            foreach (var (policy, months) in partner.Policies)
                db.Policies.Add(new PolicyHeld(organisation.Id, policy, DateOnly.FromDateTime(now).AddMonths(months), person.Id, now));
        }
    }

    private static void Publish(GrantsDb db, DateTime now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, Zone));
        var terms = new CallTerms(
            new CallAbout(
                $"CT-{today.Year}-1",
                "Rights of trafficked persons: support, advocacy and evidence (illustrative)",
                "For civil-society organisations that directly support trafficked persons, advocate for their rights, and bring evidence to policy reform. "
                + "Grants run for two years. Everything in this call is an illustration.",
                "Trafficked persons know and can use their rights, in court and outside it.\n\nJustice agencies and other authorities work with organisations that victims trust.\n\n"
                + "Evidence from direct support reaches those who make policy, with survivors' own voices.",
                "Civil-society organisations that are registered in a member state of ASEAN, have worked with trafficked persons for at least two years, and have a safeguarding and child protection "
                + "policy in which their staff are trained. One organisation can make one application; partners can be named in several.",
                [],
                Pathways.NationalCapacity | Pathways.InclusivePolicy,
                ProjectAreas.Collaboration | ProjectAreas.Transparency | ProjectAreas.Knowledge),
            new CallMoney("AUD", FloorMinor: 50_000_00, CeilingMinor: 400_000_00, TotalMinor: 1_600_000_00, GrantMonths: 24),
            new CallTimetable(
                CallZone,
                OpensAt: now,
                QuestionsCloseAt: AtEndOfWork(today.AddDays(5 * 7)),
                DeadlineAt: AtEndOfWork(today.AddDays(6 * 7)),
                DecisionsBy: AtEndOfWork(today.AddDays(12 * 7))),
            "The grants team (illustrative), help@grants.example, on working days from 9:00 to 17:00 in Bangkok");
        var call = new Call(terms, DefaultForm.Form, DefaultForm.Rubric(), now);
        if (call.Publish(now).Refusal is { } refusal) throw new InvalidOperationException($"The illustrative call was refused: {refusal.Message}");
        db.Calls.Add(call);
        var actor = Actor.System(nameof(IllustrativeProgramme));
        db.Note("call", call.Id, actor, Lifecycle.Act.DraftCall, now, ("reference", call.Reference));
        db.Note("call", call.Id, actor, Lifecycle.Act.PublishCall, now, ("opensAt", call.OpensAt), ("deadlineAt", call.DeadlineAt), ("decisionsBy", call.DecisionsBy));
        db.RingToStart(nameof(CallOrchestration), CallOrchestration.InstanceId(call.Id), call.Id, now);
    }

    private static TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(CallZone);

    private static DateTime AtEndOfWork(DateOnly day) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(EndOfWork), Zone);
}

/// <summary>One organisation of the illustrative programme.</summary>
/// <param name="Name">Its name, as it is publicly known.</param>
/// <param name="Acronym">What everybody calls it.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Phone">Invented.</param>
/// <param name="Domain">The invented part of its people's addresses.</param>
/// <param name="SharesMailbox">Whether its people have one address together.</param>
internal sealed record Partner(string Name, string Acronym, string Country, string Phone, string Domain, bool SharesMailbox = false)
{
    /// <summary>What it says about itself: all of it invented, but for the name and the country.</summary>
    public OrganisationProfile Profile => new(
        $"{Name} (illustrative)",
        Country switch { "KH" => "អង្គការឧទាហរណ៍", "LA" => "ອົງການຕົວຢ່າງ", "TH" => "องค์กรตัวอย่าง", "VN" => "Tổ chức minh họa", _ => null },
        Acronym,
        Country,
        Registries.All.First(registry => registry.Country == Country).Code,
        $"000-{Phone[^3..]}",
        OrganisationKind.NationalNgo,
        2009,
        "Illustrative Street 1",
        Phone,
        FocusAreas.Justice | FocusAreas.Support | FocusAreas.Policy,
        IncomeBand.To1Million);

    /// <summary>The policies that it holds, and for how many months still.</summary>
    public IReadOnlyList<(PolicyKind Kind, int Months)> Policies { get; } = [(PolicyKind.ChildProtection, 18), (PolicyKind.Pseah, 18), (PolicyKind.Fraud, 18), (PolicyKind.CounterTerrorism, 18)];

    /// <summary>IANA name of the zone in which its people read times.</summary>
    public string TimeZone => Country switch
    {
        "KH" => "Asia/Phnom_Penh",
        "LA" => "Asia/Vientiane",
        "PH" => "Asia/Manila",
        "VN" => "Asia/Ho_Chi_Minh",
        _ => "Asia/Bangkok",
    };

    /// <summary>Its lead or its contributor.</summary>
    public string PersonName(MembershipKind kind) => $"{kind} at {Acronym} (illustrative)";

    /// <summary>The address of its lead or of its contributor.</summary>
    public string AddressOf(MembershipKind kind) => $"{(SharesMailbox ? "office" : kind.ToString().ToLowerInvariant())}@{Domain}.example";
}

/// <summary>One of the programme's own people.</summary>
/// <param name="Title">What they do; also their name.</param>
/// <param name="Account">The first part of their address.</param>
/// <param name="Role">Their role, with its country or limit.</param>
internal sealed record StaffMember(string Title, string Account, RoleGrant Role)
{
    /// <summary>What they are called.</summary>
    public string PersonName => $"{Title} (illustrative)";

    /// <summary>Where their e-mail goes.</summary>
    public string Address => $"{Account}@programme.example";
}
