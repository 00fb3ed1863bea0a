using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grants.Data.Migrations;

/// <summary>Whether the writer of a text that was set aside has chosen the colleague's. What was set aside before nobody is asked about any more: it stays in the history.</summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260106000000_ChoicesBetweenTexts")]
internal sealed class ChoicesBetweenTexts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<DateTime>("SettledAt", "AnswerVersions", nullable: true);
        migrationBuilder.Sql("""UPDATE "AnswerVersions" SET "SettledAt" = "At" WHERE "IsSetAside";""");
    }
}
