using Grants.Local;
using Grants.Local.Blobs;

namespace Grants.Tests.Fixtures;

/// <summary>
/// One Azurite for this run, in the version of the local host. Each host takes a storage account of its own in it. It ends with this process,
/// however that ends, and so do the blobs: no write waits for the disk.
/// </summary>
internal static class SharedAzurite
{
    private const int Accounts = 400;

    /// <summary>The account that no host takes: for the one test that starts hosts as processes.</summary>
    public const int Spare = Accounts - 1;
    private static readonly Lazy<Task<AzuriteProcess>> _shared = new(StartAsync);

    /// <exception cref="SkipException">Azurite cannot be installed or started here.</exception>
    public static Task<AzuriteProcess> GetAsync() => _shared.Value;

    private static async Task<AzuriteProcess> StartAsync()
    {
        var data = Directory.CreateTempSubdirectory("grants-azurite-").FullName;
        try
        {
            var installation = await AzuriteInstallation.EnsureAsync(CommandLine.Parse([]).ToolsDirectory, () => { }, CancellationToken.None);
            var azurite = await AzuriteProcess.StartAsync(installation, data, LocalStore.RandomBase64(64), CancellationToken.None, Accounts, lasts: false);
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            {
                azurite.DisposeAsync().AsTask().GetAwaiter().GetResult(); // it still writes into the folder
                Directory.Delete(data, recursive: true);
            };
            return azurite;
        }
        catch (StartFailure failure)
        {
            throw new SkipException($"Azurite cannot be had: {failure.Message}");
        }
    }
}
