using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.ShowFeed;

/// <summary>A call in the feed.</summary>
internal sealed record Entry(Guid Id, string Reference, string Title, string Summary, string TimeZone, DateTime DeadlineAt, DateTime PublishedAt, DateTime UpdatedAt);

/// <summary>The calls that were published last, each with the instant at which something about it was last published; one command.</summary>
internal sealed class Handler(GrantsDb db) : IUseCase
{
    private const int Most = 50;

    public async Task<IReadOnlyList<Entry>> HandleAsync(CancellationToken cancellationToken)
    {
        var calls = await db.Calls.AsNoTracking()
            .Where(call => call.Stage != Stage.CallDraft && call.PublishedAt != null)
            .OrderByDescending(call => call.PublishedAt).ThenBy(call => call.Id)
            .Take(Most)
            .Select(call => new
            {
                call.Id,
                call.Reference,
                call.Title,
                call.Summary,
                call.TimeZone,
                call.DeadlineAt,
                PublishedAt = call.PublishedAt!.Value,
                Addendum = db.Addenda.Where(addendum => addendum.CallId == call.Id).Max(addendum => addendum.PublishedAt),
                Answer = db.Enquiries.Where(enquiry => enquiry.CallId == call.Id).Max(enquiry => enquiry.AnsweredAt),
                Form = db.FormVersions.Where(version => version.CallId == call.Id).Max(version => version.PublishedAt),
                Extension = db.DeadlineExtensions.Where(extension => extension.CallId == call.Id && extension.OrganisationId == null).Max(extension => (DateTime?)extension.At),
            })
            .ToListAsync(cancellationToken);
        return [.. calls.Select(call => new Entry(
            call.Id, call.Reference, call.Title, call.Summary, call.TimeZone, call.DeadlineAt, call.PublishedAt,
            new[] { call.PublishedAt, call.Addendum, call.Answer, call.Form, call.Extension }.Max()!.Value)).OrderByDescending(entry => entry.UpdatedAt)];
    }
}
