using Microsoft.EntityFrameworkCore;

namespace Grants.Data;

/// <summary>
/// Stores the sort keys of people that are missing or are not the name's: of those who were there before keys were stored, and of those whom an instance of the version
/// before, which knows no keys, has added or renamed. The migration runs it and so does every day; people are few enough to look at all of them.
/// </summary>
public sealed class SortKeySweep(GrantsDb db)
{
    private const int Portion = 500;

    /// <summary>Runs once.</summary>
    /// <returns>How many keys were stored.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        for (var (stored, seen) = (0, 0); ; seen += Portion)
        {
            var portion = await db.People.OrderBy(person => person.Id).Skip(seen).Take(Portion)
                .Select(person => new { person.Id, person.Name, Key = EF.Property<string?>(person, SearchKeys.SortColumn) }).ToListAsync(cancellationToken);
            foreach (var person in portion)
            {
                var key = SearchKeys.SortOf(person.Name);
                // Past the entity: nobody's edit is made from an older version because of a key. A name that has changed since brought its own.
                if (person.Key != key)
                    stored += await db.People.Where(row => row.Id == person.Id && row.Name == person.Name)
                        .ExecuteUpdateAsync(set => set.SetProperty(row => EF.Property<string?>(row, SearchKeys.SortColumn), key), cancellationToken);
            }

            if (portion.Count < Portion) return stored;
        }
    }
}
