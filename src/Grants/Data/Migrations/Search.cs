using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Grants.Data.Migrations;

/// <summary>
/// The trigram indexes that search uses: pg_trgm on PostgreSQL; on SQLite an FTS5 table over rows of their own, because a row of a table without an integer
/// key has no number that lasts. Triggers keep them, so that nothing can be written past them. And sort keys have the same order on both.
/// </summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260102000000_Search")]
internal sealed class Search : Migration
{
    private static readonly string[] Searched = ["Applications", "Organisations"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        if (migrationBuilder.ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL")
        {
            migrationBuilder.Sql(
                """
                DO $$ BEGIN
                    IF NOT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
                        RAISE EXCEPTION 'Search needs the PostgreSQL extension pg_trgm. Install it (package postgresql-contrib), or allow it (Azure: server parameter azure.extensions).';
                    END IF;
                END $$;
                CREATE EXTENSION IF NOT EXISTS pg_trgm;
                """);
            foreach (var table in Searched)
            {
                migrationBuilder.Sql($"""CREATE INDEX "Trigrams_{table}" ON "{table}" USING gin ("SearchKey" gin_trgm_ops);""");
                // Whatever the database's own order is: byte by byte, as SQLite compares.
                migrationBuilder.Sql($"""ALTER TABLE "{table}" ALTER COLUMN "SortKey" TYPE varchar({SearchKeys.MostOfSort}) COLLATE "C";""");
            }

            return;
        }

        migrationBuilder.Sql(
            """
            CREATE TABLE "SearchRows" ("Row" INTEGER PRIMARY KEY, "Id" TEXT NOT NULL UNIQUE, "Key" TEXT NOT NULL);
            CREATE VIRTUAL TABLE "SearchTrigrams" USING fts5("Key", content='SearchRows', content_rowid='Row', tokenize='trigram');
            CREATE TRIGGER "SearchRows_Added" AFTER INSERT ON "SearchRows" BEGIN
                INSERT INTO "SearchTrigrams" (rowid, "Key") VALUES (new."Row", new."Key");
            END;
            CREATE TRIGGER "SearchRows_Removed" AFTER DELETE ON "SearchRows" BEGIN
                INSERT INTO "SearchTrigrams" ("SearchTrigrams", rowid, "Key") VALUES ('delete', old."Row", old."Key");
            END;
            CREATE TRIGGER "SearchRows_Changed" AFTER UPDATE OF "Key" ON "SearchRows" BEGIN
                INSERT INTO "SearchTrigrams" ("SearchTrigrams", rowid, "Key") VALUES ('delete', old."Row", old."Key");
                INSERT INTO "SearchTrigrams" (rowid, "Key") VALUES (new."Row", new."Key");
            END;
            """);
        foreach (var table in Searched)
        {
            migrationBuilder.Sql(
                $"""
                INSERT INTO "SearchRows" ("Id", "Key") SELECT "Id", "SearchKey" FROM "{table}";
                CREATE TRIGGER "{table}_Added" AFTER INSERT ON "{table}" BEGIN
                    INSERT INTO "SearchRows" ("Id", "Key") VALUES (new."Id", new."SearchKey");
                END;
                CREATE TRIGGER "{table}_Removed" AFTER DELETE ON "{table}" BEGIN
                    DELETE FROM "SearchRows" WHERE "Id" = old."Id";
                END;
                CREATE TRIGGER "{table}_Changed" AFTER UPDATE OF "SearchKey" ON "{table}" WHEN old."SearchKey" <> new."SearchKey" BEGIN
                    UPDATE "SearchRows" SET "Key" = new."SearchKey" WHERE "Id" = new."Id";
                END;
                """);
        }
    }
}
