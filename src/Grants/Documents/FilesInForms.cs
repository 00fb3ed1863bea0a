using System.Text;
using Grants.Accounts;
using Grants.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Grants.Documents;

/// <summary>An endpoint's declaration that its form may hold files.</summary>
/// <param name="Purpose">What they are for.</param>
/// <param name="RouteValue">The route value with the id of what they are attached to.</param>
internal sealed record TakesFilesMetadata(DocumentPurpose Purpose, string RouteValue);

/// <summary>The files of a form that were not taken, for its endpoint, which keeps the form's other fields and says at the field why.</summary>
/// <param name="Reasons">By slot: the file's name, and what to do.</param>
internal sealed record RefusedFiles(IReadOnlyDictionary<string, string> Reasons)
{
    /// <summary>Those of this request; none where every file was taken.</summary>
    public static IReadOnlyDictionary<string, string> Of(HttpContext context) => context.Features.Get<RefusedFiles>()?.Reasons ?? new Dictionary<string, string>();

    /// <summary>What is wrong with a form: its files that were not taken, beside what else was refused; null when nothing was.</summary>
    /// <param name="context">The request.</param>
    /// <param name="other">What the use case refused; anything but typed fields stands for itself.</param>
    public static Refusal? And(HttpContext context, Refusal? other = null)
    {
        var files = Of(context);
        if (files.Count == 0 || other is { Kind: not RefusalKind.Invalid }) return other;
        return Refusal.Invalid(new Dictionary<string, string>([.. other?.Fields ?? new Dictionary<string, string>(), .. files]));
    }
}

internal static class TakesFilesExtensions
{
    /// <summary>
    /// The form of this endpoint may hold <c>FileUpload</c> fields. A file of field 'NameFile' is stored in the slot 'Name' while it arrives, and the endpoint
    /// sees its id as 'Name', exactly as when the page's script had sent it in chunks; what is ticked as 'RemoveDocument' is removed. The endpoint runs although
    /// a file was refused, and says so at the field: see <see cref="RefusedFiles"/>.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="purpose">What the files are for.</param>
    /// <param name="routeValue">The route value with the id of what they are attached to.</param>
    public static TBuilder TakesFiles<TBuilder>(this TBuilder builder, DocumentPurpose purpose, string routeValue = "id")
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new TakesFilesMetadata(purpose, routeValue));
}

/// <summary>
/// Files in plain forms, for pages without script: the body is read once, part by part, and no file is ever held whole. Stands after authorization and before
/// antiforgery, which finds the form read already; the token is checked before the first file is stored.
/// </summary>
internal sealed class FilesInForms(RequestDelegate next)
{
    /// <summary>Fields in a form, ticked boxes counted one by one: several tables at their limits of lines and quarters have fewer.</summary>
    public const int MostFields = 10_000;

    private const string FileSuffix = "File";
    private const string Removals = "RemoveDocument";
    private const int MostFieldCharacters = 1_000_000;
    private const int MostFilesOfFullSize = 5;

    public async Task InvokeAsync(HttpContext context, FormFiles files, IAntiforgery antiforgery, GrantsOptions options, CurrentActor actor, TypedKeeper keeper)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<TakesFilesMetadata>() is not { } takes
            || !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
        {
            await next(context);
            return;
        }

        AllowFiles(context, options);
        var fields = new KeyValueAccumulator();
        Outcome read;
        try
        {
            read = await ReadAsync(context, new MultipartReader(boundary.ToString(), context.Request.Body), fields, takes, files, antiforgery);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException && exception is not BadHttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (actor.Value.PersonId is { } personId && !await antiforgery.IsRequestValidAsync(context))
        {
            var kept = await keeper.KeepAsync(context, personId, isSignedIn: true);
            await (kept ?? Refusal.Invalid("", T("The page was open for too long, or in another browser. Go back, load it again and add the file once more.")).Page()).ExecuteAsync(context);
        }
        else if (read.IsRefused)
            await read.Refusal.Page(new FormCollection(fields.GetResults())).ExecuteAsync(context);
        else
            await next(context);
    }

