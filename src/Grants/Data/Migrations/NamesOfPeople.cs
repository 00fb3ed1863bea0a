using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grants.Data.Migrations;

/// <summary>
/// People are sorted by a stored key, as applications and organisations are. The key is not SQL's to compute: <see cref="SortKeySweep"/> fills it in once the schema is
/// there. Without an index: people are thousands at most, and only administrators list them.
/// </summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260104000000_NamesOfPeople")]
internal sealed class NamesOfPeople : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<string>(
        SearchKeys.SortColumn, "People", maxLength: SearchKeys.MostOfSort, nullable: true,
        // Whatever the database's own order is: byte by byte, as SQLite compares.
        collation: migrationBuilder.ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL" ? "C" : null);
}
