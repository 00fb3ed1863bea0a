using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grants.Data.Migrations;

/// <summary>Whose deadline the service was down before: everybody's, or that of one organisation.</summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260109000000_WhoseOffers")]
internal sealed class WhoseOffers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<Guid>("OrganisationId", "OutageOffers", nullable: true);
}
