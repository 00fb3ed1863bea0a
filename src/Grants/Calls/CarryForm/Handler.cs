using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.CarryForm;

/// <summary>A form on its way in or out: exported, imported, or copied from another call.</summary>
internal sealed class Handler(GrantsDb db, FormDrafts drafts) : IUseCase
{
    /// <summary>The newest version.</summary>
    public Task<Outcome<FormDrafts.Draft>> ReadAsync(Guid id, CancellationToken cancellationToken) => drafts.ReadAsync(id, cancellationToken);

    /// <summary>The calls whose form can be copied, newest first.</summary>
    public async Task<IReadOnlyList<Choice>> CallsAsync(Guid id, CancellationToken cancellationToken) =>
        [.. (await db.Calls.Where(call => call.Id != id && call.Stage != Stage.CallDraft).OrderByDescending(call => call.CreatedAt).Take(100)
            .Select(call => new { call.Id, call.Reference, call.Title }).ToListAsync(cancellationToken)).Select(call => new Choice(call.Id.ToString(), $"{call.Reference}: {call.Title}"))];

    /// <summary>Puts a form from outside in the place of the one that is written. What is out of order is shown where the form is written.</summary>
    public async Task<Outcome<int>> ImportAsync(Guid id, int revision, string json, CancellationToken cancellationToken) =>
        FormJson.TryRead(json, out var form) is { } error ? Refusal.Invalid("Json", error) : await ReplaceAsync(id, revision, form, cancellationToken);

    /// <summary>Puts the form of another call in its place.</summary>
    public async Task<Outcome<int>> CopyAsync(Guid id, int revision, Guid from, CancellationToken cancellationToken)
    {
        var other = await db.Calls.AsNoTracking().SingleOrDefaultAsync(call => call.Id == from && call.Stage != Stage.CallDraft, cancellationToken);
        return other is null ? Refusal.Invalid("From", T("Choose a call")) : await ReplaceAsync(id, revision, other.Form, cancellationToken);
    }

    private Task<Outcome<int>> ReplaceAsync(Guid id, int revision, FormDefinition form, CancellationToken cancellationToken) =>
        drafts.ChangeAsync(id, revision, Outcome<FormDefinition> (_) => form, cancellationToken);
}
