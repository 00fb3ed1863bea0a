using Grants.Accounts;

namespace Grants;

/// <summary>Which database holds the record.</summary>
public enum DatabaseKind
{
    /// <summary>Embedded; one file.</summary>
    Sqlite,

    /// <summary>PostgreSQL.</summary>
    Postgres,
}

/// <summary>What a host tells the product about where it runs.</summary>
public sealed class GrantsOptions
{
    /// <summary>Which database.</summary>
    public DatabaseKind Database { get; set; } = DatabaseKind.Sqlite;

    /// <summary>Its connection string.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>How PostgreSQL is used, where it is the database.</summary>
    public PostgresOptions Postgres { get; set; } = new();

    /// <summary>Connection string of the Blob Storage account for documents; or its address (https), which is then opened with the process's identity.</summary>
    public string BlobConnectionString { get; set; } = "";

    /// <summary>The largest document that may be uploaded, in bytes.</summary>
    public long MaxDocumentBytes { get; set; } = 25_000_000;

    /// <summary>The scanner for malicious programs.</summary>
    public ScannerOptions Scanner { get; set; } = new();

    /// <summary>Where traces, measures and logs go.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>SendGrid's API key.</summary>
    public string SendGridApiKey { get; set; } = "";

    /// <summary>SendGrid's address; the local mailbox's in the local host.</summary>
    public string SendGridHost { get; set; } = "https://api.sendgrid.com";

    /// <summary>The public key (base64 DER, SubjectPublicKeyInfo, P-256) that SendGrid signs events with; null when no events are taken.</summary>
    public string? SendGridWebhookPublicKey { get; set; }

    /// <summary>
    /// How old the timestamp of signed events may be. Events that could not be posted are signed anew when they are tried again, so what is older is a repetition.
    /// </summary>
    public TimeSpan SendGridWebhookTolerance { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// SendGrid's dynamic templates by the code of the e-mail ('award-offered' to 'd-...'), and for all others under 'default'; e-mails without one carry their content.
    /// </summary>
    public Dictionary<string, string> SendGridTemplates { get; set; } = [];

    /// <summary>Whether SendGrid only checks messages and delivers none: for trying out a deployment.</summary>
    public bool SendGridSandbox { get; set; }

    /// <summary>The address that e-mail is from.</summary>
    public string MailFrom { get; set; } = "grants@example.org";

    /// <summary>
    /// Sign-in of staff by Microsoft Entra ID through App Service Authentication, which must then stand before every request. Null: nothing stands there, and no header
    /// that speaks of it is believed.
    /// </summary>
    public EntraOptions? Entra { get; set; }

    /// <summary>The portal's public address, for links in e-mails.</summary>
    public Uri PublicUrl { get; set; } = new("http://localhost/");

    /// <summary>
    /// The identifier of the RSA key in Key Vault that wraps the keys of cookies and form tokens, without a version: 'https://NAME.vault.azure.net/keys/KEY'. Null: they
    /// are as safe as the database.
    /// </summary>
    public Uri? ProtectionKey { get; set; }

    /// <summary>At least 32 random bytes, base64: the key of the keyed hashes in the audit trail and of sign-in codes. Kept outside the database.</summary>
    public string HashKey { get; set; } = "";

    /// <summary>For how long whoever has committed something tries to hand over at once what it asks for; the sweep takes the rest two minutes later. Shorter than a row's claim.</summary>
    internal TimeSpan FirstTry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long whoever asks how the service stands waits for an answer of something that it needs.</summary>
    internal TimeSpan ProbePatience { get; set; } = TimeSpan.FromSeconds(3);
}

/// <summary>How PostgreSQL is used.</summary>
public sealed class PostgresOptions
{
    /// <summary>The most connections that one instance has open at the same time. All instances together must stay below what the server allows.</summary>
    public int MaxConnections { get; set; } = 12;

    /// <summary>After how many seconds the server ends a statement.</summary>
    public int StatementSeconds { get; set; } = 30;

    /// <summary>Whether the password is a token of Microsoft Entra ID for the identity that the process runs under; the connection string then has none.</summary>
    public bool EntraToken { get; set; }
}

/// <summary>Where traces, measures and logs go. By default nowhere, and then nothing of them is made.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The base address of a collector that speaks OTLP over HTTP, such as <c>http://localhost:4318</c>; null for none.</summary>
    public Uri? OtlpEndpoint { get; set; }
}

/// <summary>
/// Who signs in with Microsoft Entra ID, and what they may. It is asked with every request of such a person's browser; their access tokens give their roles for 7 days after
/// the last of those.
/// </summary>
public sealed class EntraOptions
{
    /// <summary>The organisation's tenant: people of others are refused.</summary>
    public Guid TenantId { get; set; }

    /// <summary>
    /// Whether somebody who comes for the first time is who has their address here already. Only where the tenant's administrators alone decide on addresses; otherwise
    /// they become a new person, and an administrator gives them what they had.
    /// </summary>
    public bool LinkByEmail { get; set; }

    /// <summary>Which group gives which role.</summary>
    public IList<EntraGroup> Groups { get; } = [];
}

/// <summary>A group that gives a role.</summary>
public sealed class EntraGroup
{
    /// <summary>The group's object id, or the value of an application role.</summary>
    public string Id { get; set; } = "";

    /// <summary>The role.</summary>
    public Role Role { get; set; }

    /// <summary>For endorsers: ISO 3166 alpha-2; null for regional awards.</summary>
    public string? Country { get; set; }

    /// <summary>For delegates: the largest award, in minor units of AUD.</summary>
    public long? LimitMinor { get; set; }
}

/// <summary>Where the scanner for malicious programs is.</summary>
public sealed class ScannerOptions
{
    /// <summary>
    /// The address of ClamAV's daemon: 'host:port', or the path of its Unix socket. Null: there is none, and uploads are marked 'not scanned'.
    /// </summary>
    public string? Clamd { get; set; }

    /// <summary>
    /// Whether Microsoft Defender for Storage scans what arrives. Its answers come later, as messages; until then an upload waits. Not together with <see cref="Clamd"/>.
    /// </summary>
    public bool Defender { get; set; }
}
