using System.Globalization;
using System.Xml;

namespace Grants.Local;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Help = """
        The grants system on one machine: portal, API, functions, documents and e-mail.

          dotnet run --project src/Grants.Local [-- COMMAND] [OPTIONS]

        Commands
          (none)        serve until Ctrl+C
          demo          carry nine applications through a grant's whole life, over HTTP, and check the result
          verify-audit  prove the audit trail, or name its first broken entry
          backup        copy the record and the documents to an empty folder, also while an instance runs
          restore       put a backup into an empty place, and prove by hashes that it is equal

        Options
          --urls URLS         addresses to serve, http only, separated by ';' (default http://localhost:5080, for demo any free
                              port; port 0 means any free one)
          --data DIR          where everything is kept (default .local in the repository; for demo .local/demo,
                              which begins empty every time)
          --tools DIR         where Azurite is installed on first use (default .local/tools in the repository)
          --empty             do not put in the illustrative programme
          --clock TIME        where the clock stands at the start: an instant (2026-07-01 or 2026-07-01T09:00Z) or, from
                              where it stands now, +30d, +12h or +P1Y2M; it only goes forward
          --database KIND     sqlite (default) or postgres
          --connection TEXT   connection string of the PostgreSQL database
          --beside DIR        another instance on the same PostgreSQL database: takes mailbox, keys, clock and documents from the
                              one whose --data is DIR; has a --data of its own
          --blobs ADDRESS     Blob Storage instead of the data folder's Azurite: a connection string; verify-audit, backup and restore
                              also take https://ACCOUNT.blob.core.windows.net, and sign in with the Azure CLI
          --also URLS         demo: addresses of other instances on the same database, separated by ';': everybody goes now to
                              this one, now to that
          --to DIR            backup: the folder to make it in
          --from DIR          restore: the folder of the backup
          --destructions ADDRESS  restore: a document store with orders of destruction that are later than the backup
          --resume            demo: go on with the one that was interrupted
          --help              this text

        Exit codes: 0 done, 1 failed (one line on standard error says why), 2 the command line is not understood.
        """;

    public LocalCommand Command { get; init; } = LocalCommand.Serve;

    public string Urls { get; init; } = "http://localhost:5080";

    public string DataDirectory { get; init; } = Path.Combine(RepositoryRoot(), ".local");

    /// <summary>Whether somebody named <see cref="DataDirectory"/>: then what is in it is theirs.</summary>
    public bool DataDirectoryGiven { get; init; }

    public string ToolsDirectory { get; init; } = Path.Combine(RepositoryRoot(), ".local", "tools");

    public bool Empty { get; init; }

    public bool Resume { get; init; }

    public ClockStart? Clock { get; init; }

    /// <summary>Whether the product's database is PostgreSQL, at <see cref="Connection"/>, and not SQLite in the data folder.</summary>
    public bool Postgres { get; init; }

    public string? Connection { get; init; }

    /// <summary>The data folder of the instance that this one stands beside; null for one that stands alone.</summary>
    public string? Beside { get; init; }

    /// <summary>Connection string of Blob Storage; null to take another instance's, or to start Azurite.</summary>
    public string? Blobs { get; init; }

    /// <summary>Addresses of the other instances that the demo goes to.</summary>
    public IReadOnlyList<Uri> Also { get; init; } = [];

    /// <summary>The folder of a backup.</summary>
    public string? Folder { get; init; }

    /// <summary>A document store with later orders of destruction.</summary>
    public string? Destructions { get; init; }

    /// <exception cref="CommandLineException">Something in it is not understood.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        var waiting = new Queue<string>(arguments);
        if (waiting.TryPeek(out var first) && !first.StartsWith('-'))
        {
            line = waiting.Dequeue() switch
            {
                "demo" => line with { Command = LocalCommand.Demo, DataDirectory = Path.Combine(RepositoryRoot(), ".local", "demo"), Urls = "http://localhost:0" },
                "verify-audit" => line with { Command = LocalCommand.VerifyAudit },
                "backup" => line with { Command = LocalCommand.Backup },
                "restore" => line with { Command = LocalCommand.Restore },
                var other => throw new CommandLineException($"'{other}' is not a command"),
            };
        }

        while (waiting.TryDequeue(out var argument))
        {
            var (option, inline) = argument.Split('=', 2) is [var name, var rest] ? (name, rest) : (argument, null);
            string Value() => (inline ?? (waiting.TryDequeue(out var next) ? next : null)) is { Length: > 0 } value ? value : throw new CommandLineException($"{option} needs a value");
            line = option switch
            {
                "--help" or "-h" => line with { Command = LocalCommand.Help },
                "--urls" => line with { Urls = Value() },
                "--data" => line with { DataDirectory = Path.GetFullPath(Value()), DataDirectoryGiven = true },
                "--tools" => line with { ToolsDirectory = Path.GetFullPath(Value()) },
                "--empty" => line with { Empty = true },
                "--resume" => line with { Resume = true },
                "--clock" => line with { Clock = ClockStart.Parse(Value()) },
                "--to" when line.Command == LocalCommand.Backup => line with { Folder = Path.GetFullPath(Value()) },
                "--from" when line.Command == LocalCommand.Restore => line with { Folder = Path.GetFullPath(Value()) },
                "--destructions" when line.Command == LocalCommand.Restore => line with { Destructions = Value() },
                "--connection" => line with { Connection = Value() },
                "--beside" => line with { Beside = Path.GetFullPath(Value()) },
                "--blobs" => line with { Blobs = Value() },
                "--also" => line with { Also = [.. Value().Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address : throw new CommandLineException($"'{url}' is not an address"))] },
                "--database" => line with
                {
                    Postgres = Value() switch
                    {
                        "sqlite" => false,
                        "postgres" => true,
                        var other => throw new CommandLineException($"'{other}' is not a database: sqlite or postgres"),
                    },
                },
                _ => throw new CommandLineException($"{argument} is not an option"),
            };
        }

        if (line.Command == LocalCommand.Help) return line;
        if (line.Postgres && line.Connection is null) throw new CommandLineException("--database postgres needs --connection");
        if (!line.Postgres && line.Connection is not null) throw new CommandLineException("--connection goes with --database postgres");
        if (line.Beside is not null && !line.Postgres) throw new CommandLineException("--beside goes with --database postgres: a SQLite file is one instance's");
        if (line.Beside == line.DataDirectory) throw new CommandLineException("--beside needs another folder with --data");
        if (line.Also.Count > 0 && line.Command != LocalCommand.Demo) throw new CommandLineException("--also goes with demo");
        if (line.Command is LocalCommand.Backup && line.Folder is null) throw new CommandLineException("backup needs --to");
        if (line.Command is LocalCommand.Restore && line.Folder is null) throw new CommandLineException("restore needs --from");
        if (line.Command is LocalCommand.Backup or LocalCommand.Restore && line.Blobs is not null && !line.Postgres) throw new CommandLineException("--blobs goes with --database postgres");
        if (line.Resume && line.Command != LocalCommand.Demo) throw new CommandLineException("--resume goes with demo");
        return line;
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Grants.sln"))) return folder.FullName;
        return Environment.CurrentDirectory;
    }
}

