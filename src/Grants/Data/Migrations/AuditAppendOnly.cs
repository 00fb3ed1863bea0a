using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grants.Data.Migrations;

/// <summary>
/// The database itself refuses to change or remove an entry of the audit trail, whoever asks. An entry holds ids, codes and keyed hashes and no free text, so that the
/// destruction of what could identify somebody never has to touch one. Whoever owns the table can drop the triggers; the chains and the seals then show it.
/// </summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260103000000_AuditAppendOnly")]
internal sealed class AuditAppendOnly : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        if (migrationBuilder.ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL")
        {
            migrationBuilder.Sql(
                """
                CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'The audit trail is append-only.' USING ERRCODE = 'insufficient_privilege';
                END $$;
                CREATE TRIGGER "AuditEntries_AppendOnly" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEntries" FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
                """);
            return;
        }

        migrationBuilder.Sql(
            """
            CREATE TRIGGER "AuditEntries_NoChange" BEFORE UPDATE ON "AuditEntries" BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END;
            CREATE TRIGGER "AuditEntries_NoRemoval" BEFORE DELETE ON "AuditEntries" BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END;
            """);
    }
}
