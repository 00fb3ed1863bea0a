using System.Net.Http.Json;
using Azure.Core;
using Grants.Data;
using Grants.Tests.Fixtures;
using Grants.Tests.Local;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Grants.Tests.Data;

/// <summary>A PostgreSQL server of its own, so that it can be restarted and can ask for passwords.</summary>
public sealed class PostgresServerTests : IClassFixture<PostgresServerTests.OwnServerHost>
{
    private readonly OwnServerHost _host;

    public PostgresServerTests(OwnServerHost host)
    {
        Skip.If(host.Unavailable is not null, host.Unavailable);
        _host = host;
    }

    [SkippableFact]
    public async Task ServerThatRestarts_LosesNothing_AndNobodyIsRefused()
    {
        const int Writers = 4, Texts = 12;
        var scenario = await Scenario.BeginAsync(_host);
        var call = await scenario.OpenCallAsync();
        var drafts = new List<TestApplication>();
        for (var writer = 0; writer < Writers; writer++) drafts.Add(await scenario.StartedApplicationAsync(call));
        var begun = new TaskCompletionSource();

        var writing = Task.WhenAll(drafts.Select(async draft =>
        {
            var lead = await _host.SignInAsync(draft.Organisation.Lead);
            for (var version = 0; version < Texts; version++)
            {
                var saved = await lead.PutAsync($"{draft.Path}/answers/approach", new { version, value = TextOf(version + 1) });
                Assert.Equal(version + 1, saved.Version());
                if (version > Texts / 4) begun.TrySetResult();
            }
        }));
        await Task.WhenAny(begun.Task, writing);
        await _host.Cluster.RestartAsync();
        await _host.Cluster.RestartAsync();
        await writing;

        foreach (var draft in drafts)
        {
            var earlier = await _host.InDatabaseAsync(db => db.AnswerVersions.Where(version => version.ApplicationId == draft.Id).Select(version => version.Text).ToListAsync());
            var lead = await _host.SignInAsync(draft.Organisation.Lead);
            var last = (await lead.GetAsync(draft.Path)).GetProperty("answers").Text("approach");
            Assert.Equal(Enumerable.Range(1, Texts).Select(TextOf), earlier.Append(last!).Order(StringComparer.Ordinal));
        }
    }

    private static string TextOf(int number) => $"Text {number:D2}.";

    [SkippableFact]
    public async Task ManyRequestsAtOnce_TakeTwelveConnections()
    {
        using var http = new HttpClient { BaseAddress = _host.Address };
        var requests = Enumerable.Range(0, 60).Select(_ => http.GetFromJsonAsync<object>("/api/v1/calls")).ToList();
        await Task.WhenAll(requests);

        var open = await _host.InDatabaseAsync(db => db.Database.SqlQuery<int>(
            $"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'grants'").ToListAsync());
        Assert.InRange(Assert.Single(open), 2, 12);
    }

    [SkippableTheory]
    [InlineData("", 100)]
    [InlineData(";Max Auto Prepare=0", 0)]
    public async Task Statements_ArePrepared_UnlessTheConnectionStringSaysOtherwise(string said, int prepared)
    {
        var options = new GrantsOptions { Database = DatabaseKind.Postgres, ConnectionString = "Host=localhost;Database=grants" + said };
        await using var pool = PostgresServer.Open(options, () => throw new InvalidOperationException("No token is asked for."));
        Assert.Equal(prepared, new NpgsqlConnectionStringBuilder(pool.ConnectionString).MaxAutoPrepare);
    }

    [SkippableFact]
    public async Task Token_IsThePassword_AndIsRenewed()
    {
        await _host.Cluster.RunAsync("CREATE ROLE token_user LOGIN SUPERUSER PASSWORD 'first'");
        var credential = new Credential { Token = "first" };
        var options = new GrantsOptions
        {
            Database = DatabaseKind.Postgres,
            ConnectionString = new NpgsqlConnectionStringBuilder(_host.Cluster.ConnectionStringOf("postgres")) { Username = "token_user" }.ConnectionString,
            Postgres = { EntraToken = true },
        };
        await using var pool = PostgresServer.Open(options, () => credential, TimeSpan.FromMilliseconds(20));
        await using (await pool.OpenConnectionAsync())
        {
            Assert.Equal(["https://ossrdbms-aad.database.windows.net/.default"], credential.Scopes);
        }

        await _host.Cluster.RunAsync("ALTER ROLE token_user PASSWORD 'second'");
        pool.Clear();
        await Assert.ThrowsAsync<PostgresException>(async () => await pool.OpenConnectionAsync());
        credential.Token = "second";
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await using var connection = await pool.OpenConnectionAsync();
                    return true;
                }
                catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
                {
                    return false; // the pool has not asked again yet
                }
            },
            "the renewed token is the password");
    }

    [SkippableFact]
    public async Task Migrations_OfSeveralAtOnce_AreRunByOne_WhileTheOthersWait()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(_host.Cluster);
        var ran = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => GrantsDatabase.MigrateAsync(database.Options, CancellationToken.None)));

        Assert.NotEmpty(Assert.Single(ran, names => names.Count > 0));
        await using var db = database.Open();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [SkippableFact]
    public async Task MigrationThatWaits_HoldsUpNoIndexThatIsBuiltBesideTheWork()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(_host.Cluster);
        await GrantsDatabase.MigrateAsync(database.Options, CancellationToken.None);
        await using var first = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, Options = "-c statement_timeout=2min" }.ConnectionString);
        Task<IReadOnlyList<string>> second;
        await using (var turn = await first.OpenConnectionAsync())
        {
            await RunAsync(turn, $"SELECT pg_advisory_lock({GrantsDatabase.MigrationLock})");
            second = GrantsDatabase.MigrateAsync(database.Options, CancellationToken.None);
            await Eventually.TrueAsync(
                async () => (long)(await RunAsync(turn, "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() AND query LIKE '%advisory_lock%'"))! == 1,
                "the second one asks for its turn");
            await RunAsync(turn, """CREATE INDEX CONCURRENTLY "IX_Beside" ON "Applications" ("Title")""");
            Assert.False(second.IsCompleted);
        }

        Assert.Empty(await second);

        static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }

    private sealed class Credential : TokenCredential
    {
        public volatile string Token = "";

        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken(Token, DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }

    /// <summary>A host on a server of its own.</summary>
    public sealed class OwnServerHost() : GrantsHost(DatabaseKind.Postgres)
    {
        internal PostgresCluster Cluster { get; private set; } = null!;

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            if (Cluster is not null) await Cluster.DisposeAsync();
        }

        private protected override async Task<TestDatabase> CreateDatabaseAsync()
        {
            Cluster = await PostgresCluster.OwnAsync();
            var database = await TestDatabase.CreateEmptyAsync(Cluster);
            await GrantsDatabase.MigrateAsync(database.Options, CancellationToken.None);
            return database;
        }
    }
}
