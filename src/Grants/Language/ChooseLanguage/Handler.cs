using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Grants.Language.ChooseLanguage;

/// <summary>The language of this browser's pages; of somebody who is signed in, of all their pages and e-mails.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, IOptions<PortalOptions> portal) : IUseCase
{
    /// <returns>The language that was chosen, by the name that it is known by.</returns>
    public async Task<Outcome<string>> HandleAsync(string? language, CancellationToken cancellationToken)
    {
        var chosen = Languages.Offered(portal.Value.OfferPseudoLanguage).FirstOrDefault(name => name.Equals(language, StringComparison.OrdinalIgnoreCase));
        if (chosen is null) return Refusal.Invalid("Language", T("Choose one of the languages"));
        if (current.Value.PersonId is not { } id) return chosen;

        var person = await db.People.SingleAsync(person => person.Id == id, cancellationToken);
        person.ChooseLanguage(chosen);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : chosen;
    }
}
