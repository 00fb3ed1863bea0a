using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.SaveApplication;

/// <summary>What an application is called and where it is carried out; no country for regional work.</summary>
internal sealed record About(string? Title, string? Country);

internal sealed record BudgetLine(string? Description, long AmountMinor);

/// <summary>Changes to a draft; what is null stays as it is. The version counts for the title, the country and the budget: each answer has its own.</summary>
internal sealed record Changes(int Version, About? About = null, IReadOnlyList<TypedAnswer>? Answers = null, IReadOnlyList<BudgetLine>? Budget = null);

/// <summary>The version after a change, and what became of each answer.</summary>
internal sealed record Saved(int Version, SavedAnswers Answers);

/// <summary>Keeps what an organisation has written. A draft may be incomplete; what is in it must be readable.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, DraftAnswers answers, DraftPresence presence) : IUseCase
{
    private const int MostLines = 60;

    private static readonly SavedAnswers Nothing = new(new Dictionary<string, SavedAnswer>(), new Dictionary<string, Theirs>(), new Dictionary<string, string>());

    /// <summary>The application as a form, or why it cannot be edited.</summary>
    public Task<Outcome<ApplicationFile>> ReadAsync(Guid id, CancellationToken cancellationToken) =>
        ApplicationFile.ReadDraftAsync(db, id, actor.Value, clock.GetUtcNow().UtcDateTime, cancellationToken);

    /// <summary>What the person typed here before their session ended; null when nothing is kept.</summary>
    public Task<IFormCollection?> KeptAsync(Guid keptId, string path, CancellationToken cancellationToken) => KeptForm.FindAsync(db, keptId, actor.Value.PersonId!.Value, path, cancellationToken);

    /// <summary>Who else has the draft open.</summary>
    public Task<string> HereAsync(Guid id, string section, CancellationToken cancellationToken) => presence.HereAsync(id, section, cancellationToken);

    public async Task<Outcome<Saved>> HandleAsync(Guid id, Changes changes, CancellationToken cancellationToken)
    {
        Outcome<int> frame = changes.Version;
        if (changes.About is not null || changes.Budget is not null) frame = await FrameAsync(id, changes, cancellationToken);
        if (frame.Refusal is { Fields: null } refusal) return refusal;

        // What cannot be kept is told together, and does not keep the rest from being saved.
        var saved = changes.Answers is { Count: > 0 } typed ? await answers.SaveAsync(id, typed, cancellationToken) : Nothing;
        if (saved.IsRefused) return saved.Refusal;
        return frame.Refusal is { Fields: { } fields }
            ? Refusal.Invalid(fields.Concat(saved.Value.Errors).ToDictionary(error => error.Key, error => error.Value))
            : new Saved(frame.Value, saved.Value);
    }

    // Returns the application's version.
    private async Task<Outcome<int>> FrameAsync(Guid id, Changes changes, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var application = await db.Applications.Include(a => a.Budget).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !actor.Value.IsMemberOf(application.OrganisationId)) return Refusal.NotFound("The application");
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == application.CallId, cancellationToken);
        var editable = application.MayEdit(call, now);
        if (editable.IsRefused) return editable.Refusal;
        if (application.Version != changes.Version) return Refusal.Changed();

        var errors = new Dictionary<string, string>();
        if (changes.About is { } about) Describe(application, about, errors);
        if (changes.Budget is { } budget) Budget(application, budget, errors);
        if (errors.Count > 0) return Refusal.Invalid(errors);

        db.Note("application", id, actor.Value, "SaveDraft", now, ("parts", string.Join(',', Parts(changes))));
        db.Touch(application);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : application.Version;
    }

    private static void Describe(Application application, About about, Dictionary<string, string> errors)
    {
        var title = Texts.Clean(about.Title);
        if (PortalText.Length(title) > 200 || title.Length > 400) errors.Add("title", "Shorten the title to 200 characters");
        if (about.Country is not null && !Countries.IsKnown(about.Country)) errors.Add("country", "Choose a country, or regional");
        if (errors.Count == 0) application.Describe(title, about.Country);
    }

    private static void Budget(Application application, IReadOnlyList<BudgetLine> budget, Dictionary<string, string> errors)
    {
        var lines = budget.Select(line => (Description: Texts.Clean(line.Description), line.AmountMinor)).ToList();
        foreach (var (index, line) in lines.Index())
        {
            if (line.Description.Length is 0 or > 400) errors.Add($"budget[{index}].description", "Say what the money is for, in up to 400 characters");
            if (line.AmountMinor is <= 0 or > 100_000_000_000_00) errors.Add($"budget[{index}].amount", "Enter an amount of more than nothing, in figures");
        }

        if (lines.Count > MostLines) errors.Add("budget", $"A budget has up to {MostLines} lines: put smaller ones together");
        if (errors.Count == 0) application.SetBudget(lines);
    }

    private static IEnumerable<string> Parts(Changes changes)
    {
        if (changes.About is not null) yield return "about";
        if (changes.Budget is not null) yield return "budget";
    }
}
