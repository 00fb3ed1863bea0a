using Grants.Forms;
using Microsoft.AspNetCore.Http;

namespace Grants.Applications;

/// <summary>
/// What the fields of a draft's form show: what is saved; or what was typed and is not saved, which is still written over the version that stood there then.
/// </summary>
/// <param name="File">What is saved.</param>
/// <param name="Typed">The form as it was posted; null on a first visit.</param>
/// <param name="Saved">What became of its answers; null when nothing was saved.</param>
/// <param name="Reader">Who has it before them.</param>
public sealed record DraftForm(ApplicationFile File, IFormCollection? Typed, SavedAnswers? Saved, Guid? Reader)
{
    /// <summary>What a colleague saved while the reader wrote, and the reader has not chosen; null when there is no such thing.</summary>
    public Theirs? TheirsOf(Question question) => IsTyped(question) ? Saved?.Conflicts.GetValueOrDefault(question.Code) : ApartOf(question)?.Stands;

    /// <summary>Whether the field shows what is not the answer.</summary>
    public bool IsUnsaved(Question question) => IsTyped(question)
        ? Saved?.Saved.ContainsKey(question.Code) != true && TypedIn(question) != File.Answered[question.Code]
        : ApartOf(question) is not null;

    /// <summary>What stands in the field.</summary>
    public string ValueOf(Question question) =>
        !IsUnsaved(question) ? File.Answered[question.Code] : IsTyped(question) ? TypedIn(question) : ApartOf(question)!.Text;

    /// <summary>The version that it was written over.</summary>
    public int VersionOf(Question question) =>
        !IsUnsaved(question) ? File.AnswerVersions.GetValueOrDefault(question.Code) : IsTyped(question) ? DraftFields.OverOf(Typed!, question.Code) : ApartOf(question)!.Version;

    private string TypedIn(Question question) => DraftFields.Typed(Typed, question, File.Answered.Terms) ?? "";

    private bool IsTyped(Question question) => Typed?.ContainsKey(DraftFields.Base(question.Code)) == true && !DraftFields.IsYielded(Typed, question.Code);

    // Of a form that has just been posted, what it says counts.
    private ApartText? ApartOf(Question question) => Typed is null ? File.Apart.FirstOrDefault(text => text.Code == question.Code && text.PersonId == Reader) : null;
}
