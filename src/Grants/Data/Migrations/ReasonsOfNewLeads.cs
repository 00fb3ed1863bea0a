using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grants.Data.Migrations;

/// <summary>How an administrator who made somebody the lead knew that the lead before had left.</summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260108000000_ReasonsOfNewLeads")]
internal sealed class ReasonsOfNewLeads : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<string>("LeadReason", "Memberships", maxLength: 2000, nullable: true);
}
