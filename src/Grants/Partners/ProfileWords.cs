using Grants.Portal;

namespace Grants.Partners;

/// <summary>What an organisation says about itself, in words.</summary>
internal static class ProfileWords
{
    public static IEnumerable<Choice> Kinds => Enum.GetValues<OrganisationKind>().Select(kind => new Choice(kind.ToString(), Of(kind)));

    public static IEnumerable<Choice> Areas => Enum.GetValues<FocusAreas>().Where(area => area != FocusAreas.None).Select(area => new Choice(area.ToString(), Of(area)));

    public static IEnumerable<Choice> Bands => Enum.GetValues<IncomeBand>().Select(band => new Choice(band.ToString(), Of(band)));

    public static IEnumerable<FocusAreas> Each(FocusAreas areas) => Enum.GetValues<FocusAreas>().Where(area => area != FocusAreas.None && areas.HasFlag(area));

    public static string Of(OrganisationKind kind) => kind switch
    {
        OrganisationKind.NationalNgo => T("National non-governmental organisation"),
        OrganisationKind.InternationalNgo => T("International non-governmental organisation"),
        OrganisationKind.Association => T("Association of members"),
        OrganisationKind.Foundation => T("Foundation"),
        OrganisationKind.Network => T("Network of organisations"),
        OrganisationKind.FaithBased => T("Faith-based organisation"),
        OrganisationKind.Union => T("Union of workers or migrants"),
        OrganisationKind.Academic => T("University or research institute"),
        OrganisationKind.SocialEnterprise => T("Social enterprise"),
        OrganisationKind.Other => T("Something else"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of organisation."),
    };

    public static string Of(FocusAreas area) => area switch
    {
        FocusAreas.Identification => T("Identifying trafficked persons"),
        FocusAreas.Support => T("Support, health and shelter"),
        FocusAreas.Justice => T("Legal aid and access to justice"),
        FocusAreas.Labour => T("Labour rights and safe migration"),
        FocusAreas.Children => T("Children"),
        FocusAreas.Inclusion => T("Gender equality, disability and inclusion"),
        FocusAreas.Reintegration => T("Return and reintegration"),
        FocusAreas.Prevention => T("Prevention and awareness"),
        FocusAreas.Research => T("Research and evidence"),
        FocusAreas.Policy => T("Policy and advocacy"),
        _ => throw new ArgumentOutOfRangeException(nameof(area), area, "No single area."),
    };

    public static string Of(IncomeBand band) => band switch
    {
        IncomeBand.Below50Thousand => T("Less than AUD 50,000"),
        IncomeBand.To250Thousand => T("AUD 50,000 to 250,000"),
        IncomeBand.To1Million => T("AUD 250,000 to 1 million"),
        IncomeBand.To5Million => T("AUD 1 million to 5 million"),
        IncomeBand.Above5Million => T("More than AUD 5 million"),
        _ => throw new ArgumentOutOfRangeException(nameof(band), band, "Unknown band of income."),
    };

    public static string Of(PolicyKind kind) => kind switch
    {
        PolicyKind.ChildProtection => T("Child protection"),
        PolicyKind.Pseah => T("Prevention of sexual exploitation, abuse and harassment (PSEAH)"),
        PolicyKind.Fraud => T("Fraud and corruption control"),
        PolicyKind.CounterTerrorism => T("Counter-terrorism"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown policy."),
    };
}
