namespace Grants.Applications;

/// <summary>What the parts of the form are called.</summary>
internal static class SectionWords
{
    public static string Title(FormSection section) => section switch
    {
        FormSection.About => "About the project",
        FormSection.Eligibility => "Eligibility",
        FormSection.Answers => "The project",
        FormSection.Budget => "Budget",
        FormSection.Documents => "Documents",
        _ => throw new ArgumentOutOfRangeException(nameof(section), section, "Unknown part of the form."),
    };

    /// <summary>The address of the page on which it is written.</summary>
    public static string Path(Guid applicationId, FormSection section) => $"/applications/{applicationId}/edit/{section.ToString().ToLowerInvariant()}";
}
