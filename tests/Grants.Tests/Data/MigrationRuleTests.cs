using System.Reflection;
using System.Text.RegularExpressions;
using Grants.Data;
using Grants.Data.Migrations;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Grants.Tests.Data;

/// <summary>
/// Migrations after the first schema only expand: while one runs, and until every instance is replaced, instances of the version before work on the same database.
/// Decision 9 says how to take something away all the same.
/// </summary>
public sealed partial class MigrationRuleTests
{
    // The first released schema: nothing ran before it.
    private const string First = "20260103000000_AuditAppendOnly";

    private static readonly string[] _providers = ["Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.EntityFrameworkCore.Sqlite"];

    [Fact]
    public void Migrations_AfterTheFirst_OnlyExpand()
    {
        var all = typeof(GrantsDb).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Migration))).ToList();
        Assert.Contains(all, type => IdOf(type) == First);
        Assert.Equal([], all.Where(type => string.CompareOrdinal(IdOf(type), First) > 0).SelectMany(type => _providers.SelectMany(provider => FaultsOf(type, provider))).Distinct());
    }

    [Fact]
    public void Rules_FindWhatWouldBreakTheVersionBefore()
    {
        var faults = _providers.SelectMany(provider => FaultsOf(typeof(Breaking), provider)).Distinct().ToList();
        string[] expected =
        [
            "drops the column Calls.Title", "drops the table Doorbells", "renames the column Calls.Title", "renames the table Calls", "changes the column Calls.Title", "adds the column Calls.Colour, which the version before leaves empty",
            "makes Calls.Reference unique, which the version before does not know", "builds an index of Calls while nobody can write", "ties Calls to People while nobody can write", "checks Calls while nobody can write",
            "says 'DROP' in SQL", "says 'RENAME' in SQL", "says 'NOT NULL' in SQL",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), faults.Select(fault => fault[(nameof(Breaking).Length + 1)..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rules_LetExpandingPass_AndTakingAwayWhatIsNamed() =>
        Assert.Equal([], _providers.SelectMany(provider => new[] { typeof(Expanding), typeof(Contracting) }.SelectMany(type => FaultsOf(type, provider))));

    private static string IdOf(Type migration) => migration.GetCustomAttribute<MigrationAttribute>()!.Id;

    private static IEnumerable<string> FaultsOf(Type type, string provider)
    {
        var migration = (Migration)Activator.CreateInstance(type, nonPublic: true)!;
        migration.ActiveProvider = provider;
        var added = migration.UpOperations.OfType<CreateTableOperation>().Select(table => table.Name).ToHashSet();
        var contracted = type.GetCustomAttributes<ContractsAttribute>().Select(contracts => contracts.What).ToHashSet();
        return migration.UpOperations.SelectMany(operation => FaultOf(operation, added)).Where(fault => !contracted.Contains(fault)).Select(fault => $"{type.Name} {fault}");
    }

    // What a table that is made in the same migration has is nobody else's yet.
    private static IEnumerable<string> FaultOf(MigrationOperation operation, HashSet<string> added) => operation switch
    {
        DropTableOperation table => [$"drops the table {table.Name}"],
        RenameTableOperation table => [$"renames the table {table.Name}"],
        DropColumnOperation column => [$"drops the column {column.Table}.{column.Name}"],
        RenameColumnOperation column => [$"renames the column {column.Table}.{column.Name}"],
        AlterColumnOperation column => [$"changes the column {column.Table}.{column.Name}"],
        AddColumnOperation { IsNullable: false, DefaultValue: null, DefaultValueSql: null } column => [$"adds the column {column.Table}.{column.Name}, which the version before leaves empty"],
        CreateIndexOperation { IsUnique: true } index when !added.Contains(index.Table) => [$"makes {index.Table}.{string.Join('+', index.Columns)} unique, which the version before does not know"],
        CreateIndexOperation index when !added.Contains(index.Table) => [$"builds an index of {index.Table} while nobody can write"],
        AddUniqueConstraintOperation unique when !added.Contains(unique.Table) => [$"makes {unique.Table}.{string.Join('+', unique.Columns)} unique, which the version before does not know"],
        AddForeignKeyOperation key when !added.Contains(key.Table) => [$"ties {key.Table} to {key.PrincipalTable} while nobody can write"],
        AddCheckConstraintOperation check when !added.Contains(check.Table) => [$"checks {check.Table} while nobody can write"],
        SqlOperation sql => Breaks().Matches(sql.Sql).Select(match => $"says '{match.Value.ToUpperInvariant()}' in SQL").Distinct(),
        _ => [],
    };

    [GeneratedRegex(@"\b(DROP|RENAME|TRUNCATE|(?<!IF\s)NOT\s+NULL|ALTER\s+COLUMN\s+\S+\s+TYPE)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    [Migration("20990101000000_Breaking")]
    private sealed class Breaking : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn("Title", "Calls");
            migrationBuilder.DropTable("Doorbells");
            migrationBuilder.RenameColumn("Title", "Calls", "Name");
            migrationBuilder.RenameTable("Calls", newName: "Rounds");
            migrationBuilder.AlterColumn<string>("Title", "Calls", maxLength: 10);
            migrationBuilder.AddColumn<string>("Colour", "Calls", nullable: false);
            migrationBuilder.CreateIndex("IX_1", "Calls", "Reference", unique: true);
            migrationBuilder.CreateIndex("IX_2", "Calls", "Title");
            migrationBuilder.AddForeignKey("FK_1", "Calls", "By", "People", principalColumn: "Id");
            migrationBuilder.AddCheckConstraint("CK_1", "Calls", "1 = 1");
            migrationBuilder.Sql("""ALTER TABLE "Calls" DROP COLUMN "Title"; ALTER TABLE "Calls" RENAME TO "Rounds"; ALTER TABLE "Calls" ALTER COLUMN "Title" SET NOT NULL;""");
        }
    }

    [Migration("20990102000000_Expanding")]
    private sealed class Expanding : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable("Colours", table => new { Id = table.Column<Guid>(), Name = table.Column<string>() }, constraints: table => table.PrimaryKey("PK_Colours", row => row.Id));
            migrationBuilder.CreateIndex("IX_Colours_Name", "Colours", "Name", unique: true);
            migrationBuilder.AddColumn<Guid>("ColourId", "Calls", nullable: true);
            migrationBuilder.AddColumn<int>("Order", "Calls", nullable: false, defaultValue: 0);
            if (migrationBuilder.ActiveProvider == _providers[0]) migrationBuilder.Sql("""CREATE INDEX CONCURRENTLY IF NOT EXISTS "IX_Calls_ColourId" ON "Calls" ("ColourId");""", suppressTransaction: true);
        }
    }

    [Migration("20990103000000_Contracting")]
    [Contracts("drops the column Calls.Title", "Nothing has read or written it since 1.4.0.")]
    private sealed class Contracting : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.DropColumn("Title", "Calls");
    }
}
