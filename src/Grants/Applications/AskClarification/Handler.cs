using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.AskClarification;

/// <summary>Asks the organisation to clarify some answers: those are open to it again until the end of a day, and no others.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier) : IUseCase
{
    private const int ProposedDays = 7;

    /// <summary>The application about which something can be asked now.</summary>
    public async Task<Outcome<ApplicationFile>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var file = await ApplicationFile.ReadAsync(db, id, actor.Value, cancellationToken);
        if (file.IsRefused) return file;
        if (actor.Value.IsMemberOf(file.Value.Application.OrganisationId)) return ScreeningAccess.OwnOrganisation;
        return GrantLifecycle.Allows(file.Value.Application.Stage, Act.AskClarification)
            ? file
            : Refusal.WrongStage(T("Questions can be asked only while the application is being screened."));
    }

    /// <summary>What a screener most likely asks: the questions in which the system found something, within a week.</summary>
    public Form Proposal(ApplicationFile file) => new()
    {
        Codes = [.. file.Checks.Where(check => !check.Passed).Select(check => check.Code)],
        DueOn = TypedDate.Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime.AddDays(ProposedDays), file.Call.Zone))),
    };

    // What is asked only after one of them is opened with it: who changes the one may have to answer the other.
    private static List<string> WithDependents(FormDefinition form, IReadOnlyCollection<string> codes)
    {
        var open = codes.ToHashSet();
        foreach (var question in form.Questions.Where(question => question.AskIf is { } condition && open.Contains(condition.Question))) open.Add(question.Code);
        return [.. form.Questions.Select(question => question.Code).Where(open.Contains)];
    }

    public async Task<Outcome> HandleAsync(Guid id, int version, IReadOnlyCollection<string> codes, string? text, DateOnly? dueOn, bool noConflict, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var loaded = await ScreeningAccess.LoadAsync(db, actor.Value, id, version, noConflict, now, cancellationToken);
        if (loaded.IsRefused) return loaded.Refusal;
        var application = loaded.Value;
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == application.CallId, cancellationToken);
        var form = await ToSubmit.FormAsync(db, call, application.FormNumber, cancellationToken);
        if (codes.FirstOrDefault(code => form.Find(code) is null) is { } unknown)
            return Refusal.Invalid("Codes", T($"The application answers no question '{unknown}'"));

        // To the last minute of the day, on the call's clock.
        DateTime? dueAt = dueOn is { } day ? TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(new TimeOnly(23, 59)), call.Zone) : null;
        var asked = ScreeningAccess.Declared(noConflict, application.AskClarification(WithDependents(form, codes), Texts.Clean(text), dueAt, actor.Value.PersonId!.Value, now));
        if (asked.IsRefused) return asked;

        db.Note("application", id, actor.Value, Act.AskClarification, now, ("questions", application.OpenQuestions), ("dueAt", application.ReplyDueAt));
        await notifier.QueueAsync(
            () => ScreeningLetters.ClarificationAsked(call, application), id, application.Requests[^1].Id.ToString(), await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken), now, cancellationToken);
        db.RingToWake(ScreeningOrchestration.InstanceId(id), id, now);
        return await db.CommitAsync(cancellationToken);
    }
}
