using Grants.Accounts;
using Grants.Data;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Data;

/// <summary>A request's context was another request's before.</summary>
public sealed class PooledContextTests
{
    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Context_ThatWasGivenBack_RemembersNothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var services = database.Services().BuildServiceProvider();
        GrantsDb given;
        await using (var refused = services.CreateAsyncScope())
        {
            given = refused.ServiceProvider.GetRequiredService<GrantsDb>();
            given.Note("call", Guid.CreateVersion7(), Actor.System("Test"), "Refused", new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        await using var next = services.CreateAsyncScope();
        var taken = next.ServiceProvider.GetRequiredService<GrantsDb>();
        Assert.Same(given, taken);
        await taken.SaveChangesAsync();
        Assert.False(await taken.AuditEntries.AnyAsync());
    }
}
