using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grants.Data.Migrations;

/// <summary>
/// How many findings there are to look at when an application is screened, with an index for each way to narrow the list by it. The checks are no SQL: of what is being
/// screened already the daily run counts them, and what has passed screening stays without.
/// </summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260105000000_FindingsOfScreening")]
internal sealed class FindingsOfScreening : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<int>("Findings", "Applications", nullable: true);
        var isPostgres = migrationBuilder.ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL";
        foreach (var (name, filter) in new[] { ("WithFindings", "> 0"), ("WithoutFindings", "= 0") })
        {
            // While others write.
            migrationBuilder.Sql(
                $"""CREATE INDEX {(isPostgres ? "CONCURRENTLY " : "")}IF NOT EXISTS "IX_Applications_{name}" ON "Applications" ("Id") WHERE "Findings" {filter};""", suppressTransaction: isPostgres);
        }
    }
}
