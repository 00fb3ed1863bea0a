using System.Security.Cryptography;

namespace Grants.Local.Demo;

/// <summary>Sends files in pieces, as the portal's script does on a slow line.</summary>
internal static class Uploads
{
    /// <summary>Sends a file unless it has arrived already; one that was interrupted is begun anew.</summary>
    /// <returns>Whether it was sent.</returns>
    public static async Task<bool> EnsureAsync(DemoClient client, string purpose, Guid subjectId, string? slot, DemoFile file)
    {
        // Only what has arrived whole is listed.
        if ((await client.GetAsync($"api/v1/documents?subject={subjectId}")).Rows().Any(document => document.Text("name") == file.Name)) return false;
        var upload = await client.PostAsync("api/v1/documents", new { purpose, subjectId, slot, name = file.Name, length = file.Bytes.Length });
        var (id, chunkBytes) = (upload.Id(), upload.Int("chunkBytes"));
        for (var (chunk, sent) = (0, 0); sent < file.Bytes.Length; chunk++, sent += chunkBytes)
            await client.PutAsync($"api/v1/documents/{id}/chunks/{chunk}", file.Bytes.AsMemory(sent, Math.Min(chunkBytes, file.Bytes.Length - sent)));
        var complete = await client.PostAsync($"api/v1/documents/{id}/complete");
        if (complete.Text("sha256") != Sha256(file)) throw new DemoSurpriseException($"{file.Name} arrived as {complete.Text("sha256")}, sent was {Sha256(file)}.");
        return true;
    }

    /// <summary>Hex, as the API writes it.</summary>
    public static string Sha256(DemoFile file) => Convert.ToHexStringLower(SHA256.HashData(file.Bytes));
}