    /// <summary>Lets the body of a form be as large as several files are; for those who are somebody here, and no others.</summary>
    public static void AllowFiles(HttpContext context, GrantsOptions options)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostFilesOfFullSize * options.MaxDocumentBytes;
    }

    private static async Task<Outcome> ReadAsync(
        HttpContext context, MultipartReader reader, KeyValueAccumulator fields, TakesFilesMetadata takes, FormFiles files, IAntiforgery antiforgery)
    {
        var cancellationToken = context.RequestAborted;
        var subjectId = Guid.TryParse(context.GetRouteValue(takes.RouteValue)?.ToString(), out var id) ? id : Guid.Empty;
        var removed = new List<string?>();
        var refused = new Dictionary<string, string>();
        Refusal? stop = null;
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.AsFileSection() is { } file)
            {
                // What else was typed is still read: whoever is refused is shown it.
                if (stop is not null || string.IsNullOrEmpty(file.FileName) || !file.Name.EndsWith(FileSuffix, StringComparison.Ordinal)) continue;
                if (!await IsOursAsync()) continue;
                // What a new file takes the place of goes first.
                if ((await RemoveMarkedAsync()).Refusal is { } refusal) return refusal;
                var slot = file.Name[..^FileSuffix.Length];
                var stored = await files.SaveAsync(takes.Purpose, subjectId, slot, file.FileName, section.Body, cancellationToken);
                if (stored.Refusal is not { } whyNot) fields.Append(slot, stored.Value.ToString());
                else if (whyNot.Kind == RefusalKind.Invalid) refused.TryAdd(slot, whyNot.Fields?.Values.FirstOrDefault() ?? whyNot.Message);
                else stop ??= whyNot;
            }
            else if (section.AsFormDataSection() is { } field)
            {
                if (fields.ValueCount >= MostFields) throw new InvalidDataException("The form has more fields than any of ours.");
                fields.Append(field.Name, await TextAsync(section.Body, cancellationToken));
            }
        }

        Keep();
        if (refused.Count > 0) context.Features.Set(new RefusedFiles(refused));
        return stop ?? await RemoveMarkedAsync();

        async Task<Outcome> RemoveMarkedAsync()
        {
            var marked = new StringValues([.. fields.GetResults().GetValueOrDefault(Removals, StringValues.Empty).Except(removed)]);
            if (marked.Count == 0 || !await IsOursAsync()) return Outcome.Done;
            removed.AddRange(marked);
            return await files.RemoveAsync(takes.Purpose, subjectId, marked, cancellationToken);
        }

        // Only so much is read, whatever is sent.
        static async Task<string> TextAsync(Stream body, CancellationToken cancellationToken)
        {
            using var text = new StreamReader(body);
            var read = new StringBuilder();
            var buffer = new char[4096];
            for (int count; (count = await text.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (read.Append(buffer, 0, count).Length > MostFieldCharacters) throw new InvalidDataException("The form has a larger field than any of ours.");
            }

            return read.ToString();
        }

        // The token stands first in every form of the portal.
        async Task<bool> IsOursAsync()
        {
            Keep();
            return await antiforgery.IsRequestValidAsync(context);
        }

        void Keep() => context.Features.Set<IFormFeature>(new FormFeature(new FormCollection(fields.GetResults())));
    }
}

/// <summary>Stores and removes the files of a form.</summary>
internal sealed class FormFiles(GrantsDb db, DocumentUploads uploads, DocumentAccess access, CurrentActor actor, TimeProvider clock)
{
    private const int MostSlotCharacters = 100;

    public async Task<Outcome<Guid>> SaveAsync(DocumentPurpose purpose, Guid subjectId, string slot, string fileName, Stream body, CancellationToken cancellationToken)
    {
        var place = await access.PlaceToAttachAsync(purpose, subjectId, cancellationToken);
        if (place.IsRefused) return place.Refusal;
        var name = DocumentName.Read(fileName);
        if (name.IsRefused) return name.Refusal;
        if (place.Value.WhyNot(slot, name.Value) is { } otherKind) return Of(name.Value, otherKind);
        if (await uploads.WhyFullAsync(place.Value, purpose, subjectId, slot, cancellationToken) is { } full) return Of(name.Value, full);
        if (slot.Length > MostSlotCharacters) return Refusal.Invalid("", T("The form names a place that no form of ours has."));

        // The row commits before the bytes come: whatever then breaks, the sweep finds it.
        var document = new Document(purpose, subjectId, place.Value.OrganisationId, name.Value, actor.Value.PersonId, clock.GetUtcNow().UtcDateTime) { Slot = slot };
        db.Documents.Add(document);
        await db.SaveChangesAsync(cancellationToken);
        return (await uploads.SaveAsync(document, body, actor.Value, cancellationToken)).Refusal is { } refusal ? Of(name.Value, refusal) : document.Id;
    }

    // Of several files in one form it must be plain which is meant.
    private static Refusal Of(string name, Refusal refusal) =>
        refusal.Kind == RefusalKind.Invalid ? Refusal.Invalid("", $"{name}: {refusal.Fields?.Values.FirstOrDefault() ?? refusal.Message}") : refusal;

    public async Task<Outcome> RemoveAsync(DocumentPurpose purpose, Guid subjectId, StringValues ids, CancellationToken cancellationToken)
    {
        var place = await access.PlaceToAttachAsync(purpose, subjectId, cancellationToken);
        if (place.IsRefused) return place.Refusal;
        var wanted = ids.Select(id => Guid.TryParse(id, out var parsed) ? parsed : Guid.Empty).ToList();
        foreach (var document in await db.Documents.Where(d => wanted.Contains(d.Id) && d.SubjectId == subjectId && d.Purpose == purpose).ToListAsync(cancellationToken))
        {
            if ((await uploads.RemoveAsync(document, actor.Value, cancellationToken)).Refusal is { } refusal) return refusal;
        }

        return Outcome.Done;
    }
}
