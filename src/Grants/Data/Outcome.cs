using System.Diagnostics.CodeAnalysis;

namespace Grants.Data;

/// <summary>Why something was refused; each kind is mapped to one HTTP status, in one place.</summary>
internal enum RefusalKind
{
    /// <summary>Something typed cannot be accepted: 400, with a message for each field.</summary>
    Invalid,

    /// <summary>There is no such thing, or this person may not know of it: 404.</summary>
    NotFound,

    /// <summary>It was there and has been destroyed for good: 410.</summary>
    Gone,

    /// <summary>This person may not do it: 403.</summary>
    Forbidden,

    /// <summary>Somebody else changed it meanwhile: 409.</summary>
    Changed,

    /// <summary>It is not at a stage that allows this: 409.</summary>
    WrongStage,

    /// <summary>The deadline has passed: 409.</summary>
    TooLate,

    /// <summary>Larger than may be: 413.</summary>
    TooLarge,

    /// <summary>Too many tries: 429.</summary>
    TooMany,

    /// <summary>The person must prove their second factor first, or anew: 403.</summary>
    SecondFactor,
}

/// <summary>An expected refusal: what was wrong and what to do about it, in words for the person who asked.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Message">One or two sentences: what is wrong and what can be done.</param>
/// <param name="Fields">For <see cref="RefusalKind.Invalid"/>: form field name to message.</param>
internal sealed record Refusal(RefusalKind Kind, string Message, IReadOnlyDictionary<string, string>? Fields = null)
{
    public static Refusal Invalid(string field, string message) =>
        new(RefusalKind.Invalid, message, new Dictionary<string, string> { [field] = message });

    public static Refusal Invalid(IReadOnlyDictionary<string, string> fields) =>
        new(RefusalKind.Invalid, T("Some answers need your attention."), fields);

    public static Refusal NotFound(string? what = null) =>
        new(RefusalKind.NotFound, T($"{what ?? T("This page")} does not exist, or you do not have access to it."));

    /// <summary>The same with other words at a field, where it names that field.</summary>
    public Refusal Saying(string field, string message) => Fields?.ContainsKey(field) == true ? this with { Fields = new Dictionary<string, string>(Fields) { [field] = message } } : this;

    public static Refusal Forbidden(string message) => new(RefusalKind.Forbidden, message);

    public static Refusal Changed() =>
        new(RefusalKind.Changed, T("Somebody else changed this while you were working on it. Check what it says now, then try again."));

    public static Refusal WrongStage(string message) => new(RefusalKind.WrongStage, message);

    public static Refusal TooLate(string message) => new(RefusalKind.TooLate, message);
}

/// <summary>What something came to.</summary>
internal interface IOutcome
{
    /// <summary>Why it was refused; null when it was not.</summary>
    Refusal? Refusal { get; }
}

/// <summary>What a use case that returns nothing came to: done, or refused.</summary>
internal readonly record struct Outcome(Refusal? Refusal) : IOutcome
{
    public static Outcome Done => default;

    [MemberNotNullWhen(true, nameof(Refusal))]
    public bool IsRefused => Refusal is not null;

    public static implicit operator Outcome(Refusal refusal) => new(refusal);
}

/// <summary>What a use case came to: a value, or a refusal.</summary>
internal readonly record struct Outcome<T> : IOutcome
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Refusal is not null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
