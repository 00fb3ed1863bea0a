using Grants.Data;
using Grants.Forms;

namespace Grants.Calls.TryForm;

/// <summary>A form as applicants will see it, with what somebody tries in it.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Reference">The call's reference.</param>
/// <param name="Answered">The form with the answers that are tried.</param>
/// <param name="Checks">What the system would find; null before anything is tried.</param>
public sealed record Trial(Guid CallId, string Reference, AnsweredForm Answered, IReadOnlyList<Check>? Checks);

/// <summary>Shows the form that is being written as applicants will see it, and checks what is typed in it. Nothing is kept.</summary>
internal sealed class Handler(FormDrafts drafts) : IUseCase
{
    /// <param name="id">The call.</param>
    /// <param name="tried">Reads what is tried as an answer to a question of the call; null before anything is.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome<Trial>> HandleAsync(Guid id, Func<Question, FormTerms, string>? tried, CancellationToken cancellationToken)
    {
        var read = await drafts.ReadAsync(id, cancellationToken);
        if (read.IsRefused) return read.Refusal;
        var (form, terms) = (read.Value.Version.Form, read.Value.Call.FormTerms);
        var answers = tried is null ? [] : form.Questions.Where(question => question.Kind != QuestionKind.File)
            .Select(question => KeyValuePair.Create(question.Code, tried(question, terms))).Where(answer => answer.Value.Length > 0).ToDictionary();
        var answered = new AnsweredForm(form, terms, answers);

        // No file can be tried, so none is missed.
        return new Trial(id, read.Value.Call.Reference, answered, tried is null ? null : [.. answered.Checks([]).Where(check => form.Find(check.Code)!.Kind != QuestionKind.File)]);
    }
}
