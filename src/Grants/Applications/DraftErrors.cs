using Grants.Data;
using Grants.Forms;
using Grants.Portal;
using Microsoft.AspNetCore.Http;

namespace Grants.Applications;

/// <summary>What a person must put right on the form of a draft, each where it stands: of a table every cell, not only the first.</summary>
internal static class DraftErrors
{
    /// <summary>The errors in the order of the page.</summary>
    /// <param name="refusal">What is wrong, by question or by another field.</param>
    /// <param name="answered">The form.</param>
    /// <param name="typed">What was typed; null when the form was not posted.</param>
    /// <param name="sending">Whether the answers were to be sent: then what is unfinished keeps them back as well, and the refusal's words name the question.</param>
    /// <param name="saved">What became of the answers; null when nothing was saved.</param>
    public static FieldErrors Of(Refusal refusal, AnsweredForm answered, IFormCollection? typed, bool sending, SavedAnswers? saved)
    {
        var (errors, order) = (new FieldErrors(), answered.Form.Questions.Select(question => question.Code).ToList());
        foreach (var error in refusal.Errors().OrderBy(error => order.IndexOf(error.Field) is >= 0 and var place ? place : order.Count))
        {
            var question = answered.Form.Find(error.Field);
            var problems = question is null || saved?.Conflicts.ContainsKey(question.Code) == true
                ? []
                : FormAnswers.Problems(question, DraftFields.Typed(typed, question, answered.Terms) ?? "", answered.Terms).Where(problem => sending || problem.IsUnfit).ToList();
            foreach (var problem in problems) errors.Add(problem.Field, problem.Message, question!.Says(problem.Message));
            if (problems.Count == 0) errors.Add(error.Field, error.Message, sending ? null : question?.Says(error.Message));
        }

        return errors;
    }

    /// <summary>What of a saved answer cannot stay as it is.</summary>
    public static FieldErrors Marks(ApplicationFile file, Question question)
    {
        var errors = new FieldErrors();
        foreach (var problem in FormAnswers.Problems(question, file.Answered[question.Code], file.Answered.Terms).Where(problem => problem.IsUnfit)) errors.Add(problem.Field, problem.Message);
        return errors;
    }
}
