using Grants.Data;
using Grants.Forms;
using Grants.Portal;

namespace Grants.Calls.CarryForm;

/// <summary>A form on its way in or out: exported, imported, or copied from another call.</summary>
internal sealed class Handler(GrantsDb db, FormDrafts drafts) : IUseCase
{
    /// <summary>The newest version.</summary>
    public Task<Outcome<FormDrafts.Draft>> ReadAsync(Guid id, CancellationToken cancellationToken) => drafts.ReadAsync(id, cancellationToken);

    /// <summary>The calls whose form can be copied.</summary>
    public Task<IReadOnlyList<Choice>> CallsAsync(Guid id, CancellationToken cancellationToken) => Carried.CallsAsync(db, id, cancellationToken);

    /// <summary>Puts another form in the place of the one that is written. What is out of order is shown where the form is written.</summary>
    /// <returns>The new revision.</returns>
    public async Task<Outcome<int>> ReplaceAsync(Guid id, Carried carried, CancellationToken cancellationToken)
    {
        FormDefinition form;
        if (carried.Json.Length > 0 || carried.IsFile)
        {
            if (FormJson.TryRead(carried.Json, out form) is { } error) return carried.Refused(error);
            if (form.Sections.Count == 0) return carried.Refused(T("The form has no section"));
            if (FormVersion.WhyNotKept(form) is { } tooLarge) return carried.Refused(tooLarge);
        }
        else
        {
            var other = await Carried.FromAsync(db, carried.From, cancellationToken);
            if (other.IsRefused) return other.Refusal;
            form = other.Value.Form;
        }

        return await drafts.ChangeAsync(id, carried.Version, Outcome<FormDefinition> (_) => form, cancellationToken);
    }
}
