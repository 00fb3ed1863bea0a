using System.Diagnostics;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Grants.Local;
using Grants.Local.Blobs;

namespace Grants.Tests.Local;

public sealed class AzuriteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _key = LocalStore.RandomBase64(64);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhatWasAcknowledged_OutlivesKills()
    {
        await using var azurite = await StartAsync();
        var container = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient("documents");
        await container.CreateAsync();
        for (var i = 0; i < 3; i++)
        {
            var content = BinaryData.FromString($"Document {i}");
            await container.UploadBlobAsync($"{i}", content);
            var before = azurite.ProcessId;
            Process.GetProcessById(before).Kill();

            await Eventually.TrueAsync(() => azurite.ProcessId != before, "Azurite was started again");
            await Eventually.TrueAsync(() => ListensAsync(container.Uri), "it listens again");
            var read = await container.GetBlobClient($"{i}").DownloadContentAsync();
            Assert.Equal(content.ToString(), read.Value.Content.ToString());
        }
    }

    [Fact]
    public async Task NextStart_HasWhatTheLastOneKept()
    {
        await using (var first = await StartAsync())
        {
            var container = new BlobServiceClient(first.ConnectionString).GetBlobContainerClient("documents");
            await container.CreateAsync();
            await container.UploadBlobAsync("kept", BinaryData.FromString("Document"));
        }

        await using var second = await StartAsync();
        var read = await new BlobServiceClient(second.ConnectionString).GetBlobContainerClient("documents").GetBlobClient("kept").DownloadContentAsync();
        Assert.Equal("Document", read.Value.Content.ToString());
    }

    private static async Task<bool> ListensAsync(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<AzuriteProcess> StartAsync()
    {
        var installation = await AzuriteInstallation.EnsureAsync(CommandLine.Parse([]).ToolsDirectory, () => { }, CancellationToken.None);
        return await AzuriteProcess.StartAsync(installation, _folder.In("blobs"), _key, CancellationToken.None);
    }
}
