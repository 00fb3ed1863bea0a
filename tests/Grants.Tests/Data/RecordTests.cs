using Grants.Accounts;
using Grants.Data;
using Grants.Partners;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Data;

/// <summary>The promises of the record itself: versions, chains and steps hold whoever writes at the same time.</summary>
public sealed class RecordTests
{
    private static readonly DateTime _now = new(2030, 1, 7, 2, 0, 0, DateTimeKind.Utc);
    private static readonly Actor _actor = Actor.System("Test");

    public static TheoryData<DatabaseKind> Databases => [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Change_MadeFromAnOldVersion_IsRefused(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var id = await AddPersonAsync(database);
        await using var first = database.Open();
        await using var second = database.Open();
        var (mine, theirs) = (await first.People.SingleAsync(person => person.Id == id), await second.People.SingleAsync(person => person.Id == id));
        Assert.Equal(1, mine.Version);

        mine.MarkUndeliverable(_now);
        Assert.False((await first.CommitAsync(CancellationToken.None)).IsRefused);
        theirs.MarkUndeliverable(_now.AddHours(1));
        Assert.Equal(RefusalKind.Changed, (await second.CommitAsync(CancellationToken.None)).Refusal!.Kind);

        await using var after = database.Open();
        var kept = await after.People.SingleAsync(person => person.Id == id);
        Assert.Equal((2, _now), (kept.Version, kept.UndeliverableSince));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Touch_RaisesTheVersionOfWhatOwnsTheRows(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var id = await AddPersonAsync(database);
        await using var db = database.Open();
        var person = await db.People.SingleAsync(person => person.Id == id);
        db.Touch(person);
        await db.SaveChangesAsync();
        Assert.Equal(2, person.Version);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task OneWhoTakesAUniqueKeySecond_IsRefusedWithEverythingElse(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var (organisation, person) = (Guid.NewGuid(), Guid.NewGuid());
        await using var first = database.Open();
        await using var second = database.Open();
        first.Memberships.Add(new Membership(organisation, person, MembershipKind.Lead));
        second.Memberships.Add(new Membership(organisation, person, MembershipKind.Contributor));
        second.Note("organisation", organisation, _actor, "Joined", _now);
        Assert.False((await first.CommitAsync(CancellationToken.None)).IsRefused);
        Assert.Equal(RefusalKind.Changed, (await second.CommitAsync(CancellationToken.None)).Refusal!.Kind);

        await using var after = database.Open();
        Assert.False(await after.AuditEntries.AnyAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Chain_StaysWhole_WhoeverAppendsAtTheSameTime(DatabaseKind kind)
    {
        const int Writers = 4, Each = 10;
        await using var database = await TestDatabase.CreateAsync(kind);
        var subject = Guid.NewGuid();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var done = 0; done < Each;)
            {
                await using var db = database.Open();
                db.Note("application", subject, _actor, $"Writer{writer}", _now, ("number", done));
                if (!(await db.CommitAsync(CancellationToken.None)).IsRefused) done++;
            }
        })));

        await using var after = database.Open();
        var entries = await after.AuditEntries.OrderBy(entry => entry.Sequence).ToListAsync();
        Assert.Equal(Enumerable.Range(1, Writers * Each), entries.Select(entry => entry.Sequence));
        Assert.All(entries, entry => Assert.True(entry.IsIntact()));
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.Equal(pair.First.Hash, pair.Second.PreviousHash));
        Assert.All(Enumerable.Range(0, Writers), writer => Assert.Equal(Each, entries.Count(entry => entry.What == $"Writer{writer}")));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task AuditEntry_CannotBeChangedOrDeleted(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var db = database.Open();
        db.Note("call", Guid.NewGuid(), _actor, "DraftCall", _now);
        await db.SaveChangesAsync();
        var entry = await db.AuditEntries.SingleAsync();

        db.Entry(entry).State = EntityState.Modified;
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
        db.Entry(entry).State = EntityState.Deleted;
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Effect_HappensOnce_HoweverOftenItsActivityRuns(DatabaseKind kind)
    {
        const int Runs = 12;
        await using var database = await TestDatabase.CreateAsync(kind);
        var subject = Guid.NewGuid();
        var did = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => Task.Run(async () =>
        {
            await using var db = database.Open();
            return await db.OnceAsync(subject, "Remind", "before-7", _now, () =>
            {
                db.Doorbells.Add(Doorbell.ToWake("x", subject, _now));
                return Task.CompletedTask;
            }, CancellationToken.None);
        })));

        Assert.Equal(1, did.Count(each => each));
        await using var after = database.Open();
        Assert.Equal(1, await after.Doorbells.CountAsync());
        Assert.True(await after.OnceAsync(subject, "Remind", "before-2", _now, () => Task.CompletedTask, CancellationToken.None));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task EffectThatFails_LeavesNoStep(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var subject = Guid.NewGuid();
        await using (var db = database.Open())
            await Assert.ThrowsAsync<TimeoutException>(() => db.OnceAsync(subject, "Remind", "", _now, () => throw new TimeoutException(), CancellationToken.None));
        await using var again = database.Open();
        Assert.True(await again.OnceAsync(subject, "Remind", "", _now, () => Task.CompletedTask, CancellationToken.None));
    }

    private static async Task<Guid> AddPersonAsync(TestDatabase database)
    {
        await using var db = database.Open();
        var person = new Person("Somebody", "somebody@people.example", "UTC", _now);
        db.Add(person);
        await db.SaveChangesAsync();
        return person.Id;
    }
}
