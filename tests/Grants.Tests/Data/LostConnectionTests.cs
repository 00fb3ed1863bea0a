using System.Data.Common;
using System.Net.Sockets;
using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Grants.Tests.Data;

/// <summary>Connections to PostgreSQL that are lost in the middle of a decision: nothing is lost and nothing happens twice.</summary>
public sealed class LostConnectionTests : IAsyncLifetime
{
    private static readonly DateTime _now = new(2030, 1, 7, 2, 0, 0, DateTimeKind.Utc);
    private readonly Guid _subject = Guid.NewGuid();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SkippableTheory]
    [InlineData(Cut.BeforeTheCommit)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task Decision_IsMadeOnce(Cut cut)
    {
        await using var db = _database.Open(new CutOnce(_database, cut));
        db.Emails.Add(Mail("first"));
        db.Note("call", _subject, Actor.System("Test"), "Decide", _now);

        Assert.False((await db.CommitAsync(CancellationToken.None)).IsRefused);

        Assert.Single(db.FreshOutboxRows);
        Assert.False(db.ChangeTracker.HasChanges());
        await ExpectAsync(mails: 1, entries: 1);
    }

    [SkippableTheory]
    [InlineData(Cut.BeforeTheCommit)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task ChangeThatNobodyIsToldOf_IsMadeOnce(Cut cut)
    {
        await using var db = _database.Open(new CutOnce(_database, cut));
        db.Emails.Add(Mail("first"));
        db.Emails.Add(Mail("second"));

        Assert.False((await db.CommitAsync(CancellationToken.None)).IsRefused);
        await ExpectAsync(mails: 2, entries: 0);
    }

    [SkippableTheory]
    [InlineData(Cut.BeforeTheCommit)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task Transaction_IsMadeOnce(Cut cut)
    {
        await using var db = _database.Open(new CutOnce(_database, cut));
        var times = 0;

        var outcome = await db.InTransactionAsync<Outcome<int>>(
            async () =>
            {
                times++;
                var number = await db.NextNumberAsync(_subject, CancellationToken.None);
                db.Emails.Add(Mail("first"));
                db.Note("call", _subject, Actor.System("Test"), "Decide", _now);
                return (await db.CommitAsync(CancellationToken.None)).Refusal is { } refusal ? refusal : number;
            },
            CancellationToken.None);

        Assert.Equal(1, outcome.Value);
        Assert.Equal(cut == Cut.BeforeTheCommit ? 2 : 1, times);
        Assert.Single(db.FreshOutboxRows);
        await ExpectAsync(mails: 1, entries: 1);
        Assert.Equal(2, (await db.InTransactionAsync<Outcome<int>>(async () => await db.NextNumberAsync(_subject, CancellationToken.None), CancellationToken.None)).Value);
    }

    [SkippableFact]
    public async Task Transaction_ThatIsRefused_LeavesNothing()
    {
        await using var db = _database.Open();
        var outcome = await db.InTransactionAsync<Outcome>(
            async () =>
            {
                db.Emails.Add(Mail("first"));
                await db.SaveChangesAsync();
                return Refusal.Changed();
            },
            CancellationToken.None);

        Assert.True(outcome.IsRefused);
        await ExpectAsync(mails: 0, entries: 0);
    }

    [SkippableFact]
    public async Task ManyAtOnce_WhileConnectionsAreCut_AreEachMadeOnce()
    {
        const int Workers = 6, Decisions = 15, CutEvery = 8;
        var tries = 0;
        var made = await Task.WhenAll(Enumerable.Range(0, Workers).Select(async worker =>
        {
            var numbers = new List<int>();
            for (var decision = 0; decision < Decisions; decision++)
            {
                await using var db = _database.Open();
                var occasion = $"{worker}-{decision}";
                var outcome = await db.InTransactionAsync<Outcome<int>>(
                    async () =>
                    {
                        var number = await db.NextNumberAsync(_subject, CancellationToken.None);
                        db.Emails.Add(Mail(occasion));
                        // A chain of its own: here nobody is to be refused.
                        db.Note("call", Guid.NewGuid(), Actor.System("Test"), "Decide", _now, ("number", number));
                        // One in a few cuts everybody off, also themselves.
                        if (Interlocked.Increment(ref tries) % CutEvery == 0) await CutAsync(_database, "true");
                        return (await db.CommitAsync(CancellationToken.None)).Refusal is { } refusal ? refusal : number;
                    },
                    CancellationToken.None);
                Assert.Null(outcome.Refusal);
                numbers.Add(outcome.Value);
            }

            return numbers;
        }));

        Assert.True(tries > Workers * Decisions);
        Assert.Equal(Enumerable.Range(1, Workers * Decisions), made.SelectMany(numbers => numbers).Order());
        await ExpectAsync(mails: Workers * Decisions, entries: Workers * Decisions);
    }

    [SkippableFact]
    public async Task AStatement_IsEndedByTheServer_AndThePoolIsSmall()
    {
        await using var db = _database.Open();
        Assert.Equal(["30s"], await db.Database.SqlQuery<string>($"SELECT current_setting('statement_timeout') AS \"Value\"").ToListAsync());
        Assert.Equal(12, new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString()).MaxPoolSize);
    }

    private EmailMessage Mail(string occasion) => new(new Letter("test", "Subject", ["Something has happened."]), _subject, occasion, Guid.NewGuid(), "somebody@cso.example", "Somebody", _now);

    private async Task ExpectAsync(int mails, int entries)
    {
        await using var db = _database.Open();
        Assert.Equal(mails, await db.Emails.CountAsync(mail => mail.SubjectId == _subject));
        Assert.Equal(entries, await db.AuditEntries.CountAsync());
        Assert.All(await db.AuditEntries.AsNoTracking().ToListAsync(), entry => Assert.True(entry.IsIntact()));
    }

    private static async Task CutAsync(TestDatabase database, string which)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {which}", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>When the connection is lost.</summary>
    public enum Cut
    {
        /// <summary>Nothing is committed.</summary>
        BeforeTheCommit,

        /// <summary>The server has committed, and its answer is lost.</summary>
        AfterTheCommit,
    }

    private sealed class CutOnce(TestDatabase database, Cut cut) : DbTransactionInterceptor
    {
        private bool _isCut;

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (_isCut) return result;
            _isCut = true;
            if (cut == Cut.BeforeTheCommit)
            {
                await CutAsync(database, $"pid = {((NpgsqlConnection)transaction.Connection!).ProcessID}");
                return result;
            }

            await transaction.CommitAsync(cancellationToken);
            throw new NpgsqlException("Exception while reading from stream", new SocketException((int)SocketError.ConnectionReset));
        }
    }
}
