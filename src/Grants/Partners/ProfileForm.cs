using System.Globalization;
using System.Text.RegularExpressions;
using Grants.Data;
using Grants.Portal;

namespace Grants.Partners;

/// <summary>
/// What an organisation says about itself, as it was typed: the fields of the pages of registration, what is kept of an unfinished one, and the body of
/// the API. Nothing is refused before it is looked at (<see cref="WhyNot"/>).
/// </summary>
public sealed partial class ProfileForm
{
    /// <summary>The value of <see cref="Registry"/> that says that there is no number.</summary>
    public const string NoRegistry = "none";

    private const int MostOfName = 200;
    private const int MostOfAcronym = 40;
    private const int MostOfNumber = 60;
    private const int MostOfAddress = 400;
    private const int FirstYear = 1800;

    /// <summary>As it stands in the register, in Latin letters.</summary>
    public string? LegalName { get; set; }

    /// <summary>In the organisation's own script.</summary>
    public string? OwnName { get; set; }

    /// <summary>What everybody calls it.</summary>
    public string? Acronym { get; set; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; set; }

    /// <summary>An org-id.guide prefix, or <see cref="NoRegistry"/>.</summary>
    public string? Registry { get; set; }

    /// <summary>The number in that register.</summary>
    public string? RegistrationNumber { get; set; }

    /// <summary>An <see cref="OrganisationKind"/>.</summary>
    public string? Kind { get; set; }

    /// <summary>Common era.</summary>
    public string? YearFounded { get; set; }

    /// <summary>Where the office is.</summary>
    public string? Address { get; set; }

    /// <summary>International, with '+'.</summary>
    public string? Phone { get; set; }

    /// <summary><see cref="FocusAreas"/>.</summary>
    public string[]? Focus { get; set; }

    /// <summary>An <see cref="IncomeBand"/>.</summary>
    public string? Income { get; set; }

    /// <summary>The fields of a known profile.</summary>
    internal static ProfileForm Of(OrganisationProfile profile) => new()
    {
        LegalName = profile.LegalName,
        OwnName = profile.OwnName,
        Acronym = profile.Acronym,
        Country = profile.Country,
        Registry = profile.Registry ?? NoRegistry,
        RegistrationNumber = profile.RegistrationNumber,
        Kind = profile.Kind?.ToString(),
        YearFounded = profile.YearFounded?.ToString(CultureInfo.InvariantCulture),
        Address = profile.Address,
        Phone = profile.Phone,
        Focus = [.. ProfileWords.Each(profile.Focus).Select(area => area.ToString())],
        Income = profile.Income?.ToString(),
    };

    /// <summary>Takes over the fields of one page.</summary>
    internal ProfileForm With(ProfileStep step, ProfileForm typed)
    {
        var form = (ProfileForm)MemberwiseClone();
        foreach (var field in step.Fields) field.Copy(typed, form);
        // Another country has other registers.
        if (Partners.Registries.Find(form.Registry) is { } registry && registry.Country != form.Country) (form.Registry, form.RegistrationNumber) = (null, null);
        return form;
    }

    /// <summary>What is wrong with the fields of one page, or with all, by field.</summary>
    internal Dictionary<string, string> WhyNot(DateTime now, ProfileStep? step = null)
    {
        var profile = Read();
        var wrong = new Dictionary<string, string>();
        if (profile.LegalName.Length is < 2 or > MostOfName) wrong["LegalName"] = T($"Enter the legal name, with at most {MostOfName} characters");
        else if (!NameKeys.IsLatin(profile.LegalName)) wrong["LegalName"] = T("Write the legal name in Latin letters here, so that everybody can read it. There is a field below for your own script");
        if (profile.OwnName?.Length > MostOfName) wrong["OwnName"] = T($"Shorten the name to {MostOfName} characters");
        if (profile.Acronym?.Length > MostOfAcronym) wrong["Acronym"] = T($"Shorten the acronym to {MostOfAcronym} characters");
        if (!Countries.IsKnown(profile.Country)) wrong["Country"] = T("Choose the country where the organisation is registered");
        if (Registry != NoRegistry)
        {
            if (Partners.Registries.Find(Registry)?.Country != profile.Country) wrong["Registry"] = T("Choose the register, or say that there is no number");
            else if (profile.RegistrationKey is not { Length: >= 2 } || profile.RegistrationNumber!.Length > MostOfNumber) wrong["RegistrationNumber"] = T("Enter the number exactly as it stands on your certificate");
        }

        if (profile.Kind is null) wrong["Kind"] = T("Choose what describes the organisation best");
        if (profile.YearFounded is not { } year || year < FirstYear || year > now.Year)
            wrong["YearFounded"] = profile.YearFounded > now.Year ? T("Enter the year of the common era, for example 2009, not of the Buddhist era") : T("Enter the year in four figures, for example 2009");
        if (profile.Address.Length < 5) wrong["Address"] = T("Enter the whole address of the office: street or building, and town");
        else if (profile.Address.Length > MostOfAddress) wrong["Address"] = T($"Shorten the address of the office to {MostOfAddress} characters");
        if (!InternationalPhone().IsMatch(profile.Phone)) wrong["Phone"] = T("Enter the telephone number with + and the country's code, for example +855 23 000 000");
        if (profile.Focus == FocusAreas.None) wrong["Focus"] = T("Choose at least one area");
        if (profile.Income is null) wrong["Income"] = T("Choose how much the organisation had to spend last year");
        if (step is not null)
        {
            foreach (var other in wrong.Keys.Except(step.Fields.Select(field => field.Name)).ToList()) wrong.Remove(other);
        }

        return wrong;
    }

    /// <summary>The profile, with what is missing left out.</summary>
    internal OrganisationProfile Read()
    {
        var registry = Registry is null or "" or NoRegistry ? null : Registry;
        return new OrganisationProfile(
            Line(LegalName), Optional(OwnName), Optional(Acronym), Texts.Clean(Country), registry, registry is null ? null : Optional(RegistrationNumber), Enum<OrganisationKind>(Kind),
            PortalText.TryParseCount(YearFounded, out var year) ? year : null, Texts.Clean(Address), Phones(Phone), (Focus ?? []).Select(area => Enum<FocusAreas>(area) ?? FocusAreas.None).Aggregate(FocusAreas.None, (all, area) => all | area),
            Enum<IncomeBand>(Income));
    }

    private static string Line(string? typed) => Texts.Line(Texts.Clean(typed));

    private static string? Optional(string? typed) => Line(typed) is { Length: > 0 } text ? text : null;

    private static T? Enum<T>(string? typed)
        where T : struct, Enum => System.Enum.TryParse<T>(typed, out var value) && System.Enum.IsDefined(value) ? value : null;

    // Digits of any script; everything else between them is taste.
    private static string Phones(string? typed) => string.Join(' ', string.Concat(Line(typed).Select(c => CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit ? (char)('0' + digit) : c == '+' ? '+' : ' '))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^\+(?: ?[0-9]){8,15}$")]
    private static partial Regex InternationalPhone();
}
