using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.DurableTask;

namespace Grants.DurableEngine.Tests.AzureSdk;

/// <summary>
/// The declared surface of the Azure packages is a promise that product code also compiles against the published ones. Whoever adds
/// to it must look the member up there first; this test makes the addition visible in the approved file.
/// </summary>
public sealed class DeclaredSurfaceTests
{
    [Fact]
    public void Surface_IsTheApprovedOne()
    {
        var assembly = typeof(TaskOrchestrationContext).Assembly;
        if (assembly.GetName().Name != "Grants.AzureSdk")
            return; // AzureSdk=packages: there is no declared surface to compare.

        var actual = Describe(assembly);
        var approvedPath = Path.Combine(SourceDirectory(), "DeclaredSurface.approved.txt");
        if (Environment.GetEnvironmentVariable("APPROVE_SURFACE") == "1")
            File.WriteAllText(approvedPath, actual);
        Assert.Equal(File.ReadAllText(approvedPath), actual);
    }

    private static string SourceDirectory([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        var types = assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(types);
        foreach (var type in types)
        {
            text.Append(Kind(type)).Append(' ').Append(type);
            if (type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum) && b != typeof(MulticastDelegate))
                text.Append(" : ").Append(b);
            text.Append('\n');
            if (type.IsEnum)
            {
                foreach (var name in Enum.GetNames(type))
                    text.Append("  ").Append(name).Append(" = ").Append(Convert.ToInt32(Enum.Parse(type, name), null)).Append('\n');
                continue;
            }

            var members = type
                .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(IsVisible)
                .Select(Line)
                .Order(StringComparer.Ordinal);
            foreach (var line in members)
                text.Append("  ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase { Name: "<Clone>$" or "PrintMembers" or "EqualityContract" or "get_EqualityContract" } => false,
        PropertyInfo { Name: "EqualityContract" } => false,
        MethodInfo { IsSpecialName: true } m => m.Name.StartsWith("op_", StringComparison.Ordinal) && m.IsPublic,
        MethodBase m => m.IsPublic || m.IsFamily,
        PropertyInfo p => (p.GetMethod ?? p.SetMethod) is { } m && (m.IsPublic || m.IsFamily),
        FieldInfo f => f.IsPublic,
        _ => false,
    };

    private static string Line(MemberInfo member) => member switch
    {
        MethodBase m => $"{Modifiers(m)}{m}{Defaults(m)}",
        PropertyInfo p => $"{Modifiers((p.GetMethod ?? p.SetMethod)!)}{p} {{{(p.CanRead ? " get;" : "")}{Setter(p)} }}",
        FieldInfo f => $"field {f}",
        _ => throw new InvalidOperationException($"{member.MemberType} is not described."),
    };

    private static string Setter(PropertyInfo property)
    {
        if (property.SetMethod is not { IsPublic: true } setter)
            return "";
        return setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
    }

    private static string Modifiers(MethodBase method)
        => (method.IsFamily ? "protected " : "")
            + (method.IsStatic ? "static " : "")
            + (method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "");

    private static string Defaults(MethodBase method)
    {
        var optional = method.GetParameters().Where(p => p.HasDefaultValue).Select(p => $"{p.Name} = {p.DefaultValue ?? "null"}");
        return string.Join(", ", optional) is { Length: > 0 } list ? $" [{list}]" : "";
    }
}
