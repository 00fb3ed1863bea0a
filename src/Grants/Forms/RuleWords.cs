using Grants.Calls;
using Grants.Portal;

namespace Grants.Forms;

/// <summary>What holds for the answer to a question, said before anybody breaks it.</summary>
internal static class RuleWords
{
    /// <summary>A question's help and its rules, as the hint of its field; null when there is nothing to say.</summary>
    public static string? Hint(Question question, FormTerms terms)
    {
        var sentences = Rules(question, terms).Prepend(question.Help).OfType<string>().ToList();
        return sentences.Count == 0 ? null : string.Join(' ', sentences);
    }

    /// <summary>Why the country of a project is none of the call's; null when it is one of them.</summary>
    /// <param name="value">The answer: a country's code, or regional.</param>
    /// <param name="terms">The call's; work in several of its countries is regional.</param>
    public static string? OutsideCountries(string value, FormTerms terms)
    {
        if (terms.Countries.Count == 0 || terms.Countries.Contains(value) || (value == Countries.Regional && terms.Countries.Count > 1)) return null;
        return T($"The call is for {CallWords.Places(terms.Countries)}, and the project is carried out here: {Countries.Place(value == Countries.Regional ? null : value)}");
    }

    private static IEnumerable<string> Rules(Question question, FormTerms terms) => question switch
    {
        { Code: FormDefinition.CountryCode } when terms.Countries.Count > 0 => [T($"This call is for {CallWords.Places(terms.Countries)}.")],
        { Kind: QuestionKind.Number } => Bounds(question, FormAnswers.Grouped),
        { Kind: QuestionKind.Money } => [.. OfGrant(question, terms), .. Bounds(question, amount => PortalText.Money(amount, terms.Currency))],
        { Kind: QuestionKind.Budget } => [.. OfGrant(question, terms), .. OfBudget(question)],
        _ => [],
    };

    private static IEnumerable<string> Bounds(Question question, Func<long, string> words) => (question.Least, question.Most) switch
    {
        ({ } least, { } most) => [T($"From {words(least)} to {words(most)}.")],
        ({ } least, null) => [T($"{words(least)} or more.")],
        (null, { } most) => [T($"{words(most)} or less.")],
        _ => [],
    };

    private static IEnumerable<string> OfGrant(Question question, FormTerms terms) => question.Code == FormDefinition.BudgetCode
        ? [T($"You can ask for {PortalText.Money(terms.FloorMinor, terms.Currency)} to {PortalText.Money(terms.CeilingMinor, terms.Currency)} in all.")]
        : [];

    private static IEnumerable<string> OfBudget(Question question)
    {
        foreach (var category in question.Choices.Where(category => category.MostPercent > 0)) yield return T($"'{category.Text}': at most {category.MostPercent}% of what you ask for.");
        if (question.Budget is { CoFunding: true, LeastCoFundingPercent: > 0 and var least }) yield return T($"Others pay at least {least}% of the whole cost.");
    }
}
