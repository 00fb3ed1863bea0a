namespace Grants.Partners;

/// <summary>A field of the form, as a page names and copies it.</summary>
/// <param name="Name">The form field's name.</param>
/// <param name="Copy">Copies it from one form into another.</param>
internal sealed record ProfileField(string Name, Action<ProfileForm, ProfileForm> Copy);

/// <summary>One page of questions about an organisation: one thing a page.</summary>
/// <param name="Code">Its part of the address.</param>
/// <param name="Title">The page's heading, in English: a key of the wording.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record ProfileStep(string Code, string Title, IReadOnlyList<ProfileField> Fields);

/// <summary>The pages, in order: the same when an organisation is registered and when it is changed.</summary>
internal static class ProfileSteps
{
    public static readonly ProfileStep Name = new("name", Later("What is the organisation called?"),
    [
        new(nameof(ProfileForm.LegalName), (from, to) => to.LegalName = from.LegalName),
        new(nameof(ProfileForm.OwnName), (from, to) => to.OwnName = from.OwnName),
        new(nameof(ProfileForm.Acronym), (from, to) => to.Acronym = from.Acronym),
    ]);

    public static readonly ProfileStep Country = new("country", Later("Where is it registered?"), [new(nameof(ProfileForm.Country), (from, to) => to.Country = from.Country)]);

    public static readonly ProfileStep Registry = new("registry", Later("What is its registration number?"),
    [
        new(nameof(ProfileForm.Registry), (from, to) => to.Registry = from.Registry),
        new(nameof(ProfileForm.RegistrationNumber), (from, to) => to.RegistrationNumber = from.RegistrationNumber),
    ]);

    public static readonly ProfileStep Kind = new("kind", Later("What kind of organisation is it?"),
    [
        new(nameof(ProfileForm.Kind), (from, to) => to.Kind = from.Kind),
        new(nameof(ProfileForm.YearFounded), (from, to) => to.YearFounded = from.YearFounded),
    ]);

    public static readonly ProfileStep Contact = new("contact", Later("Where can we reach it?"),
    [
        new(nameof(ProfileForm.Address), (from, to) => to.Address = from.Address),
        new(nameof(ProfileForm.Phone), (from, to) => to.Phone = from.Phone),
    ]);

    public static readonly ProfileStep Work = new("work", Later("What does it work on?"),
    [
        new(nameof(ProfileForm.Focus), (from, to) => to.Focus = from.Focus),
        new(nameof(ProfileForm.Income), (from, to) => to.Income = from.Income),
    ]);

    public static IReadOnlyList<ProfileStep> All { get; } = [Name, Country, Registry, Kind, Contact, Work];

    /// <summary>The pages that say which organisation it is: after them others can be looked for.</summary>
    public static IReadOnlyList<ProfileStep> Identity { get; } = [Name, Country, Registry];

    public static ProfileStep? Find(string code) => All.FirstOrDefault(step => step.Code == code);
}
