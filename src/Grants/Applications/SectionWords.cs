namespace Grants.Applications;

/// <summary>Where the parts of an application's form are written.</summary>
internal static class SectionWords
{
    /// <summary>The address of the page of a section.</summary>
    public static string Path(Guid applicationId, string section) => $"/applications/{applicationId}/edit/{section}";
}
