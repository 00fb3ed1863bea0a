using System.Text;
using System.Text.Json;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>What takes the place of a draft's form or rubric: that of another call, or JSON as a file or as text.</summary>
/// <param name="Version">The version that it replaces.</param>
/// <param name="From">The call to copy from; null when there is JSON.</param>
/// <param name="Json">The JSON; empty when a call is copied from.</param>
/// <param name="Field">Where the JSON was given.</param>
public sealed record Carried(int Version, Guid? From, string Json, string Field = nameof(Carried.Json))
{
    private const string File = "File";

    private const int MostBytes = 1_000_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the page's form; a file comes before what is pasted.</summary>
    internal static async Task<Outcome<Carried>> ReadAsync(IFormCollection posted, CancellationToken cancellationToken)
    {
        var carried = new Carried(int.TryParse(posted["Version"], out var version) ? version : 0, Guid.TryParse(posted["From"], out var from) ? from : null, posted["Json"].ToString());
        if (posted.Files.GetFile(File) is not { Length: > 0 } file)
            return posted.ContainsKey("Json") && string.IsNullOrWhiteSpace(carried.Json) ? Refusal.Invalid(File, T("Choose a file, or paste the JSON")) : carried;
        if (file.Length > MostBytes) return Refusal.Invalid(File, T($"This file has {PortalText.FileSize(file.Length)}. The most is {PortalText.FileSize(MostBytes)}"));
        using var reader = new StreamReader(file.OpenReadStream(), Utf8);
        try
        {
            return carried with { Json = await reader.ReadToEndAsync(cancellationToken), Field = File };
        }
        catch (DecoderFallbackException)
        {
            return Refusal.Invalid(File, T("This is not a JSON file: it holds no text"));
        }
    }

    /// <summary>Says at the place where the JSON was given what is wrong with it.</summary>
    internal Refusal Refused(string error) => Refusal.Invalid(Field, IsFile && !IsJson() ? T("This file is not JSON") : error);

    /// <summary>Whether the JSON came as a file.</summary>
    internal bool IsFile => Field == File;

    private bool IsJson()
    {
        try
        {
            using var document = JsonDocument.Parse(Json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The calls that can be copied from, newest first.</summary>
    internal static async Task<IReadOnlyList<Choice>> CallsAsync(GrantsDb db, Guid except, CancellationToken cancellationToken) =>
        [.. (await db.Calls.Where(call => call.Id != except && call.Stage != Stage.CallDraft).OrderByDescending(call => call.CreatedAt).Take(100)
            .Select(call => new { call.Id, call.Reference, call.Title }).ToListAsync(cancellationToken)).Select(call => new Choice(call.Id.ToString(), $"{call.Reference}: {call.Title}"))];

    /// <summary>The published call that is copied from.</summary>
    internal static async Task<Outcome<Call>> FromAsync(GrantsDb db, Guid? from, CancellationToken cancellationToken) =>
        await db.Calls.AsNoTracking().SingleOrDefaultAsync(call => call.Id == from && call.Stage != Stage.CallDraft, cancellationToken) is { } call ? call : Refusal.Invalid("From", T("Choose a call"));
}
