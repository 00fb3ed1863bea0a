using Grants.Accounts;
using Grants.Data;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Data;

/// <summary>On SQLite whoever writes waits for a turn without keeping a thread: a transaction, a single row, and a command that changes many rows.</summary>
public sealed class SqliteWriteGateTests(SqliteHost host) : FrontDoorTests(host), IClassFixture<SqliteHost>
{
    [SkippableFact]
    public async Task SingleWrites_WaitForTheTransactionThatIsUnderWay_AndThenGoOn()
    {
        var person = await Programme.PersonAsync(Host, "Nobody");
        await using var holder = Host.Services.CreateAsyncScope();
        await using var rows = Host.Services.CreateAsyncScope();
        await using var commands = Host.Services.CreateAsyncScope();
        var transaction = await Db(holder).Database.BeginTransactionAsync();

        // A call that looked again and again would not come back before it had given up.
        var session = new Session(person.Id, Host.Now, TimeSpan.FromHours(1));
        Db(rows).Sessions.Add(session);
        var row = Db(rows).SaveChangesAsync();
        var command = RenameAsync("Somebody");
        Assert.False(row.IsCompleted);
        Assert.False(command.IsCompleted);

        await transaction.RollbackAsync();
        Assert.Equal(1, await row);
        Assert.Equal(1, await command);

        // Each has given its turn back, also the one that could not be carried out.
        await Assert.ThrowsAnyAsync<Exception>(() => Db(commands).Database.ExecuteSqlAsync($"UPDATE \"Nowhere\" SET \"Name\" = 'Nobody'"));
        Assert.Equal(1, await RenameAsync("Nobody again"));

        Task<int> RenameAsync(string name) => Db(commands).People.Where(one => one.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Name, name));
    }

    [SkippableFact]
    public async Task WhoStopsWaiting_LeavesTheTurnToTheNext()
    {
        var person = await Programme.PersonAsync(Host, "Nobody");
        await using var holder = Host.Services.CreateAsyncScope();
        await using var waiter = Host.Services.CreateAsyncScope();
        var transaction = await Db(holder).Database.BeginTransactionAsync();
        using var patience = new CancellationTokenSource();
        var waiting = Db(waiter).Sessions.Where(session => session.PersonId == person.Id).ExecuteDeleteAsync(patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await transaction.CommitAsync();

        Assert.Equal(1, await Host.InDatabaseAsync(db => db.People.Where(one => one.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Name, "Somebody"))));
    }

    private static GrantsDb Db(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<GrantsDb>();
}
