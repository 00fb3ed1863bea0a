using Grants.Notifications;

namespace Grants.Conventions.Tests;

/// <summary>Only an e-mail that exists can be declined, and each kind of courtesy says what it is.</summary>
public sealed class LetterTests
{
    [Fact]
    public void Courtesy_IsATemplateOfALetter()
    {
        var letters = Repository.Files("src/Grants", ".cs").Where(path => path.EndsWith("Letters.cs", StringComparison.Ordinal)).Select(Repository.Read).ToList();
        Assert.NotEmpty(letters);
        Assert.NotEmpty(LetterKinds.Courteous);
        Assert.All(LetterKinds.Courteous.Keys, template => Assert.Contains(letters, text => text.Contains($"\"{template}\"", StringComparison.Ordinal)));
        Assert.All(LetterKinds.Courteous.Values, kind => Assert.NotEmpty(LetterKinds.Words(kind)));
    }
}
