using Grants.Local.Demo.People;
using Grants.Local.Seed;
using Grants.Partners;

namespace Grants.Local.Demo;

/// <summary>Everybody who takes part, each at a browser of their own.</summary>
internal sealed class Cast : IDisposable
{
    private readonly List<IDisposable> _clients = [];

    /// <param name="address">Where mailbox and clock are.</param>
    /// <param name="instances">Where the portal is.</param>
    /// <param name="timeline">Where everybody says what they do.</param>
    public Cast(Uri address, Instances instances, Timeline timeline)
    {
        Instances = instances;
        Timeline = timeline;
        // Moving the clock by months takes as long as what happens in them.
        Http = Keep(new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan });
        Mailbox = new DemoMailbox(Http);
        Manager = Staff("manager-a");
        Auditor = Staff("auditor");

        var offices = DemoWorld.Applicants.ToDictionary(applicant => applicant, OfficeOf);
        Offices = [.. offices.Values];
        var (smallLimit, largeLimit) = (LimitOf("delegate-a"), LimitOf("delegate-b"));
        var members = IllustrativeProgramme.Staff.Where(member => member.Role is { Role: Accounts.Role.Endorser, Country: not null });
        var reviewers = IllustrativeProgramme.Staff.Where(member => member.Role.Role == Accounts.Role.Reviewer);
        People =
        [
            .. offices.Select(each => new Applying(each.Value, each.Key, timeline)),
            .. reviewers.Select(reviewer => new Reviewing(Staff(reviewer.Account), Manager, timeline)),
            new Assessing(Manager, timeline),
            .. members.Select(member => new Endorsing(Staff(member.Account), member.Role.Country!, timeline)),
            new Approving(Staff("delegate-a"), 0, smallLimit, timeline),
            new Approving(Staff("delegate-b"), smallLimit, largeLimit, timeline),
            .. offices.Select(each => new Accepting(each.Value, timeline)),
            new BreakingMailbox(OfficeOf(DemoStory.Bounced), Mailbox, timeline),
            .. offices.Select(each => new Reporting(each.Value, each.Key, timeline)),
            new Releasing(Staff("manager-b"), timeline),
            new Paying(Staff("finance"), timeline),
        ];
    }

    /// <summary>The machine's own client, for mailbox and clock.</summary>
    public HttpClient Http { get; }

    public DemoMailbox Mailbox { get; }

    /// <summary>Where everybody goes.</summary>
    public Instances Instances { get; }

    public Timeline Timeline { get; }

    /// <summary>Whose lists show where everything stands.</summary>
    public DemoClient Manager { get; }

    /// <summary>Who reads everything in the end.</summary>
    public DemoClient Auditor { get; }

    public IReadOnlyList<Office> Offices { get; }

    public IReadOnlyList<Persona> People { get; }

    /// <summary>The office of an organisation.</summary>
    public Office OfficeOf(string acronym) => Offices.Single(office => office.Acronym == acronym);

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    private static long LimitOf(string account) => IllustrativeProgramme.Staff.Single(member => member.Account == account).Role.LimitMinor!.Value;

    private Office OfficeOf(Applicant applicant)
    {
        var partner = IllustrativeProgramme.Partners.Single(partner => partner.Acronym == applicant.Acronym);
        return new Office(applicant.Acronym, Member(partner, MembershipKind.Lead), Member(partner, MembershipKind.Contributor));
    }

    private DemoClient Member(Partner partner, MembershipKind kind) => Keep(new DemoClient(Instances, Mailbox, partner.AddressOf(kind), partner.PersonName(kind)));

    private DemoClient Staff(string account)
    {
        var member = IllustrativeProgramme.Staff.Single(member => member.Account == account);
        return Keep(new DemoClient(Instances, Mailbox, member.Address, member.PersonName));
    }

    private T Keep<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
