using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Grants.Lifecycle;

namespace Grants.Conventions.Tests;

/// <summary>Dependencies point one way: hosts to areas, areas to what they share; one use case never to another; the lifecycle map to nothing.</summary>
public sealed partial class DependencyTests
{
    private static readonly Assembly _product = typeof(GrantsServices).Assembly;
    private static readonly Type[] _types = _product.GetTypes();

    // Folders of use cases: the name spaces below an area's that hold endpoints or a handler. What several share is at the area's root.
    private static readonly string[] _useCases =
        [.. _types.Where(type => type.Name == "Endpoints" || (type.IsClass && type.IsAssignableTo(typeof(IUseCase)))).Select(type => type.Namespace!).Distinct().Where(name => name.Split('.').Length == 3).Order()];

    [Fact]
    public void Endpoints_AreInTheFolderOfTheirUseCase()
    {
        Assert.True(_useCases.Length > 20);
        Assert.All(_types.Where(type => type.Name == "Endpoints"), type => Assert.Contains(type.Namespace, _useCases));
    }

    [Fact]
    public void UseCase_NeverRefersToAnother()
    {
        var faults = from type in _types
                     from own in _useCases.Where(useCase => type.Namespace == useCase)
                     from used in Code.TypesUsedBy(type)
                     where used.Namespace != own && _useCases.Contains(used.Namespace)
                     select $"{type} uses {used}";
        Assert.Empty(faults.Distinct());
    }

    [Fact]
    public void OnlyAnAreasRoutes_ReferToItsUseCases()
    {
        var faults = from type in _types
                     where type.Namespace is not null && !_useCases.Contains(type.Namespace)
                     from used in Code.TypesUsedBy(type)
                     where _useCases.Contains(used.Namespace) && !(Outermost(type).Name.EndsWith("Routes", StringComparison.Ordinal) && used.Namespace!.StartsWith(type.Namespace + ".", StringComparison.Ordinal))
                     select $"{type} uses {used}";
        Assert.Empty(faults.Distinct());
    }

    [Fact]
    public void Lifecycle_DependsOnNothing()
    {
        var map = _types.Where(type => type.Namespace == typeof(GrantLifecycle).Namespace).ToList();
        Assert.Contains(typeof(GrantLifecycle), map);
        var faults = from type in map
                     from used in Code.TypesUsedBy(type)
                     where used.Assembly == _product ? used.Namespace != type.Namespace && !IsCompilers(used) : !used.FullName!.StartsWith("System.", StringComparison.Ordinal)
                     select $"{type} uses {used}";
        Assert.Empty(faults);
    }

    [Fact]
    public void Product_KnowsNoHost()
    {
        var known = _product.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Grants.", StringComparison.Ordinal)).ToList();
        Assert.Equal(["Grants.AzureSdk"], known.DefaultIfEmpty("Grants.AzureSdk"));
        Assert.Empty(ProjectReferences("src/Grants/Grants.csproj"));
        var sources = Repository.Files("src/Grants", ".cs", ".razor");
        Assert.NotEmpty(sources);
        Assert.DoesNotContain(sources, path => Hosts().IsMatch(Repository.Read(path)));
    }

    [Theory]
    [InlineData("src/Grants.AzureSdk/Grants.AzureSdk.csproj")]
    [InlineData("src/Grants.DurableEngine/Grants.DurableEngine.csproj")]
    [InlineData("src/Grants.Functions/Grants.Functions.csproj", "Grants")]
    [InlineData("src/Grants.Local/Grants.Local.csproj", "Grants", "Grants.DurableEngine")]
    public void Project_RefersOnlyTo(string project, params string[] allowed) => Assert.Equal(allowed, ProjectReferences(project));

    [Fact]
    public void EveryProject_IsChecked() =>
        Assert.Equal(["src/Grants.AzureSdk", "src/Grants.DurableEngine", "src/Grants.Functions", "src/Grants.Local", "src/Grants"], Repository.Files("src", ".csproj").Select(path => Path.GetDirectoryName(path)!.Replace('\\', '/')));

    [GeneratedRegex(@"using Grants\.(Local|Functions|DurableEngine)\b")]
    private static partial Regex Hosts();

    private static string[] ProjectReferences(string project) =>
        [.. XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).Order(StringComparer.Ordinal)];

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    // Helpers that the compiler puts beside the code: inline arrays, spans of constants.
    private static bool IsCompilers(Type type) => type.FullName!.StartsWith('<') || type.Namespace is null or "System.Runtime.CompilerServices" or "Microsoft.CodeAnalysis";
}