internal enum LocalCommand
{
    Serve,
    Demo,
    VerifyAudit,
    Backup,
    Restore,
    Help,
}

/// <summary>The command line is not understood; the message says which part of it.</summary>
internal sealed class CommandLineException(string message) : Exception(message);

/// <summary>Where the clock is to stand: at an instant, or some way after another one.</summary>
internal sealed record ClockStart(DateTime? Instant, string? Duration)
{
    /// <param name="text">An instant (UTC unless it says otherwise), or '+' and a duration: 30d, 12h, 45m, 90s, or ISO 8601 (P1Y2M).</param>
    /// <exception cref="CommandLineException">It is neither.</exception>
    public static ClockStart Parse(string text)
    {
        try
        {
            if (!text.StartsWith('+')) return new(ParseInstant(text), null);
            Add(DateTime.UnixEpoch, text[1..]);
            return new(null, text[1..]);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            throw new CommandLineException($"'{text}' is not a time: give an instant (2026-07-01T09:00Z) or a duration (+30d, +12h, +P1Y2M)");
        }
    }

    /// <returns>The instant, UTC, when the clock stands at <paramref name="now"/>.</returns>
    public DateTime From(DateTime now) => Instant ?? Add(now, Duration!);

    /// <exception cref="FormatException">It is not an instant.</exception>
    public static DateTime ParseInstant(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>Adds a duration to an instant; months and years are those of the calendar.</summary>
    /// <exception cref="FormatException">It is not a duration, or a negative one.</exception>
    /// <exception cref="OverflowException">It is too long.</exception>
    public static DateTime Add(DateTime instant, string duration)
    {
        if (duration.StartsWith('P')) return AddIso(instant, duration);
        if (duration.Length < 2) throw new FormatException();
        var count = uint.Parse(duration[..^1], NumberStyles.None, CultureInfo.InvariantCulture);
        return instant + duration[^1] switch
        {
            'd' => TimeSpan.FromDays(count),
            'h' => TimeSpan.FromHours(count),
            'm' => TimeSpan.FromMinutes(count),
            's' => TimeSpan.FromSeconds(count),
            _ => throw new FormatException(),
        };
    }

    private static DateTime AddIso(DateTime instant, string duration)
    {
        // XmlConvert knows the notation but counts a month as 30 days; the date part's years and months are taken from the calendar.
        var time = duration.IndexOf('T');
        var (date, rest) = time < 0 ? (duration[1..], "") : (duration[1..time], duration[time..]);
        var months = 0;
        foreach (var (unit, factor) in new[] { ('Y', 12), ('M', 1) })
        {
            var end = date.IndexOf(unit);
            if (end < 0) continue;
            months = checked(months + factor * (int)uint.Parse(date[..end], NumberStyles.None, CultureInfo.InvariantCulture));
            date = date[(end + 1)..];
        }

        if (date.Length + rest.Length == 0 && months == 0) throw new FormatException();
        return instant.AddMonths(months) + (date.Length + rest.Length == 0 ? TimeSpan.Zero : XmlConvert.ToTimeSpan("P" + date + rest));
    }
}
