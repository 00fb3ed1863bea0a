using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.EditRubric;

/// <summary>A call's rubric as its managers write it.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Reference">The call's reference.</param>
/// <param name="Version">What a change of it names: the call's version.</param>
/// <param name="IsFrozen">Whether the call is published.</param>
/// <param name="CanUndo">Whether the last change can be taken back.</param>
/// <param name="Rubric">The rubric.</param>
/// <param name="Problems">What is out of order.</param>
public sealed record RubricView(Guid CallId, string Reference, int Version, bool IsFrozen, bool CanUndo, Rubric Rubric, IReadOnlyList<string> Problems);

/// <summary>The rubric is kept.</summary>
/// <param name="Version">The call's new version.</param>
internal sealed record RubricWritten(int Version);

/// <summary>Shows and changes how applications to a call are scored. With the call the rubric is frozen: applicants were told.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<RubricView>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        return call is null
            ? Refusal.NotFound(T("The call"))
            : new RubricView(id, call.Reference, call.Version, call.Stage != Stage.CallDraft, call.RubricBefore is not null, call.Rubric, call.Rubric.Problems());
    }

    /// <summary>The calls whose rubric can be copied.</summary>
    public Task<IReadOnlyList<Choice>> CallsAsync(Guid id, CancellationToken cancellationToken) => Carried.CallsAsync(db, id, cancellationToken);

    /// <summary>Does what a button of the rubric's page says.</summary>
    public Task<Outcome<RubricWritten>> PressAsync(Guid id, int version, string act, Guid criterion, CancellationToken cancellationToken) => ChangeAsync(id, version, call => act switch
    {
        "undo" => call.UndoRubric(),
        "up" => call.Write(call.Rubric.Move(criterion, -1)),
        "down" => call.Write(call.Rubric.Move(criterion, 1)),
        "delete" => call.Write(call.Rubric.Remove(criterion)),
        _ => Refusal.NotFound(),
    }, cancellationToken);

    /// <summary>Keeps a criterion; a new one stands at the end.</summary>
    public Task<Outcome<RubricWritten>> SaveCriterionAsync(Guid id, Guid? criterionId, CriterionForm typed, CancellationToken cancellationToken) => ChangeAsync(id, typed.Version, call =>
    {
        var before = criterionId is { } known ? call.Rubric.Find(known) : null;
        if (criterionId is not null && before is null) return Refusal.NotFound();
        if (before is null && call.Rubric.Criteria.Count >= Rubric.MostCriteria) return Refusal.Invalid("", T($"A rubric has from 1 to {Rubric.MostCriteria} criteria"));
        var criterion = typed.Read(before);
        if (Errors(criterion.Problems(), "") is { Count: > 0 } errors) return Refusal.Invalid(errors);
        return call.Write(before is null ? call.Rubric.Add(criterion) : call.Rubric.Change(criterion));
    }, cancellationToken);

    /// <summary>Keeps the weights of all criteria. They need not sum to 100 yet: the page says how much is missing.</summary>
    public Task<Outcome<RubricWritten>> SaveWeightsAsync(Guid id, WeightsForm typed, CancellationToken cancellationToken) => ChangeAsync(id, typed.Version, call =>
    {
        var (rubric, errors) = (call.Rubric, new Dictionary<string, string>());
        foreach (var (index, line) in (typed.Weights ?? []).Index())
        {
            if (rubric.Find(line.Id) is not { } criterion) continue;
            var weighed = criterion with { Weight = PortalText.TryParseCount(line.Weight?.TrimEnd(' ', '%'), out var weight) ? weight : 0 };
            foreach (var (field, message) in Errors(weighed.Problems(), $"Weights[{index}].")) errors.TryAdd(field, message);
            rubric = rubric.Change(weighed);
        }

        return errors.Count > 0 ? Refusal.Invalid(errors) : call.Write(rubric);
    }, cancellationToken);

    /// <summary>Keeps the scale.</summary>
    public Task<Outcome<RubricWritten>> SaveScaleAsync(Guid id, ScaleForm typed, CancellationToken cancellationToken) => ChangeAsync(id, typed.Version, call =>
    {
        var scale = typed.Read();
        var errors = scale.Index().SelectMany(step => Errors(step.Item.Problems(), $"Steps[{step.Index}].")).ToDictionary();
        return errors.Count > 0 ? Refusal.Invalid(errors) : call.Write(call.Rubric with { Scale = scale });
    }, cancellationToken);

    /// <summary>Puts another rubric in its place: one from outside, or that of an earlier call. It must be in order.</summary>
    public async Task<Outcome<RubricWritten>> ReplaceAsync(Guid id, Carried carried, CancellationToken cancellationToken)
    {
        if (carried.Json.Length > 0 || carried.IsFile) return RubricJson.TryRead(carried.Json, out var rubric) is { } error ? carried.Refused(error) : await ReplaceAsync(id, carried.Version, rubric, cancellationToken);
        var other = await Carried.FromAsync(db, carried.From, cancellationToken);
        return other.IsRefused ? other.Refusal : await ReplaceAsync(id, carried.Version, other.Value.Rubric.Renewed(), cancellationToken);
    }

    /// <inheritdoc cref="ReplaceAsync(Guid, Carried, CancellationToken)"/>
    public Task<Outcome<RubricWritten>> ReplaceAsync(Guid id, int version, Rubric rubric, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, call => rubric.Problems() is [var problem, ..] ? Refusal.Invalid("", problem) : call.Write(rubric), cancellationToken);

    private async Task<Outcome<RubricWritten>> ChangeAsync(Guid id, int version, Func<Call, Outcome> change, CancellationToken cancellationToken)
    {
        var call = await db.Calls.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        if (call.Version != version) return Refusal.Changed();
        if (change(call).Refusal is { } refusal) return refusal;

        db.Note("call", id, actor.Value, "ChangeRubric", clock.GetUtcNow().UtcDateTime, ("criteria", call.Rubric.Criteria.Count), ("weight", call.Rubric.Weight), ("lowest", call.Rubric.Lowest), ("highest", call.Rubric.Highest));
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new RubricWritten(call.Version);
    }

    private static Dictionary<string, string> Errors(IEnumerable<(string Field, string Message)> problems, string prefix) =>
        problems.DistinctBy(problem => problem.Field).ToDictionary(problem => prefix + problem.Field, problem => problem.Message);
}
