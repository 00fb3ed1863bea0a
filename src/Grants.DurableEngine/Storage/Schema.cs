namespace Grants.DurableEngine.Storage;

internal static class Schema
{
    /// <summary>Raised with every change of the tables; an older file is refused by name rather than misread.</summary>
    public const int Version = 1;

    public const string Create = """
        CREATE TABLE instances (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            generation INTEGER NOT NULL,
            status INTEGER NOT NULL,
            executed INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            start_at INTEGER NOT NULL,
            input TEXT,
            output TEXT,
            custom_status TEXT,
            failure TEXT,
            parent_key INTEGER,
            parent_generation INTEGER,
            parent_task INTEGER,
            parent_id TEXT,
            parent_name TEXT,
            activities INTEGER NOT NULL,
            events INTEGER NOT NULL,
            timers INTEGER NOT NULL,
            starts INTEGER NOT NULL
        );
        CREATE INDEX instances_unstarted ON instances (key) WHERE executed = 0;
        CREATE INDEX instances_parent ON instances (parent_key) WHERE parent_key IS NOT NULL;

        CREATE TABLE history (
            instance INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            task INTEGER NOT NULL,
            name TEXT,
            target TEXT,
            time INTEGER NOT NULL,
            data TEXT,
            PRIMARY KEY (instance, seq)
        ) WITHOUT ROWID;

        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            instance INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            task INTEGER NOT NULL,
            name TEXT,
            data TEXT
        );
        CREATE INDEX inbox_instance ON inbox (instance);

        CREATE TABLE activities (
            instance INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            task INTEGER NOT NULL,
            instance_id TEXT NOT NULL,
            name TEXT NOT NULL,
            input TEXT,
            attempts INTEGER NOT NULL,
            PRIMARY KEY (instance, generation, task)
        ) WITHOUT ROWID;

        CREATE TABLE timers (
            instance INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            task INTEGER NOT NULL,
            due INTEGER NOT NULL,
            PRIMARY KEY (instance, generation, task)
        ) WITHOUT ROWID;
        CREATE INDEX timers_due ON timers (due);

        CREATE TABLE parked (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            instance INTEGER NOT NULL,
            instance_id TEXT NOT NULL,
            kind INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            task INTEGER NOT NULL,
            name TEXT,
            data TEXT,
            attempts INTEGER NOT NULL,
            parked INTEGER NOT NULL,
            reason TEXT NOT NULL
        );

        CREATE TABLE timer_triggers (
            name TEXT PRIMARY KEY,
            last INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;
}
