using Grants.Data;

namespace Grants.Calls;

/// <summary>
/// A question about the call that an organisation asked. The manager publishes it with its answer to everybody, without names and, where its words would show who
/// asks, in other words.
/// </summary>
internal sealed class Enquiry : Aggregate
{
    /// <summary>The most UTF-16 units of a question.</summary>
    public const int MostQuestion = 2_000;

    /// <summary>The most UTF-16 units of an answer.</summary>
    public const int MostAnswer = 4_000;

    /// <summary>Within how many days the programme answers.</summary>
    public const int AnswerDays = 5;

    private Enquiry()
    {
    }

    public Enquiry(Guid callId, Guid organisationId, Guid askedBy, string question, DateTime now) =>
        (CallId, OrganisationId, AskedBy, AskedAt, DueAt, Asked, Question) = (callId, organisationId, askedBy, now, now.AddDays(AnswerDays), question, question);

    public Guid CallId { get; private init; }

    /// <summary>Known to managers only.</summary>
    public Guid OrganisationId { get; private init; }

    public Guid AskedBy { get; private init; }

    /// <summary>When it was asked (UTC).</summary>
    public DateTime AskedAt { get; private init; }

    /// <summary>By when it is to be answered (UTC).</summary>
    public DateTime DueAt { get; private init; }

    /// <summary>The question in the asker's words; never published.</summary>
    public string Asked { get; private init; } = "";

    /// <summary>The question as it is published.</summary>
    public string Question { get; private set; } = "";

    /// <summary>The answer; empty until there is one.</summary>
    public string Answer { get; private set; } = "";

    public Guid? AnsweredBy { get; private set; }

    /// <summary>When question and answer were published (UTC); null until then.</summary>
    public DateTime? AnsweredAt { get; private set; }

    /// <summary>Publishes the answer, once.</summary>
    public Outcome Publish(string question, string answer, Guid by, DateTime now)
    {
        if (AnsweredAt is not null) return Refusal.WrongStage(T("The question is answered and published already. Publish an addendum to correct the answer."));
        var errors = new Dictionary<string, string>();
        if (question.Length is 0 or > MostQuestion) errors.Add(nameof(Question), T($"Write the question as everybody reads it, in up to {MostQuestion:N0} characters"));
        if (answer.Length is 0 or > MostAnswer) errors.Add(nameof(Answer), T($"Write the answer, in up to {MostAnswer:N0} characters"));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        (Question, Answer, AnsweredBy, AnsweredAt) = (question, answer, by, now);
        return Outcome.Done;
    }
}
