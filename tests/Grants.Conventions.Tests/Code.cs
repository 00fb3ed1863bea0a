using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Grants.Conventions.Tests;

/// <summary>What compiled code mentions: read from its instructions, so that nothing is missed that a lambda, a helper or an async state machine hides.</summary>
internal static class Code
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly OpCode?[] _oneByte = new OpCode?[256], _twoBytes = new OpCode?[256];

    static Code()
    {
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var code = (OpCode)field.GetValue(null)!;
            (code.Size == 1 ? _oneByte : _twoBytes)[code.Value & 0xff] = code;
        }
    }

    /// <summary>Every member that a method's instructions name, and the types of its locals and caught exceptions.</summary>
    public static IEnumerable<MemberInfo> Mentions(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) yield break;
        foreach (var local in body.LocalVariables) yield return local.LocalType;
        foreach (var clause in body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)) yield return clause.CatchType!;

        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        var il = body.GetILAsByteArray()!;
        for (var at = 0; at < il.Length;)
        {
            var code = (il[at] == 0xfe ? _twoBytes[il[++at]] : _oneByte[il[at]]) ?? throw new BadImageFormatException($"Unknown instruction in {method}.");
            at++;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments)!;
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    /// <summary>Every method of a type, constructors included.</summary>
    public static IEnumerable<MethodBase> MethodsOf(Type type) => type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));

    /// <summary>Every type that a type's declaration and code mention, generic arguments and elements taken apart.</summary>
    public static IReadOnlySet<Type> TypesUsedBy(Type type)
    {
        var used = new HashSet<Type>();
        Add(type.BaseType);
        foreach (var each in type.GetInterfaces()) Add(each);
        foreach (var each in type.GetFields(Declared)) Add(each.FieldType);
        foreach (var each in type.GetCustomAttributesData()) Add(each.AttributeType);
        foreach (var method in MethodsOf(type))
        {
            foreach (var parameter in method.GetParameters()) Add(parameter.ParameterType);
            if (method is MethodInfo { ReturnType: var result }) Add(result);
            foreach (var mentioned in Mentions(method))
            {
                Add(mentioned as Type ?? mentioned.DeclaringType);
                if (mentioned is MethodInfo { IsGenericMethod: true } generic) Array.ForEach(generic.GetGenericArguments(), Add);
            }
        }

        used.Remove(type);
        return used;

        void Add(Type? each)
        {
            if (each is null || each.IsGenericParameter) return;
            if (each.HasElementType) Add(each.GetElementType());
            else if (each.IsConstructedGenericType)
            {
                Add(each.GetGenericTypeDefinition());
                Array.ForEach(each.GetGenericArguments(), Add);
            }
            else used.Add(each);
        }
    }

    /// <summary>
    /// Every method of the same assembly that may run when a method is called: what it calls or refers to, through async state machines, iterators
    /// and lambdas, with static constructors of what it touches; itself first.
    /// </summary>
    public static IReadOnlyCollection<MethodBase> Reachable(MethodBase start)
    {
        var found = new HashSet<MethodBase> { start };
        var queue = new Queue<MethodBase>(found);
        while (queue.TryDequeue(out var method))
        {
            var next = Mentions(method).OfType<MethodBase>().Select(Definition).ToList();
            next.AddRange(Mentions(method).OfType<FieldInfo>().Where(field => field.IsStatic).Select(field => (MethodBase?)field.DeclaringType!.TypeInitializer).OfType<MethodBase>());
            if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine) next.AddRange(MethodsOf(machine.StateMachineType));
            foreach (var each in next.Where(each => each.Module.Assembly == start.Module.Assembly && found.Add(each))) queue.Enqueue(each);
        }

        return found;
    }

    private static MethodBase Definition(MethodBase method) => method.Module.ResolveMethod(method.MetadataToken)!;
}
