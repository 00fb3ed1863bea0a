using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grants.Data.Migrations;

/// <summary>
/// Several changes of a form can be taken back. The last one stays where it was, beside the form, so that an instance of the version before finds it and what it
/// changes can be taken back as well; what lies further back has rows of its own, which nobody reads with the form.
/// </summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260107000000_StepsOfForms")]
internal sealed class StepsOfForms : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "FormSteps",
        table => new
        {
            FormVersionId = table.Column<Guid>(),
            Revision = table.Column<int>(),
            Json = table.Column<string>(maxLength: 1000000),
        },
        constraints: table => table.PrimaryKey("PK_FormSteps", row => new { row.FormVersionId, row.Revision }));
}
