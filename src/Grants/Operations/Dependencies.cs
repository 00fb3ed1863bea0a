using System.Data.Common;
using Azure.Storage.Blobs;
using Grants.Data;
using Grants.Documents;
using Microsoft.EntityFrameworkCore;

namespace Grants.Operations;

/// <summary>How something stands that the service needs.</summary>
/// <param name="Name">'database', 'blobs', 'engine', 'scanner' or 'mail'.</param>
/// <param name="IsWell">Whether it does its work.</param>
/// <param name="Reason">What is wrong, or that there is none; null when there is nothing to say. Never a person's data.</param>
public sealed record DependencyState(string Name, bool IsWell, string? Reason = null);

/// <summary>Asks what the service needs whether it is there, a few seconds at most.</summary>
internal sealed class Dependencies(GrantsDb db, BlobServiceClient blobs, DurableClientAccessor durable, IScanner scanner, GrantsOptions options)
{
    /// <summary>Those without which no request can be answered well.</summary>
    public async Task<IReadOnlyList<DependencyState>> VitalAsync(CancellationToken cancellationToken) => await Task.WhenAll(
        AskAsync("database", async limit =>
        {
            await db.Database.SqlQueryRaw<int>("SELECT 1 AS \"Value\"").SingleAsync(limit);
            return null;
        }, cancellationToken),
        AskAsync("blobs", async limit =>
        {
            await blobs.GetBlobContainerClient(DocumentStore.Container).ExistsAsync(limit);
            return null;
        }, cancellationToken),
        AskAsync("engine", async limit =>
        {
            // Of several instances on one machine, one runs the engine, and the others serve as well as it does.
            if (durable.Client is not { } client) return T("Another instance runs the orchestrations.");
            await client.GetInstanceAsync("health", limit);
            return null;
        }, cancellationToken, isFault: false));

    /// <summary>Those that the service can do without for a while: what they do is tried again.</summary>
    public async Task<IReadOnlyList<DependencyState>> OthersAsync(CancellationToken cancellationToken) =>
    [
        await AskAsync("scanner", async limit => (await scanner.ScanAsync(new MemoryStream([1]), limit)).Result == ScanResult.NotScanned ? T("No scanner is set up: uploads are marked 'not scanned'.") : null, cancellationToken, isFault: false),
        // Not asked: what came of the last tries says more than an answer to a question.
        await AskAsync("mail", async limit => await db.Emails.Where(email => email.State == OutboxState.Waiting && email.LastError != null)
            .OrderByDescending(email => email.CreatedAt).Select(email => email.LastError).FirstOrDefaultAsync(limit), cancellationToken),
    ];

    // What is asked gives a reason, or null where there is nothing to say; most reasons are faults.
    private async Task<DependencyState> AskAsync(string name, Func<CancellationToken, Task<string?>> ask, CancellationToken cancellationToken, bool isFault = true)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ProbePatience);
        try
        {
            var reason = await ask(limit.Token);
            return new DependencyState(name, reason is null || !isFault, reason);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DependencyState(name, false, T($"No answer within {(int)options.ProbePatience.TotalSeconds} seconds."));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The type alone: a message may tell addresses and names of accounts.
            return new DependencyState(name, false, exception is DbException or Azure.RequestFailedException or ScannerException ? exception.GetType().Name : $"Unexpected: {exception.GetType().Name}");
        }
    }
}
