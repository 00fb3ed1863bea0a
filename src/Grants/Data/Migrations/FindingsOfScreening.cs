using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grants.Data.Migrations;

/// <summary>How many findings there are to look at when an application is screened. The checks are no SQL: of what is being screened already the daily run counts them.</summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260105000000_FindingsOfScreening")]
internal sealed class FindingsOfScreening : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<int>("Findings", "Applications", nullable: true);
}
